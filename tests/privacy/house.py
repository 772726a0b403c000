"""A house of its own, on files that nobody has written to before."""

from pathlib import Path

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.conftest import ROOMS, SUNDAY
from tests.fakes import Clock, FakePlatform


def moves_in(url: str, folder: Path) -> tuple[App, FakePlatform, Clock]:
    plan = Settings(
        admins=("matrix:mo",),
        store=StoreSettings(
            url, keys=f"{folder}/bude.keys", pictures=f"{folder}/bude.pictures"
        ),
        cities={"dortmund": CitySettings("Dortmund", "en")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", ROOMS[:1])},
    )
    matrix, clock = FakePlatform("matrix"), Clock(SUNDAY)
    app = App(plan, [matrix], clock)
    app.prepare()
    matrix.inbox = app.router
    return app, matrix, clock
