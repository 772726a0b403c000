"""A street leads to a neighbourhood, and nothing of it stays."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import people
from bot.app import App
from bot.config import Settings
from bot.places import Neighbourhood
from bot.store import Base
from tests.fakes import FakePlatform
from tests.neighbours.scene import alone
from tests.scenes import told

STREETS = str(Path(__file__).parents[1] / "bot" / "open_data" / "streets.csv")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """In Dortmund lies the Hafen; what the table calls Holzen is none of its neighbourhoods."""
    rules = {"gazetteer": {"streets": STREETS}}
    return replace(settings, rules={"dortmund": rules, "schwerte": rules})


def home(app: App, who: str) -> str | None:
    with app.store.begin() as session:
        [person] = people.called(session, f"matrix:{who}", None)
        place = session.get(Neighbourhood, person.home_id) if person.home_id else None
        return place.name if place else None


async def test_a_street_leads_home(app: App, matrix: FakePlatform) -> None:
    said = await alone(matrix, "anna", "live Beispielstr. 12")
    assert said.startswith("You are at home in Hafen. That is all I have written down")
    assert home(app, "anna") == "Hafen"
    await alone(matrix, "anna", "live Mühlenweg")
    assert home(app, "anna") == "Holzen"


async def test_what_is_missing_is_asked_for(app: App, matrix: FakePlatform) -> None:
    assert "Which street do you live in?" in await alone(matrix, "anna", "live")
    assert "at home in Hafen" in await alone(matrix, "anna", "Am Kai 3")


async def test_the_street_is_nowhere(
    app: App, matrix: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await alone(matrix, "anna", "live")
    await alone(matrix, "anna", "Beispielstr. 12")
    await app.postman.round()
    with app.store.begin() as session:
        rows = [
            f"{table.name}: {row}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    assert [row for row in rows if "anna" in row] != []
    assert [row for row in rows if "Beispiel" in row] == []
    assert "Beispiel" not in caplog.text


async def test_a_street_through_two_neighbourhoods(app: App, matrix: FakePlatform) -> None:
    said = await alone(matrix, "anna", "live Lange Straße")
    assert (
        said == "That leads to several neighbourhoods. Write which one is yours: Hafen, Holzen"
    )
    assert "at home in Holzen" in await alone(matrix, "anna", "live Holzen")


async def test_what_is_no_street_of_ours(app: App, matrix: FakePlatform) -> None:
    assert "I do not find that" in await alone(matrix, "anna", "live Nirgendwo 1")
    assert "in a private chat" in told(await matrix.says("anna", "live Am Kai"))
