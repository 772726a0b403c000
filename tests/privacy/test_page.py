"""docs/privacy.md says truly what is kept where and how long."""

import re
from dataclasses import fields
from pathlib import Path

from bot.app import BELONGINGS
from bot.retention import Retention
from bot.store import Base

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs" / "privacy.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
OF_TABLES = {name: row for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}


def test_every_table_is_told_of_and_no_other() -> None:
    assert set(OF_TABLES) == {table.name for table in Base.metadata.sorted_tables}


def test_nothing_of_people_is_said_only_of_what_has_no_owner() -> None:
    about_people = {column.partition(".")[0] for room in BELONGINGS for column in room.owns}
    nothing = {name for name, row in OF_TABLES.items() if "nothing of people" in row[1]}
    assert nothing & about_people == set()


def test_every_span_that_a_city_lays_down_is_told_with_its_default() -> None:
    for each in fields(Retention):
        assert f"`{each.name}` ({each.default} days)" in PAGE, each.name


def test_every_row_names_a_test_that_is_there() -> None:
    for row in ROWS:
        tests = re.findall(r"tests/[\w/]+\.py", row[-1])
        assert tests, row[0]
        assert all((HOUSE / test).exists() for test in tests), tests
