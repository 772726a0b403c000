"""What nobody may read any more leaves the digests in which it stood."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.adapter import DeliveryFailed
from bot.app import App
from bot.happened import DIGEST
from bot.news import News
from digest import taking_out
from tests.beginnings import beginning
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    LAMP,
    NEXT_FRIDAY,
    got,
    it_is,
    news_for_rosi,
    officer,
    wants,
)
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

MINUTE = timedelta(minutes=1)


@beginning
async def delivered(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """Rosi, and Mehmet who wants another rhythm, have a digest with two ideas."""
    await news_for_rosi(app, matrix)
    await wants(matrix, "mehmet", "digest daily")
    await officer(matrix)
    clock.now = FRIDAY - timedelta(hours=20)
    for line in (BENCH, LAMP):
        await matrix.says("anna", line)
    await it_is(app, clock, FRIDAY)
    [letter] = got(matrix)
    return told(letter)


async def report(matrix: FakePlatform) -> None:
    [post] = [
        each
        for each, shown in matrix.shown.items()
        if shown.target == "#hafen" and "A bench" in told(shown.post)
    ]
    await matrix.says("emre", "report It insults us.", replies_to=post)


def edits(matrix: FakePlatform) -> int:
    """How often the one digest that Rosi has was changed."""
    [shown] = [each for each in matrix.shown.values() if each.target == "~rosi"]
    return shown.edits


@pytest.mark.parametrize("how", ["drop 1", "decline 1 No.", "freeze 1"])
async def test_what_is_taken_back_or_down_is_taken_out(
    app: App, matrix: FakePlatform, clock: Clock, how: str
) -> None:
    assert "A bench" in await delivered(app, matrix, clock)
    if how.startswith("drop"):
        await matrix.says("anna", how)
    else:
        await report(matrix)
        await matrix.says("mo", how, where="#desk")
    await it_is(app, clock, FRIDAY + MINUTE)
    for who in ("rosi", "mehmet"):
        [letter] = got(matrix, who)
        assert "A bench" not in told(letter)
        assert "A lamp" in told(letter)
        assert len(letter.buttons) == 1
    assert edits(matrix) == 1
    await it_is(app, clock, FRIDAY + 2 * MINUTE)
    assert edits(matrix) == 1, "once is enough"


async def test_if_nothing_is_left_that_is_said(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await delivered(app, matrix, clock)
    for number in (1, 2):
        await matrix.says("anna", f"drop {number}")
        await it_is(app, clock, FRIDAY + number * MINUTE)
    [letter] = got(matrix)
    assert told(letter).startswith("News from Hafen\nWhat stood here is not public any more.")


async def test_what_waits_behind_a_closed_door_is_mended_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    for line in (BENCH, LAMP):
        await matrix.says("anna", line)
    matrix.broken = DeliveryFailed("takes no messages", permanent=True)
    await it_is(app, clock, FRIDAY)
    matrix.broken = None
    await matrix.says("anna", "drop 1")
    await it_is(app, clock, FRIDAY + MINUTE)
    await matrix.whispers("rosi", "help")
    await app.postman.round()
    [letter] = got(matrix)
    assert "A bench" not in told(letter)
    assert "A lamp" in told(letter)


async def test_what_merely_goes_on_changes_no_digest(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await officer(matrix)
    await matrix.says("anna", BENCH)
    await matrix.says("anna", 'poll "Where to?" "Park" "Square" closes="Saturday 12:00"')
    await it_is(app, clock, FRIDAY)
    await it_is(app, clock, FRIDAY + timedelta(days=2))
    await matrix.says("charlie", "status 1 declined There are pipes.")
    await it_is(app, clock, FRIDAY + timedelta(days=3))
    assert edits(matrix) == 0


async def test_a_clock_that_was_set_back_takes_nothing_out(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """What has not happened yet by that clock was mended again and again, without end."""
    await delivered(app, matrix, clock)
    clock.forward(days=-2)
    with app.store.begin() as session:
        assert not taking_out.take_out(session, DIGEST, clock.now)
    await app.postman.round()
    assert "A bench" in told(got(matrix)[0])


async def test_while_nothing_is_gone_nobody_is_asked_for_news(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Where many ideas are had that took seconds, in which nobody else was heard."""
    await delivered(app, matrix, clock)

    def asked(*_: object, **__: object) -> Sequence[News]:
        raise AssertionError("Somebody is.")

    with app.store.begin() as session:
        assert not taking_out.take_out(session, DIGEST._replace(tell=asked), clock.now)


async def test_of_who_wants_none_any_more_the_last_one_is_mended(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await delivered(app, matrix, clock)
    await matrix.whispers("rosi", "digest never")
    await matrix.says("anna", "drop 1")
    await it_is(app, clock, NEXT_FRIDAY)
    [letter] = got(matrix)
    assert "A bench" not in told(letter)


async def test_who_moves_keeps_what_they_were_told(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await delivered(app, matrix, clock)
    await matrix.whispers("rosi", "live Holzen")
    await it_is(app, clock, FRIDAY + MINUTE)
    [letter] = got(matrix)
    assert "A bench" in told(letter)


async def test_also_when_its_words_are_kept_no_longer(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """What was said to one person goes after two days."""
    await delivered(app, matrix, clock)
    clock.forward(days=3)
    await app.tidy()
    await matrix.says("anna", "drop 1")
    await it_is(app, clock, NEXT_FRIDAY)
    letter = got(matrix)[0]
    assert "A bench" not in told(letter)
    assert "A lamp" in told(letter)
