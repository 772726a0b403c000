"""What is typed after a command's name becomes a call."""

from collections.abc import Callable
from typing import Annotated

import pytest

from bot.app import command_book
from bot.came_along import SentFile
from bot.commands import Command, CommandBook
from bot.context import Context
from bot.incoming import Argument
from bot.language import languages
from bot.parameters import (
    Line,
    LongText,
    Moment,
    OneOf,
    Paragraphs,
    Picking,
    Several,
    ShortText,
    ThatMessage,
    Yes,
)
from bot.posts import Post, Reply


def nothing(context: Context) -> Reply:
    return Reply(Post())


def ask(
    context: Context,
    question: ShortText,
    options: Annotated[tuple[str, ...], Several(2, 20)],
    *,
    closes: Moment | None = None,
    several: Yes = False,
    results: Annotated[str, OneOf(("live", "after"))] = "live",
) -> Reply:
    return Reply(Post())


def vote(context: Context, poll: int, choices: Picking) -> Reply:
    return Reply(Post())


def close(context: Context, poll: int, reason: Paragraphs) -> Reply:
    return Reply(Post())


def name(
    context: Context,
    short: Annotated[str, Line(70)] | None = None,
    long: Annotated[str, LongText(70)] | None = None,
) -> Reply:
    return Reply(Post())


def adopt(context: Context, message: ThatMessage, file: SentFile) -> Reply:
    return Reply(Post())


RUNS: dict[str, Callable[..., Reply]] = {
    "poll": ask,
    "vote": vote,
    "close": close,
    "adopt": adopt,
    "polls": nothing,
}
BOOK = CommandBook([Command(name, run, "") for name, run in RUNS.items()], languages())


def read(name: str, line: str) -> dict[str, Argument]:
    command = BOOK.get(name)
    assert command
    call = BOOK.read(command, line)
    assert call.command == name
    return dict(call.arguments)


PARK = {"question": "Where?", "options": ("Park", "Square")}


@pytest.mark.parametrize(
    "line",
    [
        '"Where?" "Park" "Square"',
        "“Where?” “Park” “Square”",
        "„Where?“ „Park“ „Square“",
        "„Where?” „Park” „Square”",
        "”Where?” ”Park” ”Square”",
        "«Where?» «Park» «Square»",
        "»Where?« »Park« »Square«",
        '  "Where?"    "Park"  "Square"  ',
        '"Where?" Park Square',
        "Where?\nPark\nSquare",
        "Where?\n\n  Park  \n\nSquare\n",
        "Where?\n- Park\n- Square",
        "Where?\n* Park\n• Square",
        "Where?\n1. Park\n2) Square",
        '"Where?"\n"Park"\n"Square"',
        'question="Where?" "Park" "Square"',
        'frage="Where?" "Park" "Square"',
    ],
)
def test_a_poll_can_be_written_in_many_ways(line: str) -> None:
    assert read("poll", line) == PARK


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("", {}),
        ("   ", {}),
        ('"Where?"', {"question": "Where?"}),
        ("Where should the bench go?", {"question": "Where should the bench go?"}),
        ('"Where?" "Park" "Square" several', {**PARK, "several": True}),
        ('several "Where?" "Park" "Square"', {**PARK, "several": True}),
        ('"Where?" "Park" "Square" mehrere', {**PARK, "several": True}),
        ('"Where?" "several" "one"', {"question": "Where?", "options": ("several", "one")}),
        ('"Where?" "Park" "Square" closes="Friday 18:00"', {**PARK, "closes": "Friday 18:00"}),
        ('"Where?" closes=tomorrow "Park" "Square"', {**PARK, "closes": "tomorrow"}),
        ('"Where?" "Park" "Square" endet="morgen"', {**PARK, "closes": "morgen"}),
        ('"Where?" "Park" "Square" bis=„Freitag 18 Uhr“', {**PARK, "closes": "Freitag 18 Uhr"}),
        ('"Where?" "Park" "Square" CLOSES=x', {**PARK, "closes": "x"}),
        ('"Where?" "Park" "Square" results=after', {**PARK, "results": "after"}),
        ("Where?\nPark\nSquare\ncloses=tomorrow", {**PARK, "closes": "tomorrow"}),
        ("Where?\nPark\nSquare\ncloses=tomorrow\nseveral", {
            **PARK, "closes": "tomorrow", "several": True,
        }),
        ('"Is a=b?" "x=1" "y=2"', {"question": "Is a=b?", "options": ("x=1", "y=2")}),
        ("Does E=mc2 hold?", {"question": "Does E=mc2 hold?"}),
        ("Where?\nPark\nx and y=2", {"question": "Where?", "options": ("Park", "x and y=2")}),
        ('"Where?" https://a.example/?b=c "Square"', {
            "question": "Where?", "options": ("https://a.example/?b=c", "Square"),
        }),
        ('"" "" ""', {"question": "", "options": ("", "")}),
    ],
)  # fmt: skip
def test_the_line_of_a_poll(line: str, given: dict[str, Argument]) -> None:
    assert read("poll", line) == given


