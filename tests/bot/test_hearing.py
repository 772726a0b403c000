"""What is heard counts once, or not at all, and nobody's mistake becomes another's."""

import asyncio
import logging

import pytest

from bot.adapter import Cursor
from bot.app import App
from bot.config import Settings
from bot.incoming import Picked, Text
from bot.router import Router
from tests.bot import scene
from tests.bot.scene import busy, letters, rows, teach, words
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


def cursor(clock: Clock, value: str) -> Cursor:
    return Cursor("matrix", value, clock.now)


async def polls(app: App) -> int:
    return rows(app.store)["poll"]


# Once


async def test_heard_twice_in_one_batch_is_once(app: App, matrix: FakePlatform) -> None:
    said = matrix.incoming("anna", BENCH, message_id="$1")
    first, second = await matrix.hears([said, said])
    assert first
    assert second is None
    assert await polls(app) == 1


async def test_heard_again_in_another_batch_is_once(app: App, matrix: FakePlatform) -> None:
    assert await matrix.says("anna", BENCH, message_id="$1")
    assert await matrix.says("anna", BENCH, message_id="$1") is None
    assert await polls(app) == 1


async def test_heard_again_after_a_restart_is_once(
    app: App, matrix: FakePlatform, settings: Settings, clock: Clock
) -> None:
    await matrix.says("anna", BENCH, message_id="$1")
    await app.close()
    again = App(settings, [matrix], clock)
    again.prepare()
    matrix.inbox = again.router
    assert await matrix.says("anna", BENCH, message_id="$1") is None
    assert await polls(again) == 1
    await again.close()


async def test_two_platforms_may_use_the_same_ids(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    assert await matrix.says("anna", BENCH, message_id="$1")
    assert await discord.says("anna", BENCH, message_id="$1")
    assert await polls(app) == 2


async def test_an_id_is_remembered_for_a_month(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH, message_id="$1")
    clock.forward(days=29)
    await app.tidy()
    assert await matrix.says("anna", BENCH, message_id="$1") is None
    clock.forward(days=2)
    await app.tidy()
    assert rows(app.store)["heard"] == 0


# Together with the cursor


async def test_the_cursor_is_kept_with_what_was_heard(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    assert await app.router.cursor("matrix") is None
    await matrix.hears([matrix.incoming("anna", BENCH)], cursor(clock, "s1"))
    assert await app.router.cursor("matrix") == "s1"
    await matrix.hears([], cursor(clock, "s2"))
    assert await app.router.cursor("matrix") == "s2"


async def test_each_stream_has_its_own_cursor(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.hears([], Cursor("discord:1", "a", clock.now))
    await matrix.hears([], Cursor("discord:2", "b", clock.now))
    assert await app.router.cursor("discord:1") == "a"
    assert await app.router.cursor("discord:2") == "b"


async def test_when_the_cursor_cannot_be_kept_nothing_is(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    before = rows(app.store)
    naive = Cursor("matrix", "s1", clock.now.replace(tzinfo=None))
    with pytest.raises(Exception, match="without a time zone"):
        await matrix.hears([matrix.incoming("anna", BENCH)], naive)
    assert rows(app.store) == before
    assert await app.router.cursor("matrix") is None


async def test_a_batch_is_answered_one_for_one(app: App, matrix: FakePlatform) -> None:
    said = [
        matrix.incoming("anna", BENCH),
        matrix.incoming("mehmet", Text("Nice weather", addressed=False)),
        matrix.incoming("mehmet", "vote 1 2"),
        matrix.incoming("charlie", "close 1 boring"),
    ]
    asked, talk, voted, refused = await matrix.hears(said)
    assert words(asked).startswith("Poll 1")
    assert talk is None
    assert "Square" in words(voted)
    assert "Only moderators" in words(refused)


# A no


async def test_a_no_after_something_was_written_leaves_nothing_of_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    teach(app, scene.SHOUT)
    said = [matrix.incoming(who, f"shout {what}") for who, what in [
        ("anna", "bread"), ("charlie", "quietly"), ("mehmet", "milk"),
    ]]  # fmt: skip
    replies = await matrix.hears(said, cursor(clock, "s1"))
    assert [words(each) for each in replies] == ["bread!", "Not so loud.", "milk!"]
    assert [letter.nonce for letter in letters(app.store)] == ["bread", "milk"]
    assert await app.router.cursor("matrix") == "s1"
    assert await matrix.hears(said) == [None, None, None]


async def test_a_no_to_one_caller_takes_nothing_from_the_others(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    teach(app, scene.SHOUT)
    async with busy(app.writer):
        anna, charlie, mehmet = map(
            asyncio.ensure_future,
            [
                matrix.says("anna", "shout bread"),
                discord.says("charlie", "shout quietly"),
                discord.says("mehmet", "shout milk"),
            ],
        )
    assert words(await anna) == "bread!"
    assert words(await charlie) == "Not so loud."
    assert words(await mehmet) == "milk!"
    assert [letter.nonce for letter in letters(app.store)] == ["bread", "milk"]


# Who talks with neighbours is not our business


async def test_mere_talk_leaves_no_trace_of_anybody(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    before = rows(app.store)
    said = [
        matrix.incoming("charlie", Text("vote 1 2", addressed=False)),
        matrix.incoming("charlie", Text("I agree", addressed=False), replies_to="$anna"),
        matrix.incoming("charlie", Text("2", addressed=False), replies_to="$anna"),
    ]
    assert await matrix.hears(said, cursor(clock, "s1")) == [None, None, None]
    after = rows(app.store)
    assert after.pop("listening") == before.pop("listening") + 1
    assert after == before


async def test_a_pick_on_somebody_elses_message_is_only_kept_for_a_while(
    app: App, matrix: FakePlatform
) -> None:
    before = rows(app.store)
    assert await matrix.says("charlie", Picked("$anna", (1,))) is None
    assert rows(app.store) == before | {"early": 1}


async def test_two_that_hear_the_same_at_once_count_it_once(
    app: App, matrix: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    """As when a standby takes over an account that the other still listens to."""
    other = Router(app.store, app.clock)
    other.furnish(app.router.book)
    for number in range(10):
        said = [matrix.incoming("anna", 'poll "Where?" "Park" "Square"')]
        with caplog.at_level(logging.CRITICAL, "bot"):
            heard = await asyncio.gather(app.router.hear(said), other.hear(said))
        assert sum(reply is not None for [reply] in heard) == 1
        assert await polls(app) == number + 1
    await other.writer.close()


async def test_completing_where_nobody_lives_finds_nothing(
    app: App, matrix: FakePlatform
) -> None:
    stranger = matrix.incoming("charlie", "", where="#nowhere")
    assert await app.router.suggest(stranger, "vote", "poll", "") == []
