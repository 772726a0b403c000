"""Scenes that begin with what was kept begin as the first of them did."""

import pytest
from sqlalchemy import select, text

from bot.app import App
from bot.people import Person
from bot.places import Room
from bot.roles import Grant
from bot.store import Base, dialect
from tests.conftest import SUNDAY
from tests.fakes import FakePlatform


@pytest.mark.parametrize("time", ["first", "again"])
async def test_mo_and_the_places_are_there(app: App, time: str) -> None:
    with app.store.begin() as session:
        rooms = {room.target: room.neighbourhood.slug for room in session.scalars(select(Room))}
        [mo] = session.scalars(select(Person))
        roles = {grant.role for grant in session.scalars(select(Grant))}
    assert rooms == {"#hafen": "hafen", "#holzen": "holzen"}
    assert (mo.id, mo.since, roles) == (1, SUNDAY, {"admin", "moderator"})


@pytest.mark.parametrize("time", ["first", "again"])
async def test_who_comes_next_gets_the_next_number(
    app: App, matrix: FakePlatform, time: str
) -> None:
    await matrix.says("anna", "help")
    with app.store.begin() as session:
        assert list(session.scalars(select(Person.id).order_by(Person.id))) == [1, 2]


@pytest.mark.parametrize("time", ["first", "again"])
def test_it_is_all_that_was_prepared(app: App, time: str) -> None:
    with app.store.begin() as session:
        kept = {
            table.name: session.scalar(text(f'SELECT count(*) FROM "{table.name}"'))
            for table in Base.metadata.sorted_tables
        }
        if dialect(session) == "sqlite":
            assert session.scalar(text("SELECT count(*) FROM idea_search")) == 0
    filled = {name: count for name, count in kept.items() if count}
    assert filled == {
        "city": 2,
        "neighbourhood": 2,
        "room": 3,
        "person": 1,
        "account": 1,
        "role_grant": 2,
    }
