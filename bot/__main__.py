"""`bude`: read the config, build the app, run until stopped."""

import gc
import sys

from bot import headstart

if __name__ == "__main__":
    # What is imported now stays; looking through it for garbage costs a tenth of the start.
    gc.disable()
    headstart.begin(sys.argv[1:])

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TextIO

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers

from adapters.terminal.settings import TerminalSettings
from bot import config, platforms
from bot.adapter import WrongSettings
from bot.config import CitySettings, ConfigError, NeighbourhoodSettings, Settings
from bot.groundwork import Groundwork, House
from bot.holding import HeldElsewhere
from bot.language import languages
from bot.rules import RULES
from bot.writer import StoreAway

VERSION = "0.1.0"
CONFIG = Path("config.toml")
TERMINAL = "terminal:terminal"


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment, so that a prompt can stay below it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # an attribute there
        return sys.stderr


def at_home() -> Settings:
    """Without a config: one neighbourhood, looked after by whoever sits at this terminal."""
    spoken = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    language = languages().known(next(filter(None, spoken), None)) or "en"
    return Settings(
        admins=("terminal:you",),
        cities={"dortmund": CitySettings("Dortmund", language)},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", (TERMINAL,))},
        platforms={"terminal": TerminalSettings("Hafen")},
    )


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _arguments().parse_args(arguments)
    # The network gets its turn soon while votes are counted; what comes next is asked for.
    sys.setswitchinterval(0.001)
    # What Bude writes is about people; nobody else on this machine reads it.
    os.umask(0o077)
    try:
        settings = _settings(chosen.config)
        _log(chosen.verbose, talking=list(settings.platforms) == ["terminal"])
        return asyncio.run(_run(settings))
    except (ConfigError, HeldElsewhere, WrongSettings) as error:
        print(f"bude: {error}", file=sys.stderr)
        return 2
    except DBAPIError as error:
        print(f"bude: the database cannot be used: {error.orig}", file=sys.stderr)
        return 2
    except StoreAway as away:
        print(f"bude: the database cannot be used: {away}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _log(verbose: bool, *, talking: bool) -> None:
    """Whoever talks with Bude in a terminal reads only what went wrong."""
    handler = StandardError()
    logging.basicConfig(
        format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=[handler]
    )
    usual = logging.WARNING if talking else logging.INFO
    for room in ("bot", "adapters", "web"):
        logging.getLogger(room).setLevel(logging.DEBUG if verbose else usual)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bude", description="A bot that asks the neighbourhood.")
    parser.add_argument("--config", type=Path, help="default: config.toml, if it is there")
    parser.add_argument("--verbose", action="store_true", help="log everything")
    parser.add_argument("--version", action="version", version=f"bude {VERSION}")
    return parser


def _settings(path: Path | None) -> Settings:
    if path is None and not CONFIG.exists():
        return at_home()
    settings = config.read(path or CONFIG, platforms.SETTINGS, RULES)
    if not settings.platforms:
        raise ConfigError(
            f"{path or CONFIG}: no platform is configured; add [matrix], [discord] or "
            "[terminal]"
        )
    if not settings.neighbourhoods:
        raise ConfigError(
            f"{path or CONFIG}: no neighbourhood is named; add [neighbourhoods.NAME]"
        )
    return _with_terminal(settings)


def _with_terminal(settings: Settings) -> Settings:
    """The terminal is a room of the neighbourhood it names, or else of the first."""
    terminal = settings.platforms.get("terminal")
    if terminal is None:
        return settings
    places = dict(settings.neighbourhoods)
    slug = terminal.neighbourhood or next(iter(places))
    if slug not in places:
        raise ConfigError(f"terminal.neighbourhood: there is no [neighbourhoods.{slug}]")
    here = places[slug]
    places[slug] = replace(here, rooms=(*here.rooms, TERMINAL))
    shown = {**settings.platforms, "terminal": replace(terminal, neighbourhood=here.name)}
    return replace(settings, neighbourhoods=places, platforms=shown)


def _open(ground: Groundwork) -> None:
    try:
        ground.open()
    except DBAPIError as error:
        ground.holding.release()
        ground.store.close()
        raise ConfigError(f"the database cannot be used: {error.orig}") from None


def collect_rarely() -> None:
    """What is here after the start stays, and a batch of votes is no garbage."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def _furnish(ground: Groundwork) -> House:
    """It takes long to import all rooms; so long a network may take for its first answers."""
    from bot.app import App

    app = App(ground.settings, [*ground.adapters.values()], ground=ground)
    configure_mappers()
    collect_rarely()
    return app.at_work()


async def _run(settings: Settings) -> int:
    ground = Groundwork(settings, platforms.build(settings))
    _open(ground)
    running = asyncio.current_task()
    if running:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    try:
        await ground.run(partial(_furnish, ground))
    except asyncio.CancelledError:
        logging.getLogger("bot").info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
