"""Scenes whose beginning was laid out begin as the one for which it was played."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import media
from bot.app import App
from bot.people import Person
from tests.beginnings import beginning
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.moderation.test_frozen import PHOTO
from tests.scenes import poll_of, told


@pytest.fixture
@beginning
async def asked(app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock) -> str:
    """Mo has asked a secret poll, and somebody keeps a photo; its name."""
    clock.forward(days=1)
    await matrix.says("mo", 'poll "Where?" "Park" "Square" secret closes="in 3 days"')
    await matrix.says("anna", "polls")
    await app.postman.round()
    return await app.writer.do(lambda session: media.keep(session, PHOTO, clock.now))


@pytest.mark.parametrize("time", ["first", "again"])
async def test_all_is_there(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, asked: str, time: str
) -> None:
    assert clock.now == SUNDAY + timedelta(days=1)
    assert "Where?" in told(matrix.posts()[0]) == told(discord.posts()[0])
    assert (await poll_of(app)).question == "Where?"
    photo = await app.writer.do(lambda session: media.stored(session, asked))
    assert photo
    assert photo.file.is_file()
    assert "Your vote counts." in told(await matrix.whispers("anna", "vote 1 2"))


@pytest.mark.parametrize("time", ["first", "again"])
async def test_whoever_comes_next_gets_the_next_number(
    app: App, matrix: FakePlatform, asked: str, time: str
) -> None:
    await matrix.says("mehmet", "help")
    with app.store.begin() as session:
        assert list(session.scalars(select(Person.id).order_by(Person.id))) == [1, 2, 3]
    assert len({shown.post.title for shown in matrix.shown.values()}) == 1


@pytest.mark.parametrize("time", ["first", "again"])
async def test_what_came_before_makes_it_another_one(
    app: App, matrix: FakePlatform, before: str, asked: str, time: str
) -> None:
    with app.store.begin() as session:
        names = session.scalars(select(Person.name).order_by(Person.id)).all()
    assert names == ["Mo", before, "Anna"]


@pytest.fixture(params=["mehmet", "rosi"])
async def before(matrix: FakePlatform, request: pytest.FixtureRequest) -> str:
    await matrix.says(request.param, "help")
    return str(request.param).capitalize()
