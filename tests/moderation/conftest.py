"""A neighbourhood whose moderators have a room, and a notice board that passes their desk."""

from dataclasses import replace
from functools import cache

import pytest

import bot.app
import bot.published
import polls.commands
from bot.app import App, command_book
from bot.commands import CommandBook
from bot.config import CitySettings, NeighbourhoodSettings, Settings
from bot.pointing import NOWHERE, Pointing
from tests.beginnings import beginning
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


# One for all scenes: to write the book in which its command stands takes longer than most.
BOARD = Notices()


@cache
def book_with_board(pointing: Pointing = NOWHERE) -> CommandBook:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polls.commands, "COMMANDS", [*polls.commands.COMMANDS, BOARD.command])
        return command_book(pointing)


@pytest.fixture(autouse=True)
def notices(monkeypatch: pytest.MonkeyPatch) -> Notices:
    """Nothing hangs there yet."""
    vars(BOARD).update(vars(Notices()))
    monkeypatch.setitem(bot.published.SUBJECTS, "notice", BOARD)
    monkeypatch.setattr("bot.app.command_book", book_with_board)
    return BOARD


@pytest.fixture
@beginning
async def pinned(app: App, matrix: FakePlatform, notices: Notices) -> None:
    """Anna's notice waits as case 1; Mehmet moderates, too."""
    await matrix.says("anna", "pin Cat found. Bank for the park.")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
