"""Bude begins: adapters ask at once what is new, and it is taken in when its turn comes."""

import logging
from dataclasses import dataclass, field
from typing import Annotated

import pytest

from bot.adapter import Inbox
from bot.app import App
from bot.context import Context
from bot.parameters import Line
from bot.posts import Post, Reply
from tests.bot import scene
from tests.bot.scene import teach, whisper, words
from tests.fakes import FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")


@dataclass
class Quick(FakePlatform):
    """Whoever speaks there is heard at once, and then nobody any more."""

    line: str = ""
    answers: list[Reply | None] = field(default_factory=list)

    async def run(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.answers.append(await self.says("mehmet", self.line, message_id="$new"))


@pytest.fixture
def matrix() -> Quick:
    return Quick("matrix")


async def anew(app: App, platform: Quick) -> App:
    """The next Bude on this database, which has not begun yet."""
    await app.close()
    again = App(app.settings, [platform], app.clock)
    again.open()
    return again


async def test_its_places_are_there_when_it_hears(app: App, matrix: Quick) -> None:
    matrix.line = "polls"
    await (await anew(app, matrix)).run()
    assert "Hafen" in words(matrix.answers[0])


async def test_what_failed_last_time_comes_before_what_is_new(
    app: App, matrix: Quick, caplog: pytest.LogCaptureFixture
) -> None:
    teach(app, whisper(scene.broken))
    with caplog.at_level(logging.CRITICAL, "bot"):
        await matrix.says("anna", "whisper first")
    said: list[str] = []

    def listening(context: Context, words: Annotated[str, Line()]) -> Reply:
        said.append(words)
        return Reply(Post("Heard"))

    bude = await anew(app, matrix)
    teach(bude, whisper(listening))
    matrix.line = "whisper second"
    await bude.run()
    assert said == ["first", "second"]
