"""On Matrix they talk German, on Discord English; what the city lays down is in both."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from bot.places import Room

RULES = {
    "polls": {
        "decides": {"de": "Wo die Stadt baut", "en": "Where the city builds"},
        "answered_by": {"de": "das Grünflächenamt", "en": "the parks office"},
        "answer_within_days": 14,
        "open_for_days": 3,
    }
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rules={"dortmund": RULES})


@pytest.fixture(autouse=True)
async def english_on_discord(app: App) -> None:
    with app.store.begin() as session:
        session.get_one(Room, ("discord", "#hafen")).language = "en"
