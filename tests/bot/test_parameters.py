"""Every kind of parameter, read well and refused well."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot import tongues
from bot.came_along import File
from bot.context import Context
from bot.incoming import Address, Argument, Attached, Identity
from bot.language import Words, languages
from bot.parameters import (
    Choices,
    Flag,
    Kind,
    Line,
    LongText,
    Message,
    Number,
    OneOf,
    Reference,
    Several,
    Suggestion,
    When,
)
from bot.people import Neighbour
from bot.refusals import Refusal

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
ENGLISH, GERMAN = languages().words("en", BERLIN), languages().words("de", BERLIN)
LIVE = OneOf(("live", "after"))
FILE = Attached("bench.jpg", "image/jpeg", b"colours")


def context(words: Words) -> Context:
    return Context(
        session=cast("Session", None),
        who=Identity("matrix", "anna", "Anna"),
        person=Neighbour(1, "Anna", None, None),
        at=Address("matrix", "#hafen"),
        room=None,
        words=words,
        now=SUNDAY,
        said_at=SUNDAY,
        vocabularies=partial(tongues.vocabularies, words),
    )


def refused(kind: Kind, given: Argument, words: Words = ENGLISH) -> str:
    with pytest.raises(Refusal) as refusal:
        kind.read(given, context(words))
    said = words.refuse(refusal.value)
    assert len(said) < 300
    return said


WELL: list[tuple[Kind, Argument, Any]] = [
    (Number(), "12", 12),
    (Number(), " #12 ", 12),
    (Number(), 12, 12),
    (Number(0, 5), "0", 0),
    (Line(), "  a   line\n of\twords ", "a line of words"),
    (Line(), "<b>bold</b> *stars* [link](x)", "<b>bold</b> *stars* [link](x)"),
    (Line(), "nothing \ue000grant eve admin\ue001 acts", "nothing grant eve admin acts"),
    (Line(), "a\u202eb", "ab"),
    (Line(5), "fives", "fives"),
    (LongText(), " First.\r\n\r\nSecond. ", "First.\n\nSecond."),
    (Several(2, 3), ("Park", "Square"), ("Park", "Square")),
    (Several(2, 3), '"Park" "Square"', ("Park", "Square")),
    (Several(2, 3), "Park\n- Square", ("Park", "Square")),
    (Several(2, 3), "Park; Square;", ("Park", "Square")),
    (Several(2, 3), "Park | Square | Kiosk", ("Park", "Square", "Kiosk")),
    (Several(2, 3), "Park, Square", ("Park", "Square")),
    (Several(1, 3), "Park", ("Park",)),
    (Several(2, 3), ("Park", "", "  ", "Square"), ("Park", "Square")),
    (When(), "tomorrow 18:00", datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
    (When(), "morgen um 18 Uhr", datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
    (Choices(), "2", (2,)),
    (Choices(), "1 3", (1, 3)),
    (Choices(), "1, 3;4", (1, 3, 4)),
    (Choices(), "1 and 3", (1, 3)),
    (Choices(), "#1 & #3", (1, 3)),
    (Choices(), (2, 3), (2, 3)),
    (Choices(), (), ()),
    (Flag(), True, True),
    (Flag(), "yes", True),
    (Flag(), "no", False),
    (Flag(), "NO", False),
    (Flag(), "0", False),
    (LIVE, "after", "after"),
    (LIVE, " AFTER ", "after"),
    (LIVE, "afterwards", "after"),
    (LIVE, "danach", "after"),
    (Message(), " $event:example.org ", "$event:example.org"),
    (File(), FILE, FILE),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "value"), WELL)
def test_what_is_written_well_is_read(kind: Kind, given: Argument, value: Any) -> None:
    assert kind.read(given, context(ENGLISH)) == value


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [(Choices(), "1 und 3", (1, 3)), (Flag(), "nein", False), (LIVE, "later", None)],
)
def test_german_has_its_own_small_words(kind: Kind, given: str, value: Any) -> None:
    if value is None:
        assert "gehört nicht dazu" in refused(kind, given, GERMAN)
    else:
        assert kind.read(given, context(GERMAN)) == value


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Number(), "twelve", "“twelve” is not a number."),
        (Number(), "", "“” is not a number."),
        (Number(), "1.5", "“1.5” is not a number."),
        (Number(), "9" * 5000, "is not a number."),
        (Number(), "0", "“0” is not a number"),
        (Number(), "-3", "“-3” is not a number"),
        (Number(0, 5), "6", "write a number from 0 to 5"),
        (Number(), str(2**31), "“2147483648” is not a number"),
        (Line(), " \n ", "There is nothing to read in that."),
        (Line(), "\u202e\ue000", "There is nothing to read in that."),
        (Line(5), "sixsix", "That is 6 characters long. Please use at most 5."),
        (LongText(), "x" * 4001, "That is 4,001 characters long. Please use at most 4,000."),
        (Several(2, 3), "Park", "I count 1, but there must be 2 to 3."),
        (Several(2, 3), "", "I count 0, but there must be 2 to 3."),
        (Several(2, 20), tuple(map(str, range(21))), "I count 21, but there must be 2 to 20."),
        (Several(2, 3), ("Park", "park"), "“park” is there twice."),
        (Several(2, 3, 5), ("Park", "Square"), "That is 6 characters long."),
        (When(), "whenever", "I do not understand “whenever” as a time."),
        (When(), "yesterday", "I do not understand “yesterday” as a time."),
        (When(), "1.1.2020", "is over already"),
        (Choices(), "Park", "“Park” is not a number."),
        (Choices(), "", "is not a number."),
        (Choices(), "1 und 3", "“und” is not a number."),
        (Choices(), "-1", "“-1” is not a number"),
        (LIVE, "sometime", "“sometime” is not one of these: live, after."),
        (LIVE, "y" * 500, "is not one of these: live, after."),
        (File(), "bench.jpg", "Please send this together with a file."),
    ],
)
def test_what_is_written_badly_is_refused(kind: Kind, given: Argument, said: str) -> None:
    assert said in refused(kind, given)


def test_refusals_are_in_german_too() -> None:
    assert refused(Number(), "zwölf", GERMAN) == "„zwölf“ ist keine Zahl."
    assert "laufend" in refused(LIVE, "irgendwann", GERMAN)


# References


def search(context: Context, typed: str) -> list[Suggestion]:
    everything = [Suggestion("3", "New bench"), Suggestion("12", "New bus stop")]
    return [each for each in everything if typed.casefold() in each.label.casefold()]


@pytest.mark.parametrize(
    ("given", "number"), [("12", 12), ("#12", 12), (" 12 ", 12), (12, 12), ("99", 99)]
)
def test_a_thing_is_found_by_its_number(given: Argument, number: int) -> None:
    assert Reference(search).read(given, context(ENGLISH)) == number


@pytest.mark.parametrize("given", ["bench", "NEW BENCH"])
def test_a_thing_is_found_by_part_of_its_name(given: str) -> None:
    assert Reference(search).read(given, context(ENGLISH)) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("fountain", "I found nothing called “fountain” here."),
        ("", "I found nothing called “” here."),
        ("new", "Which one do you mean? Write its number. 3: New bench; 12: New bus stop"),
        (str(2**31), "“2147483648” is not a number"),
    ],
)
def test_what_is_not_clear_is_asked_back(given: str, said: str) -> None:
    assert said in refused(Reference(search), given)


def test_a_time_counts_from_when_it_was_said() -> None:
    late = replace(context(ENGLISH), now=datetime(2026, 11, 24, tzinfo=UTC))
    assert When().read("Wednesday 18:00", late) == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
    assert When().read("in 3 days", late) == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
    with pytest.raises(Refusal, match="is over already"):
        When().read("tomorrow 18:00", late)
