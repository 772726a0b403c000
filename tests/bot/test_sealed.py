"""What cannot be read: kept, told once to who wrote it, and heard when its key comes."""

from dataclasses import replace

import pytest

from bot import sealed
from bot.app import App
from bot.incoming import Incoming, Retracted, Sealed, Text, Why
from bot.letters import read_incoming, written_incoming
from tests.bot.scene import rows, words
from tests.bot.test_hearing import BENCH, cursor
from tests.fakes import Clock, FakePlatform

LOCKED = Sealed(Why.KEY_MISSING, '{"ciphertext": "AwgAEn"}', "session 1")


async def tell(app: App, clock: Clock, **later: float) -> None:
    clock.forward(**later)
    await app.writer.do(lambda session: sealed.tell(session, clock()))
    await app.postman.round()


async def opens(app: App, *said: Incoming) -> list[str]:
    """The keys have come: all that was sealed now says this."""
    closed = await app.router.sealed("matrix", ["session 1"])
    return [words(each) for each in await app.router.opened(closed, said) if each]


async def test_it_is_kept_with_the_cursor_and_given_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    heard = matrix.incoming("anna", LOCKED, message_id="$1")
    assert await matrix.hears([heard, heard], cursor(clock, "s1")) == [None, None]
    assert await matrix.hears([heard], cursor(clock, "s2")) == [None]
    [kept] = await app.router.sealed("matrix", ["session 1"])
    assert kept == replace(heard, said_at=clock())
    assert await app.router.cursor("matrix") == "s2"
    assert await app.router.sealed("discord", ["session 1"]) == []
    assert await app.router.sealed("matrix", ["session 2"]) == []


@pytest.mark.parametrize("why", Why)
def test_it_can_be_written_down(matrix: FakePlatform, why: Why) -> None:
    heard = matrix.incoming("anna", Sealed(why, "{}", "key"))
    assert read_incoming(written_incoming(heard)) == heard


async def test_a_vote_counts_from_when_it_was_said(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", BENCH)
    await matrix.says("anna", LOCKED, message_id="$1")
    clock.forward(hours=1)
    await matrix.says("anna", "vote 1 2")
    clock.forward(hours=1)
    [kept] = await app.router.sealed("matrix", ["session 1"])
    await opens(app, replace(kept, said=Text("vote 1 1")))
    assert "Square: 1 vote\nPark: 0 votes" in words(await matrix.says("anna", "results 1"))
    assert rows(app.store)["sealed"] == 0


async def test_it_is_heard_once_even_if_it_comes_twice(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mehmet", BENCH)
    await matrix.says("anna", LOCKED, message_id="$1")
    vote = matrix.incoming("anna", "vote 1 1", message_id="$1")
    [counted] = await opens(app, vote)
    assert "Park" in counted
    assert await opens(app, vote) == []
    # A second hearing of the sealed form is nothing new either.
    assert await matrix.says("anna", LOCKED, message_id="$1") is None
    assert rows(app.store)["sealed"] == 0


async def test_what_turns_out_to_be_nothing_for_us_is_forgotten(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", LOCKED)
    await opens(app)
    assert rows(app.store)["sealed"] == 0


async def test_what_is_removed_is_not_read_any_more(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", LOCKED, message_id="$1")
    await matrix.says("charlie", Retracted("$1"), where="#holzen")
    assert rows(app.store)["sealed"] == 1
    await matrix.says("anna", Retracted("$1"))
    assert rows(app.store)["sealed"] == 0


async def test_a_key_that_comes_a_moment_later_is_no_matter(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", LOCKED)
    await tell(app, clock, seconds=20)
    await opens(app)
    await tell(app, clock, minutes=5)
    assert matrix.posts() == []


async def test_whoever_wrote_it_is_told_once(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    for number in range(3):
        await matrix.says("anna", LOCKED, message_id=f"${number}")
        await tell(app, clock, minutes=1)
    [told] = matrix.posts()
    assert told.text.startswith("Anna, eine Nachricht von dir konnte ich nicht lesen: ")
    await matrix.says("mehmet", LOCKED)
    await matrix.says("anna", LOCKED, where="#holzen")
    await tell(app, clock, minutes=1)
    assert len(matrix.posts()) == 2
    assert len(matrix.posts("#holzen")) == 1


async def test_nobody_fills_the_disk(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "MOST_OF_ONE", 2)
    await matrix.says("mehmet", LOCKED, message_id="$vote")
    for number in range(5):
        clock.forward(seconds=1)
        await matrix.says("anna", LOCKED, message_id=f"${number}")
    await tell(app, clock, minutes=1)
    kept = await app.router.sealed("matrix", ["session 1"])
    assert [each.message_id for each in kept] == ["$vote", "$3", "$4"]


async def test_after_two_weeks_it_is_nobodys_business(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", LOCKED)
    clock.forward(days=13)
    await app.tidy()
    assert rows(app.store)["sealed"] == 1
    clock.forward(days=2)
    await app.tidy()
    assert rows(app.store)["sealed"] == 0


@pytest.mark.parametrize("why", [each for each in Why if each is not Why.KEY_MISSING])
async def test_a_room_is_told_at_once_and_once(
    app: App, matrix: FakePlatform, why: Why
) -> None:
    said = matrix.incoming("anna", Sealed(why), message_id="unreadable:#hafen")
    reply, again = await matrix.hears([said, said])
    assert reply
    assert not reply.private
    assert again is None
    assert await matrix.hears([said]) == [None]
    assert rows(app.store)["sealed"] == 0
