"""Every part of a post can be read, and only read."""

from dataclasses import replace

import pytest

from adapters.terminal.render import PLAIN, Look, columns, render
from bot.incoming import Call
from bot.posts import Button, Enclosure, Picture, Post, Question, typed

BENCH = Question(
    options=("Park", "Square"),
    answer=Call("vote", {"poll": 1}),
    how=f"To vote, write {typed('vote 1 2')} with the number of your answer.",
)
POLL = Post(
    "Where should the bench go?",
    title="Poll 1",
    facts=(("Open until", "Friday 18:00"), ("Decides", "nothing")),
    question=BENCH,
    buttons=(Button("Take it back", Call("withdraw", {"poll": 1}), "withdraw 1"),),
    pictures=(Picture("bench.jpg", "A bench under a lime tree"),),
    link="https://hafen.example/polls/1",
)
NARROW = PLAIN._replace(width=20)
BOLD = Look(width=40, title=lambda text: f"<b>{text}</b>", line=lambda text: f"<i>{text}</i>")


def test_every_part_has_its_place() -> None:
    assert render(POLL, PLAIN).splitlines() == [
        "Poll 1",
        "Where should the bench go?",
        "",
        "  1  Park",
        "  2  Square",
        "",
        "To vote, write `vote 1 2` with the number of your answer.",
        "Take it back: `withdraw 1`",
        "",
        "Open until: Friday 18:00",
        "Decides:    nothing",
        "",
        "[A bench under a lime tree]",
        "",
        "https://hafen.example/polls/1",
    ]


def test_a_screen_shows_titles_and_lines_to_type_its_own_way() -> None:
    shown = render(POLL, BOLD)
    assert shown.startswith("<b>Poll 1</b>\n")
    assert "<i>vote 1 2</i>" in shown
    assert "Take it back: <i>withdraw 1</i>" in shown


@pytest.mark.parametrize("look", [PLAIN, NARROW])
def test_a_file_is_shown_line_by_line_as_it_is(look: Look) -> None:
    """So that it can be copied from a screen, and sent into a file from a pipe."""
    lines = ['{"Answers": ["Park", "Square"], "Said": "2026-11-22"}', "ein Ende 🌳"]
    table = Enclosure("mydata.json", "application/json", "\ufeff" + "\r\n".join(lines))
    shown = render(Post("Here it is.", enclosure=table), look)
    assert shown.splitlines() == ["Here it is.", "", "[mydata.json]", *lines]


def test_a_closed_question_does_not_say_how_to_answer() -> None:
    shown = render(Post(question=replace(BENCH, closed=True)), PLAIN)
    assert shown == "  1  Park\n  2  Square"


def test_twenty_options_stand_in_line() -> None:
    options = tuple(f"Place {n}" for n in range(1, 21))
    shown = render(Post(question=replace(BENCH, options=options, closed=True)), PLAIN)
    assert "   9  Place 9\n  10  Place 10\n" in shown


def test_long_names_of_facts_are_not_aligned() -> None:
    facts = (("1: Where should the bench go?", "until Friday"), ("2: Who?", "until Monday"))
    assert render(Post(facts=facts), PLAIN).splitlines() == [
        "1: Where should the bench go? until Friday",
        "2: Who? until Monday",
    ]


def test_what_begins_with_a_new_line_stands_below_its_name_and_aligns_nothing() -> None:
    facts = (("Idea 1: Bench", "\nIt is declined.\nRead on"), ("Now", "a"), ("Then", "b"))
    assert render(Post(facts=facts), PLAIN).splitlines() == [
        "Idea 1: Bench:",
        "  It is declined.",
        "  Read on",
        "Now:  a",
        "Then: b",
    ]


def test_a_usage_line_may_name_a_fact() -> None:
    assert render(Post(facts=((typed("polls"), "See all"),)), PLAIN) == "`polls`: See all"


def test_nothing_is_lost_when_lines_are_wrapped() -> None:
    text = "Anna asks whether the old bench by the canal can be mended before summer comes."
    lines = render(Post(text), NARROW).splitlines()
    assert " ".join(lines) == text
    assert max(map(len, lines)) <= 20
    assert render(Post(text), PLAIN) == text


def test_wrapped_lines_stand_below_their_beginning() -> None:
    post = Post(
        facts=(("Who", "the moderators of Hafen"),),
        question=replace(BENCH, options=("Under the lime tree",), closed=True),
    )
    assert render(post, NARROW).splitlines() == [
        "  1  Under the lime",
        "     tree",
        "",
        "Who: the moderators",
        "     of Hafen",
    ]


def test_a_word_too_long_for_the_line_stays_whole() -> None:
    link = "https://hafen.example/polls/1234567890"
    assert render(Post(link=link), NARROW) == link


def test_wide_and_combining_letters_are_measured() -> None:
    assert columns("公園") == 4
    assert columns("e\u0301") == 1
    assert columns("\u2068Park\u2069") == 4
    assert render(Post(facts=(("公園", "a"), ("Park", "b"))), PLAIN) == "公園: a\nPark: b"


EVIL = "\x1b[2J\x1b]0;pwned\x07Charlie\u202e\u2066\x9b31m\x00\x7f\ue000quit\r"


@pytest.mark.parametrize(
    "post",
    [
        Post(EVIL),
        Post(title=EVIL),
        Post(facts=((EVIL, EVIL),)),
        Post(question=replace(BENCH, options=(EVIL,), how=EVIL)),
        Post(buttons=(Button(EVIL, Call("x", {}), EVIL),)),
        Post(pictures=(Picture("x", EVIL),)),
        Post(enclosure=Enclosure(EVIL, "text/csv", EVIL)),
        Post(link=EVIL),
        Post(typed(EVIL)),
    ],
)
def test_nothing_a_neighbour_wrote_acts_on_the_terminal(post: Post) -> None:
    shown = render(post, PLAIN)
    assert "Charlie" in shown
    assert not set(shown) & set("\x1b\x07\u202e\u2066\x9b\x00\x7f\ue000\ue001\r")


def test_half_a_letter_does_not_break_the_output() -> None:
    assert render(Post("broken \ud83d emoji"), PLAIN).encode()


def test_markup_is_only_text() -> None:
    assert render(Post("<b>*Park*</b> `rm -rf`"), PLAIN) == "<b>*Park*</b> `rm -rf`"


def test_right_to_left_words_do_not_turn_round_what_stands_beside_them() -> None:
    post = Post(facts=(("Frage", "أين المقعد؟"),), question=replace(BENCH, options=("حديقة",)))
    shown = render(post, PLAIN)
    assert "Frage: \u2068أين المقعد؟\u2069" in shown
    assert "  1  \u2068حديقة\u2069" in shown


def test_left_to_right_words_are_left_alone() -> None:
    shown = render(POLL, PLAIN)
    assert not set("\u2068\u2069") & set(shown)
