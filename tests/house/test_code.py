"""Rules of the house about its code."""

import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROOMS = (
    "bot",
    "polls",
    "neighbours",
    "ideas",
    "digest",
    "moderation",
    "adapters",
    "web",
    "migrations",
    "benchmarks",
)
LONGEST = 300
# Tests that are one long table.
LONGER: dict[str, str] = {
    "tests/bot/test_moments.py": "every way of saying a time, beside the moment it means",
    "tests/adapter_contract.py": "every scene that every adapter must pass",
}


def files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (HOUSE / room).rglob("*.py")


def name(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def test_the_arrows_point_one_way() -> None:
    # In a process of its own: it sets up logging for all who come after.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_no_file_is_too_long() -> None:
    # Alembic writes migrations: as long as there are tables.
    rooms = (*(room for room in ROOMS if room != "migrations"), "tests")
    long = {name(file): lines(file) for file in files(*rooms)}
    too_long = {file for file, count in long.items() if count > LONGEST}
    assert too_long == {file for file in LONGER if file in too_long}, sorted(too_long)
    assert all(long[file] > LONGEST for file in LONGER), "take what is short again off the list"


def comments(file: Path) -> Iterator[str]:
    with file.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.string


MARK = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def is_unfinished(file: Path) -> bool:
    """To look for the word anywhere is quicker than to take the file apart."""
    return bool(MARK.search(file.read_text("utf-8"))) and any(map(MARK.search, comments(file)))


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_nothing_is_left_for_later(room: str) -> None:
    assert [name(file) for file in files(room) if is_unfinished(file)] == []


@pytest.mark.parametrize(("code", "found"), [("x = 1  # TODO: y", True), ("x = 'TODO'", False)])
def test_a_mark_for_later_would_be_found(tmp_path: Path, code: str, found: bool) -> None:
    file = tmp_path / "some.py"
    file.write_text(code)
    assert is_unfinished(file) is found


def test_no_python_package_is_without_its_sentence() -> None:
    """A module's docstring says what it is for; without one it is not clear why it exists."""
    silent = [
        name(file)
        for file in files(*ROOMS)
        if file.name != "__init__.py" and not file.read_text("utf-8").startswith('"""')
    ]
    assert silent == []


def test_requirements_name_no_place_to_get_them_from() -> None:
    """Whoever installs decides that; an address here would overrule a mirror."""
    address = re.compile(
        r"https?:|--(?:extra-)?index-url|--find-links|pypi|files\.pythonhosted"
    )
    lists = sorted((HOUSE / "requirements").iterdir())
    assert lists
    for file in lists:
        assert not address.search(file.read_text("utf-8")), file.name


def test_requirements_are_pinned_with_hashes() -> None:
    for file in (HOUSE / "requirements").glob("*.txt"):
        wanted = re.findall(r"^[a-z0-9][\w.-]*.*$", file.read_text("utf-8"), re.MULTILINE)
        assert wanted, file.name
        assert all("==" in line for line in wanted), file.name
        assert file.read_text("utf-8").count("--hash=sha256:") >= len(wanted), file.name


def test_what_needs_no_git_stays_out_of_it() -> None:
    ignored = (HOUSE / ".gitignore").read_text("utf-8").splitlines()
    assert {"/var/", "/config.toml", "uv.lock", "/.venv*/"} <= set(ignored)
