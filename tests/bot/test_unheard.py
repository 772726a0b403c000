"""What fails for a fault of ours is kept, and taken in after the repair."""

import logging
from typing import Annotated

import pytest
from sqlalchemy import update

from bot.adapter import Cursor
from bot.app import App
from bot.commands import Command
from bot.config import Settings
from bot.context import Context
from bot.heard import Unheard
from bot.incoming import Call
from bot.parameters import Line
from bot.posts import Post, Reply
from tests.bot import scene
from tests.bot.scene import rows, teach, whisper, words
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


def cursor(clock: Clock, value: str) -> Cursor:
    return Cursor("matrix", value, clock.now)


async def polls(app: App) -> int:
    return rows(app.store)["poll"]


async def test_a_mistake_of_ours_is_kept_and_the_others_count(
    app: App, matrix: FakePlatform, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    teach(app, whisper(scene.broken))
    await matrix.says("anna", BENCH)
    said = [
        matrix.incoming("anna", "vote 1 1"),
        matrix.incoming("mehmet", "whisper hello"),
        matrix.incoming("charlie", "vote 1 2"),
    ]
    with caplog.at_level(logging.CRITICAL, "bot"):
        first, sorry, voted = await matrix.hears(said, cursor(clock, "s1"))
    assert "Park" in words(first)
    assert words(sorry).startswith("Something went wrong here, and it is our fault.")
    assert "Square" in words(voted)
    assert rows(app.store)["unheard"] == 1
    assert await app.router.cursor("matrix") == "s1"


async def test_a_newcomer_is_met_though_our_mistake_came_first(
    app: App, matrix: FakePlatform, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Meeting them was rolled back with it."""
    teach(app, whisper(scene.broken))
    await matrix.says("anna", BENCH)
    said = [matrix.incoming("mehmet", "whisper hello"), matrix.incoming("mehmet", "vote 1 2")]
    with caplog.at_level(logging.CRITICAL, "bot"):
        _sorry, voted = await matrix.hears(said, cursor(clock, "s1"))
    assert "Square" in words(voted)
    assert rows(app.store)["person"] == 3  # Anna, Mehmet, and Mo of the config


async def test_our_mistake_is_told_in_german_too(app: App, matrix: FakePlatform) -> None:
    teach(app, whisper(scene.broken))
    sorry = await matrix.says("anna", "whisper hello", locale="de-DE")
    assert words(sorry).startswith("Hier ist etwas schiefgegangen")


async def test_several_mistakes_heard_again_are_kept_once(
    app: App, matrix: FakePlatform, settings: Settings
) -> None:
    teach(app, whisper(scene.broken))
    await matrix.says("anna", "polls")
    said = [matrix.incoming("anna", "whisper a"), matrix.incoming("anna", "whisper b")]
    await matrix.hears(said)
    assert await matrix.hears(said) == [None, None]
    assert rows(app.store)["unheard"] == 2


async def test_what_was_unheard_is_taken_in_after_the_repair(
    app: App, matrix: FakePlatform
) -> None:
    teach(app, whisper(scene.broken))
    await matrix.says("anna", "whisper hello")
    await app.router.retry_unheard()
    assert rows(app.store)["unheard"] == 1

    teach(app, whisper(scene.mended))
    await app.router.retry_unheard()
    await app.postman.round()
    assert [post.text for post in matrix.posts()] == ["Anna whispered hello."]
    assert rows(app.store)["unheard"] == 0
    await app.router.retry_unheard()
    await app.postman.round()
    assert len(matrix.posts()) == 1


async def test_every_repair_is_answered(app: App, matrix: FakePlatform) -> None:
    for what in ("hello", "good night"):
        teach(app, whisper(scene.broken))
        await matrix.says("anna", f"whisper {what}")
        teach(app, whisper(scene.mended))
        await app.router.retry_unheard()
    await app.postman.round()
    assert [post.text for post in matrix.posts()] == [
        "Anna whispered hello.",
        "Anna whispered good night.",
    ]


async def test_all_that_is_said_besides_comes_with_it(app: App, matrix: FakePlatform) -> None:
    def chatty(context: Context, words: Annotated[str, Line()]) -> Reply:
        second = Reply(Post("Second"), besides=Reply(Post("Third")))
        return Reply(Post("First"), besides=second)

    teach(app, whisper(scene.broken))
    await matrix.says("anna", "whisper hello")
    teach(app, whisper(chatty))
    await app.router.retry_unheard()
    await app.postman.round()
    assert [post.text for post in matrix.posts()] == ["First", "Second", "Third"]


async def test_what_is_refused_after_the_repair_is_answered_and_over(
    app: App, matrix: FakePlatform
) -> None:
    teach(app, scene.SHOUT, whisper(scene.broken))
    await matrix.says("anna", "whisper quietly")
    teach(app, whisper(scene.shout))
    await app.router.retry_unheard()
    await app.postman.round()
    assert [post.text for post in matrix.posts()] == ["Not so loud."]
    assert rows(app.store)["unheard"] == 0


async def test_a_vote_that_was_unheard_counts_from_when_it_was_said(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", BENCH)
    working = app.router.book
    teach(app, Command("vote", scene.broken, "Vote"))
    await matrix.says("anna", Call("vote", {"words": "x", "poll": 1, "choices": (1,)}))
    app.router.book = working
    clock.forward(hours=1)
    await matrix.says("anna", "vote 1 2")
    clock.forward(hours=1)
    await app.router.retry_unheard()
    results = await matrix.says("anna", "results 1")
    assert results
    assert "Square: 1 vote\nPark: 0 votes" in results.post.text


async def test_what_nobody_can_read_hinders_no_start(
    app: App, matrix: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    teach(app, whisper(scene.broken))
    await matrix.says("anna", "whisper a")
    await matrix.says("anna", "whisper b")
    with app.store.begin() as session:
        session.execute(update(Unheard).filter_by(id=1).values(document='{"said": 7}'))
    teach(app, whisper(scene.mended))
    with caplog.at_level(logging.CRITICAL, "bot"):
        await app.router.retry_unheard()
    assert rows(app.store)["unheard"] == 1
    await app.postman.round()
    assert matrix.posts()[-1].text == "Anna whispered b."
