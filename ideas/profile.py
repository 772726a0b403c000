"""An idea in the form in which the city writes its projects, as CSV or JSON and back. Pure."""

import csv
import json
from collections.abc import Iterable
from io import StringIO
from typing import NamedTuple


class Profile(NamedTuple):
    """`number` is ours; `field` is the label of the field of action, `code` the city's own."""

    number: int
    title: str
    field: str
    code: str
    problem: str
    goal: str
    solution: str
    state: str
    as_of: str
    place: str
    supporters: int


# The names that stand above the columns; the city reads German.
COLUMNS = {
    "number": "Nummer",
    "title": "Titel",
    "field": "Handlungsfeld",
    "code": "Code",
    "problem": "Problem",
    "goal": "Ziel",
    "solution": "Lösung",
    "state": "Aktueller Stand",
    "as_of": "Datum",
    "place": "Ort",
    "supporters": "Unterstützung",
}
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")
_UNICODE = "\ufeff"


def to_json(profiles: Iterable[Profile]) -> str:
    rows = [dict(zip(COLUMNS.values(), each, strict=True)) for each in profiles]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def from_json(document: str) -> list[Profile]:
    return [_profile(row) for row in json.loads(document)]


def to_csv(profiles: Iterable[Profile]) -> str:
    """With semicolons, as German spreadsheets have it, and a mark at the beginning without
    which they garble umlauts."""
    written = StringIO()
    written.write(_UNICODE)
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for each in profiles:
        writer.writerow([_harmless(value) for value in each])
    return written.getvalue()


def from_csv(document: str) -> list[Profile]:
    rows = StringIO(document.removeprefix(_UNICODE), newline="")
    reader = csv.DictReader(rows, delimiter=";")
    return [_profile({name: _as_said(value) for name, value in row.items()}) for row in reader]


def _harmless(value: object) -> object:
    return (
        f"'{value}" if isinstance(value, str) and value.startswith(("'", *_FORMULA)) else value
    )


def _as_said(value: str) -> str:
    return value.removeprefix("'")


def _profile(row: dict[str, str]) -> Profile:
    values: dict[str, str | int] = {name: row[COLUMNS[name]] for name in Profile._fields}
    for number in ("number", "supporters"):
        values[number] = int(values[number])
    return Profile(**values)  # type: ignore[arg-type]  # each as its field wants it
