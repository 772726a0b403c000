"""A Bude that writes feeds, in Dortmund, where the city speaks German."""

import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from bot.app import App
from bot.config import NeighbourhoodSettings, Settings, WebSettings
from bot.schedule import Tick
from tests.conftest import ROOMS

ATOM = "{http://www.w3.org/2005/Atom}"
HAFEN = "neighbourhood-hafen.en.atom"


@pytest.fixture
def folder(sqlite_file: Path) -> Path:
    """For all scenes, so that the settings are the same, with nothing in it at first."""
    folder = sqlite_file.with_suffix(".feeds")
    shutil.rmtree(folder, ignore_errors=True)
    folder.unlink(missing_ok=True)  # One scene has a file there.
    return folder


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    nord = NeighbourhoodSettings("Nordstadt", "dortmund", ("matrix:#nord",))
    return replace(
        settings,
        neighbourhoods={**settings.neighbourhoods, "hafen": hafen, "nord": nord},
        rules={city: {"desk": {"rule": "at once"}} for city in settings.cities},
        web=WebSettings(str(folder), "https://bude.example.org/feeds/"),
    )


def tick(app: App) -> Tick:
    """The one that writes feeds."""
    [found] = [each for each in app.ticks() if each.name == "feeds"]
    return found


async def written(app: App) -> None:
    await tick(app).look()


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def everything(folder: Path) -> str:
    """All that stands in any of them."""
    return "".join(file.read_text("utf-8") for file in folder.iterdir())


def feed(folder: Path, name: str = HAFEN) -> Element:
    return ElementTree.parse(folder / name).getroot()


def entries(folder: Path, name: str = HAFEN) -> list[Element]:
    return feed(folder, name).findall(f"{ATOM}entry")


def text(element: Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def titles(folder: Path, name: str = HAFEN) -> list[str]:
    return [text(each, "title") for each in entries(folder, name)]
