"""A Post as Matrix messages, each both plain and as HTML."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.matrix import render
from adapters.matrix.speaking import _edit
from bot.incoming import Call
from bot.posts import Button, Post, Question, clean, heading, typed
from tests.adapters.matrix.seeing import read

VOTE = Call("vote", {"poll": 12})
# What an event has besides its content is less than that.
ENVELOPE = 5_000
LARGEST_EVENT = 65_536


def one(post: Post) -> dict[str, Any]:
    [content] = render.contents(post, "!")
    return content


def test_a_poll() -> None:
    question = Question(("Park", "Square"), VOTE, f"Write {typed('vote 12 2')}.")
    content = one(Post("Where?", "Poll 12", (("Until", "Friday"),), question))
    assert content["body"] == (
        "Poll 12\nWhere?\n1. Park\n2. Square\nWrite !vote 12 2.\nUntil: Friday"
    )
    assert content["formatted_body"] == (
        "<p><strong>Poll 12</strong></p><p>Where?</p>"
        '<ol start="1"><li>Park</li><li>Square</li></ol>'
        "<p>Write <code>!vote 12 2</code>.</p>"
        "<ul><li><strong>Until:</strong> Friday</li></ul>"
    )


def test_a_name_that_asks_needs_no_colon() -> None:
    facts = (
        ("Who answers?", "The city"),
        ("Note:", "advice"),
        ("Hurry!", "now"),
        ("Until", "8"),
    )
    content = one(Post(facts=facts))
    assert content["body"] == "Who answers? The city\nNote: advice\nHurry! now\nUntil: 8"
    assert "<strong>Who answers?</strong> The city" in content["formatted_body"]


def test_a_line_to_type_may_be_the_name_of_a_fact() -> None:
    """As in the help: whoever reads it must see what to type."""
    facts = (heading("Polls"), (typed("vote <poll>"), "Vote"), heading("You"), ("a", "b"))
    content = one(Post(facts=facts))
    assert content["body"] == "Polls\n!vote <poll>: Vote\n\nYou\na: b"
    assert content["formatted_body"] == (
        "<p><strong>Polls</strong></p>"
        "<ul><li><strong><code>!vote &lt;poll&gt;</code>:</strong> Vote</li></ul>"
        "<p><strong>You</strong></p><ul><li><strong>a:</strong> b</li></ul>"
    )


def test_nobody_is_mentioned_whatever_is_said() -> None:
    content = one(Post("@room @ROOM https://matrix.to/#/@anna:hs.test"))
    assert content["m.mentions"] == {}
    assert "@room" not in (content["body"] + content["formatted_body"]).casefold()


def test_html_of_neighbours_is_text() -> None:
    content = one(Post('<img src="x">', facts=(("<b>", typed("vote <i>")),)))
    assert "<img" not in content["formatted_body"]
    assert "<b>" not in content["formatted_body"]
    assert "<code>!vote &lt;i&gt;</code>" in content["formatted_body"]
    assert content["body"] == '<img src="x">\n<b>: !vote <i>'


def test_buttons_are_lines_to_type() -> None:
    buttons = tuple(Button("Ja", VOTE, line) for line in ("approve 3", typed("approve 4")))
    assert one(Post(buttons=buttons))["body"] == "Ja: !approve 3\nJa: !approve 4"


def test_only_an_address_becomes_a_link() -> None:
    assert read(one(Post(link="https://a.example/?b&c"))).links == ["https://a.example/?b&c"]
    assert read(one(Post(link="javascript:alert(1)"))).links == []
    assert read(one(Post(link='https://a.example/"onclick="x'))).links == []


def test_an_option_of_two_lines_cannot_look_like_two_options() -> None:
    content = one(Post(question=Question(("Park\n2. Forged", "Square"), VOTE, "")))
    assert content["body"].splitlines() == ["1. Park 2. Forged", "2. Square"]


def test_right_to_left_text_gets_its_direction() -> None:
    content = one(Post("أين؟", question=Question(("حديقة", "Park"), VOTE, "")))
    assert content["body"] == "أين؟\n1. \u2068حديقة\u2069\n2. Park"
    assert '<p dir="auto">أين؟</p>' in content["formatted_body"]
    assert "dir=" not in one(Post("Wo?"))["formatted_body"]


def test_an_empty_post_is_one_message() -> None:
    assert one(Post())["body"] == ""


def test_the_question_stays_together_in_the_last_part() -> None:
    options = tuple(f"Option {number} " + "x" * 200 for number in range(20))
    post = Post("Ein Satz. " * 6_000, question=Question(options, VOTE, "Answer."))
    *others, last = render.contents(post, "!")
    assert others
    assert all(option in last["body"] for option in options)
    assert not any("Option" in other["body"] for other in others)
    assert '<ol start="1">' in last["formatted_body"]


# As whatever anybody says is, before it stands in a post.
NASTY = st.text(st.sampled_from('🪑"\\&<\n\x01@room \u0627é'), max_size=30).map(clean)


@settings(max_examples=30)
@given(st.lists(NASTY, min_size=1), st.integers(1, 3_000), st.lists(NASTY, max_size=20))
def test_no_event_is_too_large_even_as_an_edit(
    words: list[str], times: int, options: list[str]
) -> None:
    question = Question(tuple(option * 10 for option in options), VOTE, "Answer.")
    post = Post(" ".join(words) * times, facts=(("a", words[0]),) * 50, question=question)
    for content in render.contents(post, "!"):
        event = json.dumps(_edit(content, "$" * 44), ensure_ascii=False)
        assert len(event.encode()) < LARGEST_EVENT - ENVELOPE
