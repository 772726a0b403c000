"""What was deleted is in no file any more: neither in free pages of the database nor in its log
of changes."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from tests.fakes import FakePlatform
from tests.privacy.house import moves_in
from tests.scenes import told

ACCOUNT = "quirinia"


@pytest.fixture
async def house(
    tmp_path: Path, sqlite_template: Path
) -> AsyncIterator[tuple[App, FakePlatform]]:
    shutil.copyfile(sqlite_template, tmp_path / "bude.db")
    app, matrix, _ = moves_in(f"sqlite:///{tmp_path}/bude.db", tmp_path)
    yield app, matrix
    await app.close()


def found_in(folder: Path, words: str) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return sorted(each.name for each in files if words.encode() in each.read_bytes().lower())


async def lives_here(app: App, matrix: FakePlatform) -> None:
    """They do all sorts of things, and so many others that pages are split and freed."""
    await matrix.says("mo", 'poll "Where?" "Park" "Square" closes="in 3 days"')
    await matrix.says(ACCOUNT, "vote 1 2")
    await matrix.whispers(ACCOUNT, "link")
    await matrix.whispers(ACCOUNT, "poll")
    await matrix.says("mo", f"vouch @{ACCOUNT}")
    await matrix.hears([matrix.incoming(f"n{each}", "vote 1 1") for each in range(60)])
    await app.postman.round()


async def test_of_what_was_handed_over(house: tuple[App, FakePlatform], tmp_path: Path) -> None:
    """It was made for one person, and is kept nowhere."""
    app, matrix = house
    await lives_here(app, matrix)
    handed = await matrix.whispers(ACCOUNT, "mydata data")
    assert handed
    assert handed.post.enclosure
    assert "your accounts" in handed.post.enclosure.content.lower()
    await app.postman.round()
    assert found_in(tmp_path, "your accounts") == []


async def test_of_whoever_is_forgotten(house: tuple[App, FakePlatform], tmp_path: Path) -> None:
    app, matrix = house
    await lives_here(app, matrix)
    assert found_in(tmp_path, ACCOUNT) != []
    assert "I have forgotten you" in told(await matrix.whispers(ACCOUNT, "forget me for sure"))
    await app.tidy()
    assert found_in(tmp_path, ACCOUNT) == []
