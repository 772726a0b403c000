"""What the docs say is there: links, targets, commands, the example, the picture."""

import os
import re
import runpy
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from bot.app import command_book
from bot.incoming import (
    Address,
    Call,
    Ended,
    Identity,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Retracted,
    Sealed,
    Text,
)
from bot.language import languages
from bot.posts import Ask, Button, Post, Question, Reply

HOUSE = Path(__file__).parents[2]
PAGES = sorted(
    [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md"), HOUSE / "tests/servers/README.md"]
)
BOOK = command_book()
README = (HOUSE / "README.md").read_text("utf-8")
PICTURES = HOUSE / "docs" / "pictures"

LINK = re.compile(r"\]\(([^)\s]+)\)")
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
NAMED_TARGET = re.compile(r"(?:^    |`|\| |sudo )make (?:-s )?([a-z][a-z-]*)", re.MULTILINE)
# `!poll "Where?"`, in a line of its own or in the text.
SAID = re.compile(r"(?:^ +|`)!(\w+)", re.MULTILINE)
ROOMS = ("bot", "adapters", "web", "polls", "neighbours", "ideas", "digest", "moderation")
TYPES = (
    *(Identity, Address, Incoming, Post, Question, Button, Ask, Reply),
    *(Text, Call, Picked, Reacted, Retracted, Ended, Pressed, Sealed),
)
SVG = "{http://www.w3.org/2000/svg}"


def name(page: Path) -> str:
    return str(page.relative_to(HOUSE))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    inside = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    missing = [link for link in inside if not (page.parent / link.partition("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(TARGET.findall((HOUSE / "Makefile").read_text("utf-8")))
    named = set(NAMED_TARGET.findall(page.read_text("utf-8")))
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_is_in_the_book(page: Path) -> None:
    said = set(SAID.findall(page.read_text("utf-8")))
    assert [word for word in said if BOOK.named(word) is None] == []


def test_the_desk_is_learnt_from_one_page() -> None:
    """A sheet of paper takes so much, in a size that one can read."""
    page = (HOUSE / "docs" / "moderating.md").read_text("utf-8")
    assert len(page) <= 5000
    assert len(page.splitlines()) <= 80


MODERATING = (HOUSE / "docs" / "moderating.md").read_text("utf-8")
WHOLE_LINE = re.compile(r"`!(\w+ [^`]+)`|^ {4}!(\w+ .+)$", re.MULTILINE)
LINES = [one or other for one, other in WHOLE_LINE.findall(MODERATING)]


@pytest.mark.parametrize("line", LINES)
def test_a_line_to_learn_says_all_that_its_command_needs(line: str) -> None:
    name, _, rest = line.partition(" ")
    [command, _] = BOOK.named(name) or pytest.fail(f"{name} is no command")
    given = BOOK.read(command, rest.removesuffix(" ...")).arguments
    needs = {each.name for each in command.parameters if each.required}
    assert needs - set(given) <= ({"text", "question", "parts"} if "..." in rest else set())


def test_the_desk_has_lines_to_learn_at_all() -> None:
    assert len(LINES) > 25


def test_the_readme_names_targets_and_commands_at_all() -> None:
    assert {"run", "test", "homeserver", "neighbour"} <= set(NAMED_TARGET.findall(README))
    assert {"poll", "vote", "room", "umfrage"} <= set(SAID.findall(README))


def test_the_polls_of_the_readme_are_understood() -> None:
    lines = re.findall(r"^ +!((?:poll|umfrage) .*)$", README, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        name, _, rest = line.partition(" ")
        [command, _] = BOOK.named(name) or pytest.fail(f"{name} is no command")
        call = BOOK.read(command, rest)
        assert set(call.arguments) == {"question", "options", "closes"}


def test_the_list_of_files_has_all_that_are_in_bot() -> None:
    page = (HOUSE / "docs" / "architecture.md").read_text("utf-8")
    listed = page.partition("bot/  ")[2].partition("\nideas/")[0]
    there = {each.stem for each in (HOUSE / "bot").glob("*.py")} - {"__init__"}
    assert there - set(re.findall(r"\w+", listed)) == set()


@pytest.mark.parametrize("kind", TYPES)
def test_the_central_types_are_as_they_are_told(kind: type[Any]) -> None:
    page = (HOUSE / "docs" / "architecture.md").read_text("utf-8")
    told = re.search(
        rf"\b{kind.__name__}\(([^)]*)\)", page.partition("## The central types")[2]
    )
    assert told
    parts = [part.partition("=")[0] for part in told[1].split(", ")]
    assert parts == [field.name for field in fields(kind)]


@pytest.mark.process
def test_the_example_does_what_the_readme_says(tmp_path: Path) -> None:
    """In a folder of its own, where the database is fresh."""
    for part in (".venv", "Makefile", "setup", "requirements", "migrations", *ROOMS):
        (tmp_path / part).symlink_to(HOUSE / part)
    [example] = re.findall(r"^    (printf .* \| make -s run)$", README, re.MULTILINE)
    ran = subprocess.run(
        example,
        shell=True,
        cwd=tmp_path,
        env=without_our_own(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    before_the_time, _, _ = ran.stdout.rpartition("\nOpen until:")
    assert before_the_time.endswith(f"\n\n{promised()}")


def promised() -> str:
    """The block that the README shows after the example."""
    found = re.search(r"^ends .*\n\n((?:(?: {4}.+)?\n)+)", README, re.MULTILINE)
    assert found
    return re.sub(r"^ {4}", "", found[1], flags=re.MULTILINE).strip()


def without_our_own() -> dict[str, str]:
    """The environment, without what steers make, Bude or its language."""
    ours = ("MAKE", "MFLAGS", "BUDE_", "LC_", "LANG")
    arguments = ("A", "J", "T")  # of `make test`
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(ours) and key not in arguments
    }


def test_the_picture_shows_the_transcript() -> None:
    drawn = runpy.run_path(str(PICTURES / "draw.py"))["drawn"]
    transcript = (PICTURES / "conversation.txt").read_text("utf-8")
    assert drawn(transcript) == (PICTURES / "conversation.svg").read_text("utf-8")


def test_the_picture_of_both_platforms_shows_its_transcript() -> None:
    drawn = runpy.run_path(str(PICTURES / "draw.py"))["drawn_of_both"]
    transcript = (PICTURES / "both.txt").read_text("utf-8")
    assert drawn(transcript) == (PICTURES / "both.svg").read_text("utf-8")
    for words in (languages().words("en", ZoneInfo("UTC")),):
        assert words.say("Your vote counts: {answers}.").partition("{")[0] in transcript
        assert words.say("A tie: {answers}.").partition("{")[0] in transcript


def test_the_picture_is_one() -> None:
    picture = ElementTree.parse(PICTURES / "conversation.svg").getroot()
    words = " ".join("".join(each.itertext()) for each in picture.iter(f"{SVG}text"))
    for said in ("!umfrage", "!vote 1 2", "abstimmen 1 2", "Umfrage 1 ist beendet"):
        assert said in words


def test_the_transcript_speaks_as_bude_does() -> None:
    """Else the picture shows a Bude that is no more; record.py plays the scene anew."""
    transcript = (PICTURES / "conversation.txt").read_text("utf-8")
    german, english = (languages().words(tag, ZoneInfo("UTC")) for tag in ("de", "en"))
    for words, sentence in (
        (german, "Poll {number} has closed"),
        (german, "What it decides"),
        (german, "Most votes: {answer}."),
        (english, "Your vote counts: {answers}. You can change it until {closes}."),
    ):
        said = words.say(sentence).partition("{")[0]
        assert said in transcript
