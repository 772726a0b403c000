"""A whole Bude as `python -m bot` would start it, on a platform that only listens."""

import asyncio
import sys

from bot import __main__ as bude
from bot import platforms
from bot.adapter import Inbox
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from tests.fakes import FakePlatform


class Listening(FakePlatform):
    async def run(self, inbox: Inbox) -> None:
        print("listening", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main(url: str, *options: str) -> int:
    settings = Settings(
        store=StoreSettings(url, standby="standby" in options),
        cities={"dortmund": CitySettings("Dortmund")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund")},
        platforms={"matrix": None, "discord": None},
    )
    bude._settings = lambda path: settings
    platforms.build = lambda settings: [Listening(name) for name in settings.platforms]
    return bude.main([])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
