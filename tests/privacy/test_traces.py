"""After a secret poll has closed, no search over every table and file finds a pair of person
and choice: but for what was drawn by chance, what is kept is the same, whoever chose what."""

import logging
import shutil
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.store import Base, Store
from polls.models import Ballot
from tests.privacy.house import moves_in
from tests.scenes import FIVE, SECRET, keys, later, met, votes

# What is drawn by chance, and new in every row.
BY_CHANCE = {"ballot.voter", "letter.nonce"}
CHOICES = ("1", "1", "2", "2", "2")
OTHERS = sorted(set(permutations(CHOICES)))[3:-1:3]
Tables: TypeAlias = dict[str, list[str]]
EMPTY: list[Path] = []
COPY = "copy.db"


@pytest.fixture(autouse=True)
def empty(sqlite_template: Path) -> None:
    """A database in which nothing has happened yet."""
    EMPTY[:] = [sqlite_template]


def move_in(folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(EMPTY[0], folder / "bude.db")


async def kept(app: App) -> Tables:
    """All rows of all tables, without what is drawn by chance, in an order of their own."""

    return await app.writer.do(partial(rows, by_chance=BY_CHANCE))


def rows(session: Session, by_chance: Collection[str]) -> Tables:
    found: Tables = {}
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.columns if str(each) not in by_chance]
        found[table.name] = sorted(map(repr, session.execute(select(*columns))))
    return found


async def play(
    folder: Path, choices: Sequence[str], poll: str = SECRET, url: str = ""
) -> tuple[Tables, bytes]:
    """Some are asked back, all change their mind, one votes in the room; then it closes.
    Returns what is kept, and the key that there was."""
    move_in(folder)
    app, matrix, clock = moves_in(url or f"sqlite:///{folder}/bude.db", folder)
    await met(matrix, *FIVE)
    await matrix.says("mo", poll)
    await app.postman.round()
    key = b"".join(file.read_bytes() for file in app.store.keys.folder.glob("*.key"))
    for who, choice in zip(FIVE, choices, strict=True):
        clock.forward(minutes=1)
        await matrix.whispers(who, "vote 1")
        await matrix.whispers(who, "Park" if choice == "1" else "Square")
        await matrix.whispers(who, "2" if choice == "1" else "1")
        await votes(matrix, who, choice)
    await matrix.says(FIVE[0], f"vote 1 {choices[0]}")
    await app.postman.round()
    if app.store.file:
        back_up(app.store.file, folder / COPY)
    await later(app, clock, days=4)
    assert keys(app) == []
    found = await kept(app)
    await app.close()
    return found, key


def back_up(file: Path, copy: Path) -> None:
    with closing(sqlite3.connect(file)) as used, closing(sqlite3.connect(copy)) as backup:
        used.backup(backup)


async def test_a_copy_made_while_it_was_open_tells_as_little(tmp_path: Path) -> None:
    """In it the words are sealed as well, each as long as any other."""
    seen: list[tuple[Tables, set[int]]] = []
    for name, theirs in (("one", CHOICES), ("other", CHOICES[::-1])):
        await play(tmp_path / name, theirs)
        copy = Store(f"sqlite:///{tmp_path}/{name}/{COPY}")
        sealed = {"ballot.marks", "poll_key.name", "poll_key.mark"}
        with copy.begin() as session:
            tables = rows(session, BY_CHANCE | sealed)
            lengths = set(map(len, session.scalars(select(Ballot.marks))))
        copy.close()
        assert len(tables["ballot"]) == len(FIVE)
        assert len(lengths) == 1
        seen.append((tables, lengths))
    (first, _), (second, _) = seen
    assert {name for name in first if first[name] != second[name]} == set()


async def test_what_is_kept_is_the_same_whoever_chose_what(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    seen: list[tuple[Tables, list[str]]] = []
    for choices in (CHOICES, *OTHERS):
        caplog.clear()
        folder = tmp_path / "".join(choices)
        tables, key = await play(folder, choices)
        seen.append((tables, [record.getMessage() for record in caplog.records]))
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert [file for file in files if key in file.read_bytes()] == []
    (first, said_first), *others = seen
    for second, said_then in others:
        assert {name for name in first if first[name] != second[name]} == set()
        assert said_first == said_then


@pytest.mark.postgres
async def test_on_postgresql_too(
    tmp_path: Path, postgres_tables: str, postgres_broom: Callable[[], object]
) -> None:
    seen: list[Tables] = []
    for name, theirs in (("one", CHOICES), ("other", CHOICES[::-1])):
        postgres_broom()
        tables, key = await play(tmp_path / name, theirs, url=postgres_tables)
        assert tables["ballot"] != []
        assert key
        seen.append(tables)
    first, second = seen
    assert {name for name in first if first[name] != second[name]} == set()


async def test_in_a_poll_that_is_not_secret_the_search_finds_it(tmp_path: Path) -> None:
    """Or else it would prove nothing."""
    found = []
    for name, theirs in (("one", CHOICES), ("other", CHOICES[::-1])):
        tables, _ = await play(tmp_path / name, theirs, SECRET.replace(" secret", ""))
        found.append(tables["ballot"])
    assert found[0] != found[1]
