"""Posts as messages: whatever is in them, Discord takes them, and nothing in them acts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import marking, render
from adapters.discord.render import LONGEST, Shape
from adapters.discord.spoken import Lines
from bot.app import command_book
from bot.incoming import Call
from bot.posts import Post, Question, typed
from tests.discord_server import limits
from tests.discord_server.reading import read
from tests.discord_server.spec import spec

SHAPE = Shape(marking.code)
VOTE = Call("vote", {"poll": 1})
WORDS = st.text(max_size=300)
POSTS = st.builds(
    Post,
    text=st.text(max_size=5000),
    title=WORDS,
    facts=st.lists(st.tuples(WORDS, WORDS), max_size=5).map(tuple),
    question=st.none()
    | st.builds(
        Question,
        options=st.lists(st.text(min_size=1, max_size=100), min_size=1, max_size=20).map(tuple),
        answer=st.just(VOTE),
        how=WORDS,
        several=st.booleans(),
    ),
)


@settings(max_examples=60, deadline=None)
@given(POSTS)
def test_discord_takes_every_post(post: Post) -> None:
    for message in render.messages(post, SHAPE):
        assert list(limits.of_message(message)) == []
        assert marking.length(message["content"]) <= LONGEST


def test_its_document_takes_them_too() -> None:
    known = spec() or pytest.skip("Discord's OpenAPI document is missing")
    question = Question(("Park", "Square"), VOTE, "Write.", several=True)
    for message in render.messages(Post("Where?", question=question), SHAPE):
        path = "/channels/{channel_id}/messages"
        assert known.request_problems("POST", path, message) == []


def test_lines_can_be_tapped_once_discord_knows_the_command() -> None:
    lines = Lines()
    lines.learn(command_book())
    post = Post(f"Write {typed('abstimmen 12 2')}.", facts=((typed("vote 1"), "Vote"),))
    shape = Shape(lines.show)
    assert render.messages(post, shape)[0]["content"].startswith("Write `/abstimmen 12 2`.")
    lines.ids = {"vote": "77"}
    content = render.messages(post, shape)[0]["content"]
    assert content.startswith("Write </vote:77> `12 2`.")
    assert "**</vote:77> `1`:** Vote" in content
    assert read(content).startswith("Write /vote 12 2.")


@pytest.mark.parametrize(
    ("line", "locale", "shown"),
    [
        ("umfragen 3", None, "</polls:1> `3`"),
        ("umfragen 3", "de", "`/umfragen 3`"),
        ("umfragen 3", "en-US", "</polls:1> `3`"),
        ("polls 3", "de", "</polls:1> `3`"),
        ('poll "question" "answer 1" "answer 2"', "en-US", "</poll:2>"),
        ('umfrage "frage" "antwort 1" "antwort 2"', "de", "`/umfrage`"),
        ("vote <poll> <answer>", None, "`/vote`"),
        ('lift "Anna Nguyen"', None, '`/lift "Anna Nguyen"`'),
    ],
)
def test_a_line_reads_as_in_the_menu_of_whoever_reads_it(
    line: str, locale: str | None, shown: str
) -> None:
    lines = Lines()
    lines.learn(command_book())
    lines.ids = {"polls": "1", "poll": "2"}
    assert lines.show(line, locale) == shown


@pytest.mark.parametrize("words", ["1. x", "# x", "> x", "- x", "**x**", "a_b_c", "<@1>"])
def test_what_people_write_is_read_as_they_wrote_it(words: str) -> None:
    assert read(marking.text(words)) == words
