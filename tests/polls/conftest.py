"""Here the city speaks English; the walks in tests/flows are in both languages."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import CitySettings, Settings
from tests.beginnings import beginning
from tests.fakes import FakePlatform
from tests.scenes import FIVE, SECRET, met, votes


@pytest.fixture
def settings(settings: Settings) -> Settings:
    english = {
        "dortmund": CitySettings("Dortmund", "en"),
        "schwerte": CitySettings("Schwerte", timezone="Europe/Lisbon"),
    }
    return replace(settings, cities=english)


@beginning
async def asked_in_secret(app: App, matrix: FakePlatform) -> None:
    """Five neighbours are known to Bude, and Anna has asked all about the bench."""
    await met(matrix, *FIVE)
    await matrix.says("anna", SECRET)


@beginning
async def five_for_the_park(app: App, matrix: FakePlatform) -> None:
    """She has asked them, and all five want the park."""
    await asked_in_secret(app, matrix)
    for who in FIVE:
        await votes(matrix, who, "1")
