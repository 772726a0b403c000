"""What is kept of who wants digests: told, one for one person, and gone with them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.people import Account
from tests.bot.scene import rows
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    LAMP,
    NEXT_FRIDAY,
    bench_for_rosi,
    digests,
    got,
    it_is,
    rosi_has_heard,
    subscriptions,
    wants,
)
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.scenes import told


async def people(app: App) -> set[int]:
    """Who Rosi's accounts are."""
    rosis = select(Account.person_id).filter_by(user_id="rosi")
    return await app.writer.do(lambda session: set(session.scalars(rosis)))


async def test_they_are_told(app: App, matrix: FakePlatform) -> None:
    await wants(matrix, "rosi", "digest monthly")
    assert (
        "Your digest\n- How often: every month; Since: Sunday, 22 November 2026 at 12:00; "
        "Told until: Sunday, 22 November 2026 at 11:59; "
        "Next: Tuesday, 1 December 2026 at 17:00"
    ) in told(await matrix.whispers("rosi", "mydata"))


async def test_whoever_is_forgotten_gets_none_and_leaves_nothing(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    await matrix.whispers("rosi", "forget me")
    assert "I have forgotten you" in told(await matrix.whispers("rosi", "forget me for sure"))
    assert await subscriptions(app) == []
    await it_is(app, clock, FRIDAY)
    assert got(matrix) == []


async def test_one_on_its_way_to_somebody_forgotten_is_not_sent(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    clock.now = FRIDAY
    await app.send_digests()
    await matrix.whispers("rosi", "forget me")
    await matrix.whispers("rosi", "forget me for sure")
    await app.postman.round()
    assert got(matrix) == []


@pytest.mark.parametrize("first", ["matrix", "discord"])
@pytest.mark.parametrize("known_first", ["matrix", "discord"])
async def test_of_two_linked_accounts_the_last_word_counts_and_nothing_is_lost(
    app: App,
    matrix: FakePlatform,
    discord: FakePlatform,
    clock: Clock,
    first: str,
    known_first: str,
) -> None:
    await wants(matrix if known_first == "matrix" else discord, "rosi", "help")
    clock.forward(hours=1)
    early, late = (matrix, discord) if first == "matrix" else (discord, matrix)
    await wants(early, "rosi", "digest weekly")
    await matrix.says("anna", BENCH)
    clock.forward(days=1)
    await wants(late, "rosi", "digest monthly")
    await links(app, matrix, discord, "rosi")
    [one] = await subscriptions(app)
    assert one.often == "monthly"
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, NEXT_FRIDAY)
    found = digests(app)
    assert len(found) == 2, "for each account one"
    for each in found:
        assert "A bench" in each.post
        assert "A lamp" in each.post


async def test_what_only_the_account_that_joins_wanted_stays(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await wants(discord, "rosi", "digest daily")
    await wants(matrix, "rosi", "help")
    await links(app, matrix, discord, "rosi")
    [one] = await subscriptions(app)
    assert one.often == "daily"


async def test_whoever_moves_hears_of_the_new_neighbourhood(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    await matrix.says("emre", "idea Ein Baum am Markt", where="#holzen")
    await matrix.whispers("rosi", "live Holzen")
    await it_is(app, clock, FRIDAY)
    [letter] = got(matrix)
    assert "Ein Baum" in told(letter)
    assert "A bench" not in told(letter)


@pytest.mark.parametrize("stays", ["matrix", "discord"])
async def test_the_last_digest_of_linked_accounts_is_mended(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, stays: str
) -> None:
    for platform in (matrix, discord) if stays == "matrix" else (discord, matrix):
        await wants(platform, "rosi", "help")
    await wants(matrix, "rosi")
    for line in (BENCH, LAMP):
        await matrix.says("anna", line)
    await it_is(app, clock, FRIDAY)
    await links(app, matrix, discord, "rosi")
    assert len(await people(app)) == 1
    await matrix.says("anna", "drop 1")
    await it_is(app, clock, NEXT_FRIDAY)
    [letter] = got(matrix)
    assert "A bench" not in told(letter)
    assert "A lamp" in told(letter)


async def test_which_digest_was_the_last_is_told_and_forgotten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await rosi_has_heard(app, matrix, clock)
    last = "Your last digest\n- Since: Sunday, 22 November 2026 at 11:59; Told until: Friday"
    assert last in told(await matrix.whispers("rosi", "mydata"))
    assert rows(app.store)["digest_told"] == 1
    await matrix.whispers("rosi", "forget me")
    await matrix.whispers("rosi", "forget me for sure")
    assert rows(app.store)["digest_told"] == 0


async def test_after_a_month_nobody_knows_what_stood_in_the_last_digest(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await rosi_has_heard(app, matrix, clock)
    await it_is(app, clock, FRIDAY + timedelta(days=29))
    assert rows(app.store)["digest_told"] == 1
    await it_is(app, clock, FRIDAY + timedelta(days=31))
    assert rows(app.store)["digest_told"] == 0
