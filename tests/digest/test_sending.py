"""How a digest reaches whoever wants it: alone, once, and when they may be written to."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import telling
from bot.adapter import DeliveryFailed
from bot.app import App
from bot.config import Settings
from bot.happened import DIGEST
from bot.incoming import Pressed
from bot.people import Account
from digest import compose, sending
from digest.models import Subscription
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    LAMP,
    NEXT_FRIDAY,
    bench_for_rosi,
    digests,
    got,
    it_is,
    news_for_rosi,
    rosi_has_heard,
    subscriptions,
    wants,
)
from tests.fakes import Clock, FakePlatform
from tests.scenes import told


async def test_a_bude_that_is_killed_before_sending_sends_once(
    app: App, settings: Settings, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    clock.now = FRIDAY
    await app.send_digests()
    [written] = digests(app)
    assert written.key == "digest:2:2026-11-27 16:00:rosi"
    again = App(settings, [matrix], clock)
    await again.send_digests()
    await again.postman.round()
    await again.writer.close()
    await app.postman.round()
    assert [each.key for each in digests(app)] == [written.key]
    assert len(got(matrix)) == 1


async def test_a_bude_that_is_killed_while_writing_writes_it_anew(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("rosi", "mehmet"):
        await wants(matrix, who)
    await matrix.says("anna", BENCH)
    clock.now = FRIDAY
    tell: Any = telling.tell
    told_so_far: list[object] = []

    def dies(*given: object, **named: object) -> None:
        if told_so_far:
            raise KeyboardInterrupt
        told_so_far.append(named["key"])
        tell(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr("bot.telling.tell", dies)
        with pytest.raises(KeyboardInterrupt), app.store.begin() as session:
            sending.send_due(session, DIGEST, clock.now)
    assert digests(app) == []
    await it_is(app, clock, FRIDAY + timedelta(minutes=1))
    assert [len(got(matrix, who)) for who in ("rosi", "mehmet")] == [1, 1]


async def test_who_wants_quiet_gets_it_when_that_is_over_as_things_are_then(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await matrix.whispers("rosi", "quiet 16:00 8:00")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, FRIDAY)
    await matrix.says("anna", "drop 1")
    assert got(matrix) == []
    await it_is(app, clock, FRIDAY + timedelta(hours=15))
    [letter] = got(matrix)
    assert "A lamp" in told(letter)
    assert "A bench" not in told(letter)
    [rosis] = await subscriptions(app)
    assert rosis.due == NEXT_FRIDAY


async def test_who_cannot_be_told_alone_hears_all_of_it_later(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    said = told(await matrix.says("rosi", "digest weekly"))
    assert "please write to me alone once, in a direct message: !help" in said
    await matrix.says("anna", BENCH)
    await it_is(app, clock, FRIDAY)
    assert digests(app) == []
    await matrix.whispers("rosi", "help")
    await it_is(app, clock, NEXT_FRIDAY)
    [letter] = got(matrix)
    assert "A bench" in told(letter)


async def test_behind_a_closed_door_they_do_not_pile_up(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await wants(discord, "rosi", "digest daily")
    await discord.says("anna", BENCH)
    discord.broken = DeliveryFailed("takes no messages", permanent=True)
    await it_is(app, clock, FRIDAY)
    discord.broken = None
    for days in range(1, 4):
        await discord.says("anna", f"idea {'A tree ' * days} please")
        await it_is(app, clock, FRIDAY + timedelta(days=days))
    assert len(digests(app)) == 1
    await discord.whispers("rosi", "help")
    await it_is(app, clock, FRIDAY + timedelta(days=4))
    kept, all_since = (told(each) for each in got(discord))
    assert "A bench" in kept
    assert "A bench" not in all_since
    assert "A tree" in all_since


async def test_the_button_below_ends_it(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await rosi_has_heard(app, matrix, clock)
    [message] = [each for each, shown in matrix.shown.items() if shown.target == "~rosi"]
    reply = await matrix.whispers("rosi", Pressed(message, 1))
    assert told(reply).startswith("I send you no more news.")
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, NEXT_FRIDAY)
    assert len(got(matrix)) == 1


async def test_many_neighbours_cost_one_look_at_the_news(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sending.AT_ONCE == 20
    monkeypatch.setattr(sending, "AT_ONCE", 5)
    for number in range(6):
        await wants(matrix, f"neighbour{number}")
    await matrix.says("anna", BENCH)
    clock.now = FRIDAY
    looks: list[object] = []
    read = compose.read

    def counted(*given: Any) -> compose.Digest:
        looks.append(given)
        return read(*given)

    monkeypatch.setattr("digest.compose.read", counted)
    await app.send_digests()
    assert len(digests(app)) == 6
    assert len(looks) == 2, "one for each that many"


def test_who_is_due_is_found_by_an_index() -> None:
    [index] = Subscription.__table__.indexes  # type: ignore[attr-defined]
    assert [column.name for column in index.columns] == ["due"]


async def test_an_account_linked_only_lately_gets_none_of_the_persons(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    clock.now = FRIDAY

    def settling(session: Session) -> None:
        account = session.scalars(select(Account).filter_by(user_id="rosi")).one()
        account.joined = FRIDAY - timedelta(hours=1)

    await app.writer.do(settling)
    await it_is(app, clock, FRIDAY)
    assert got(matrix) == []
    assert "From now on" not in told(await matrix.whispers("rosi", "digest daily"))
    assert "Shall I send you" in told(await matrix.whispers("rosi", "digest"))
    await it_is(app, clock, NEXT_FRIDAY)
    assert "A bench" in told(got(matrix)[0])
