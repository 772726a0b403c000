"""A neighbourhood whose moderators have a room, and a notice board that passes their desk."""

from dataclasses import replace

import pytest

import bot.app
import polls.commands
from bot.config import CitySettings, NeighbourhoodSettings, Settings
from tests.conftest import ROOMS
from tests.fakes import FakePlatform
from tests.moderation.notices import Notices


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Dortmund speaks English here, and has a desk of its own."""
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    holzen = NeighbourhoodSettings("Holzen", "schwerte", ("matrix:#holzen",), ("matrix:#amt",))
    see = NeighbourhoodSettings("See", "schwerte", ("matrix:#see",), ("matrix:#see-desk",))
    nord = NeighbourhoodSettings("Nord", "dortmund", ("matrix:#nord",))
    return replace(
        settings,
        cities={**settings.cities, "dortmund": CitySettings("Dortmund", "en")},
        neighbourhoods={"hafen": hafen, "nord": nord, "holzen": holzen, "see": see},
        rules={"dortmund": {"desk": {"city_desk": ["matrix:#city"]}}},
    )


@pytest.fixture(autouse=True)
def notices(monkeypatch: pytest.MonkeyPatch) -> Notices:
    board = Notices()
    monkeypatch.setitem(bot.app.SUBJECTS, "notice", board)
    listed = [*polls.commands.COMMANDS, board.command]
    monkeypatch.setattr(polls.commands, "COMMANDS", listed)
    # Every scene has a board, and so a book, of its own.
    monkeypatch.setattr("tests.conftest.kept_book", bot.app.command_book)
    return board


@pytest.fixture
async def pinned(matrix: FakePlatform) -> None:
    """Anna's notice waits as case 1; Mehmet moderates, too."""
    await matrix.says("anna", "pin Cat found. Bank for the park.")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
