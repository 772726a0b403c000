"""Here the city speaks English; the walks in tests/flows are in both languages."""

from dataclasses import replace

import pytest

from bot.config import CitySettings, Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    english = {
        "dortmund": CitySettings("Dortmund", "en"),
        "schwerte": CitySettings("Schwerte", timezone="Europe/Lisbon"),
    }
    return replace(settings, cities=english)
