"""Whoever follows was told of an idea alone: what is gone is gone there, too."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_photos import with_photo, with_photos
from tests.scenes import told


@pytest.fixture
@beginning
async def heard(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """What Mehmet was told of Anna's idea with two photos."""
    await matrix.says("mehmet", "follow")
    await matrix.whispers("mehmet", "help")
    await matrix.says("anna", with_photos(BENCH, 2))
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    [key] = [key for key, shown in matrix.shown.items() if shown.target == "~mehmet"]
    assert len(matrix.shown[key].post.pictures) == 2
    return key


async def test_a_photo_that_is_taken_off(
    app: App, matrix: FakePlatform, clock: Clock, heard: str
) -> None:
    await matrix.says("anna", "dropphoto 1 1")
    await later(app, clock)
    assert len(matrix.shown[heard].post.pictures) == 1


async def test_photos_of_somebody_who_is_forgotten(
    app: App, matrix: FakePlatform, clock: Clock, heard: str
) -> None:
    await matrix.says("charlie", "support 1")
    await matrix.whispers("anna", "forget me")
    await matrix.whispers("anna", "forget me for sure")
    await later(app, clock)
    assert matrix.shown[heard].post.pictures == ()


@pytest.mark.parametrize(
    ("who", "line", "where"),
    [("anna", "drop 1", "#hafen"), ("mo", "decline 1 private", "#desk")],
)
async def test_an_idea_that_is_taken_back_or_taken_down(
    app: App, matrix: FakePlatform, clock: Clock, heard: str, who: str, line: str, where: str
) -> None:
    """Its author reads that nobody sees it any more."""
    post = next(key for key, shown in matrix.shown.items() if shown.target == "#hafen")
    if who == "mo":
        await matrix.says("charlie", "report Not true", replies_to=post)
        await later(app, clock, minutes=10)
    await matrix.says(who, line, where=where)
    await later(app, clock)
    assert "bench" not in told(matrix.shown[heard].post)
    assert matrix.shown[heard].post.pictures == ()


async def test_a_picture_that_is_locked_away_with_another_idea(
    app: App, matrix: FakePlatform, clock: Clock, heard: str
) -> None:
    await matrix.says("rosi", with_photo("idea A fountain near the station."))
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "freeze 2", where="#desk")
    await later(app, clock)
    assert matrix.shown[heard].post.pictures == ()
