"""A time in the line of a command: how many words of it there are, without quotation marks."""

from collections.abc import Sequence

import pytest

from bot.app import command_book
from bot.incoming import Argument
from bot.lines import LineForm, Slot

BOOK = command_book()
PARK = {"question": "Where?", "options": ("Park", "Square")}


def read(name: str, line: str) -> dict[str, Argument]:
    command = BOOK.get(name)
    assert command
    return dict(BOOK.read(command, line).arguments)


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ('"Where?" Park Square closes=Friday 18:00', "Friday 18:00"),
        ('"Where?" closes=Friday 18:00 Park Square', "Friday 18:00"),
        ('closes=Friday 18:00 "Where?" "Park" "Square"', "Friday 18:00"),
        ('"Where?" Park Square bis=Freitag 18 Uhr', "Freitag 18 Uhr"),
        ('"Where?" bis=morgen um halb sieben "Park" "Square"', "morgen um halb sieben"),
        ('"Where?" closes=in 3 days Park Square', "in 3 days"),
        ('"Where?" "Park" "Square" endet=20.12. 18 Uhr', "20.12. 18 Uhr"),
        ("Where?\nPark\nSquare\ncloses=Friday 18:00", "Friday 18:00"),
        ('"Where?" Park Square closes=Friday half past six', "Friday half past six"),
        ('"Where?" closes=Friday 6 am Park Square', "Friday 6 am"),
        ('"Where?" closes=Friday six Park Square', "Friday six"),
        ('"Where?" closes=Friday half past one Park Square', "Friday half past one"),
        ('"Where?" bis=den 20.12. um halb sieben Park Square', "den 20.12. um halb sieben"),
        ('"Where?" bis=am Freitag um halb eins Park Square', "am Freitag um halb eins"),
        # No time, but better refused than half of it taken for an answer.
        ('"Where?" Park Square closes=Friday evening', "Friday evening"),
    ],
)
def test_a_time_needs_no_quotation_marks(line: str, closes: str) -> None:
    assert read("poll", line) == {**PARK, "closes": closes}


def test_what_stands_in_quotation_marks_after_a_time_is_none_of_it() -> None:
    given = read("poll", '"When?" closes=Friday "Saturday" "18:00"')
    assert given == {"question": "When?", "options": ("Saturday", "18:00"), "closes": "Friday"}


def test_a_flag_may_follow_it_in_a_line_of_its_own() -> None:
    given = read("poll", "Where?\nPark\nSquare\ncloses=Friday 18:00 secret several")
    assert given == {**PARK, "closes": "Friday 18:00", "secret": True, "several": True}


def test_an_article_after_a_time_may_be_an_answer() -> None:
    given = read("poll", '"Which plan?" closes=Friday A B')
    assert given == {"question": "Which plan?", "options": ("A", "B"), "closes": "Friday"}


def test_a_question_without_quotation_marks_keeps_its_words() -> None:
    given = read("poll", "When shall we meet? closes=Friday 18:00")
    assert given == {"question": "When shall we meet?", "closes": "Friday 18:00"}


@pytest.mark.parametrize(
    "line",
    [
        "Charlie in 3 days Because.",
        'Charlie "in 3 days" Because.',
        'Charlie "in 3 days" "Because."',
    ],
)
def test_a_time_by_place_needs_none_either(line: str) -> None:
    assert read("timeout", line) == {
        "person": "Charlie",
        "until": "in 3 days",
        "reason": "Because.",
    }


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        ("tomorrow", "on purpose"),
        ("tomorrow", "at school he beat somebody"),
        ("tomorrow 18:00", "in the next room he insulted everybody"),
        ("tomorrow at one", "one more insult"),
        ("tomorrow", "one more insult"),
        ("morgen", "am Park gepöbelt"),
        ("morgen 18:00", "am Park gepöbelt"),
        ("in 3 Tagen", "ein Wort zu viel"),
    ],
)
def test_a_reason_after_a_time_keeps_its_first_words(until: str, reason: str) -> None:
    given = read("timeout", f"Charlie {until} {reason}")
    assert (given["until"], given["reason"]) == (until, reason)


def test_a_long_line_is_not_looked_through_again_from_each_of_its_words() -> None:
    looked_at: list[int] = []

    def takes(words: Sequence[str]) -> int:
        looked_at.append(len(words))
        return 1

    slots = [Slot("until", takes=takes), Slot("reason", takes_rest=True)]
    line = " ".join(["1"] * 1000)
    given = LineForm(slots, {"until": ["until"], "reason": ["reason"]}).read(f"a {line}")
    assert given == {"until": "a", "reason": line}
    assert sum(looked_at) < 100
