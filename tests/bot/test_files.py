"""Files that come along."""

import pytest

from bot.adapter import Cursor
from bot.app import App
from bot.incoming import Attachment, Text
from tests.bot import scene
from tests.bot.scene import rows, teach, words
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


def cursor(clock: Clock, value: str) -> Cursor:
    return Cursor("matrix", value, clock.now)


async def polls(app: App) -> int:
    return rows(app.store)["poll"]


def attachment(content: bytes, size: int | None = None) -> tuple[Attachment, list[str]]:
    fetched: list[str] = []

    async def read() -> bytes:
        fetched.append("once")
        return content

    size = len(content) if size is None else size
    return Attachment("bench.jpg", "image/jpeg", size, read), fetched


async def test_a_file_reaches_the_command(app: App, matrix: FakePlatform) -> None:
    teach(app, scene.PHOTO)
    photo, fetched = attachment(b"colours")
    reply = await matrix.says("anna", Text("photo", (photo,)))
    assert words(reply) == "bench.jpg, image/jpeg, 7 bytes"
    assert fetched == ["once"]


async def test_a_file_may_answer_a_question(app: App, matrix: FakePlatform) -> None:
    teach(app, scene.PHOTO)
    assert "Which one?" in words(await matrix.says("anna", "photo"))
    photo, _ = attachment(b"colours")
    assert words(await matrix.says("anna", Text("", (photo,)))).startswith("bench.jpg")


async def test_what_is_too_large_is_not_fetched(app: App, matrix: FakePlatform) -> None:
    teach(app, scene.PHOTO)
    film, fetched = attachment(b"", size=20 * 1024 * 1024 + 1)
    assert "Which one?" in words(await matrix.says("anna", Text("photo", (film,))))
    assert fetched == []


async def test_files_among_neighbours_are_not_fetched(app: App, matrix: FakePlatform) -> None:
    photo, fetched = attachment(b"colours")
    assert await matrix.says("anna", Text("look!", (photo,), addressed=False)) is None
    assert fetched == []


async def test_a_file_that_cannot_be_fetched_stops_nobody(
    app: App, matrix: FakePlatform
) -> None:
    teach(app, scene.PHOTO)

    async def gone() -> bytes:
        raise OSError("404")

    lost = Attachment("bench.jpg", "image/jpeg", 7, gone)
    said = [matrix.incoming("anna", Text("photo", (lost,))), matrix.incoming("mehmet", BENCH)]
    asked_again, asked = await matrix.hears(said)
    assert "Which one?" in words(asked_again)
    assert words(asked).startswith("Poll 1")