@pytest.mark.parametrize(
    ("name", "line", "given"),
    [
        ("poll", '"Where?" "Park" "Square" close="Friday"', {**PARK, "close": "Friday"}),
        ("poll", '"Where?" close=Friday "Park" "Square"', {**PARK, "close": "Friday"}),
        ("poll", 'q="Why?" "Where?" "Park" "Square"', {**PARK, "q": "Why?"}),
        ("poll", '"Where?" close=Friday\nPark\nSquare', {**PARK, "close": "Friday"}),
        ("poll", "Where?\nPark\nSquare\nclose=Friday", {**PARK, "close": "Friday"}),
        ("poll", "Where?\nPark\nSquare\nclose=Friday 18:00", {**PARK, "close": "Friday"}),
        ("vote", "12 vote=2", {"poll": "12", "vote": "2"}),
        ("vote", "id=12 2", {"id": "12", "poll": "2"}),
        (
            "close",
            '3 "Too late" due=today',
            {"poll": "3", "reason": "Too late", "due": "today"},
        ),
        ("close", "3 reason=Late due=now", {"poll": "3", "reason": "Late", "due": "now"}),
    ],
)
def test_a_name_of_no_parameter_becomes_no_part_of_another(
    name: str, line: str, given: dict[str, Argument]
) -> None:
    assert read(name, line) == given


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("12 2", {"poll": "12", "choices": "2"}),
        ("12 1 3", {"poll": "12", "choices": "1 3"}),
        ("12 1, 3", {"poll": "12", "choices": "1, 3"}),
        ("12 1 and 3", {"poll": "12", "choices": "1 and 3"}),
        ("#12 2", {"poll": "#12", "choices": "2"}),
        ("12", {"poll": "12"}),
        ("poll=12 answer=2", {"poll": "12", "choices": "2"}),
        ("umfrage=12 antwort=2", {"poll": "12", "choices": "2"}),
        ("2 poll=12", {"poll": "12", "choices": "2"}),
    ],
)
def test_the_line_of_a_vote(line: str, given: dict[str, Argument]) -> None:
    assert read("vote", line) == given


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("3 The council has decided.", "The council has decided."),
        ('3 "The council has decided."', "The council has decided."),
        ('3 Anna said "enough" and left', 'Anna said "enough" and left'),
        ("3 First.\nSecond.", "First.\nSecond."),
        ("3 because a=b", "because a=b"),
        ("3 E=mc2 is not so", "E=mc2 is not so"),
        ('3 Anna said "enough" and a=b', 'Anna said "enough" and a=b'),
        ("3 https://a.example/?b=c", "https://a.example/?b=c"),
        ('3 grund="Zu spät"', "Zu spät"),
    ],
)
def test_a_long_text_takes_the_rest(line: str, reason: str) -> None:
    assert read("close", line) == {"poll": "3", "reason": reason}


def test_a_message_and_a_file_are_never_typed_by_place() -> None:
    assert read("adopt", "some words") == {}


# The book


@pytest.mark.parametrize(
    ("word", "name", "tag"),
    [
        ("vote", "vote", "en"),
        ("VOTE", "vote", "en"),
        ("abstimmen", "vote", "de"),
        ("wählen", "vote", "de"),
        ("WÄHLEN", "vote", "de"),
        ("ask", "poll", "en"),
        ("log", "log", "en"),
    ],
)
def test_a_command_is_found_by_any_name(word: str, name: str, tag: str) -> None:
    found = command_book().named(word)
    assert found
    assert (found[0].name, found[1]) == (name, tag)


def test_what_is_no_name_finds_nothing() -> None:
    assert BOOK.named("pole") is None
    assert BOOK.named("") is None


def test_two_commands_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two commands are called 'vote'"):
        CommandBook([Command("vote", vote, ""), Command("vote", close, "")], languages())
    with pytest.raises(ValueError, match="'ask' means both 'poll' and 'ask'"):
        CommandBook([Command("poll", ask, ""), Command("ask", close, "")], languages())


def test_a_signature_tells_the_parameters() -> None:
    question, options, closes, several, results = Command("poll", ask, "").parameters
    assert [question.required, options.required, closes.required] == [True, True, False]
    assert [question.named, closes.named, several.named, results.named] == [
        False, True, True, True,
    ]  # fmt: skip
    poll, reason = Command("close", close, "").parameters
    assert (poll.name, reason.name) == ("poll", "reason")
    assert isinstance(reason.kind, LongText)


def test_kinds_with_the_same_values_are_told_apart() -> None:
    short, long = Command("name", name, "").parameters
    assert isinstance(short.kind, Line)
    assert isinstance(long.kind, LongText)
