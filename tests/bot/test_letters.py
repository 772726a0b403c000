"""What is put on paper reads the same when it is taken up again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import letters
from bot.incoming import (
    Address,
    Argument,
    Attached,
    Attachment,
    Call,
    Ended,
    Identity,
    Incoming,
    NativePoll,
    Picked,
    Reacted,
    Retracted,
    Text,
)
from bot.posts import Ask, Button, Enclosure, Event, Picture, Post, Question

# Half an emoji cannot be said in UTF-8, and yet JSON can bring one.
words = st.text(max_size=20) | st.just("half \ud83d an emoji \x00")
numbers = st.lists(st.integers(1, 99), max_size=4).map(tuple)
marks = st.lists(words, max_size=3).map(tuple)
arguments: st.SearchStrategy[Argument] = (
    words
    | st.integers()
    | st.booleans()
    | numbers
    | marks
    | st.builds(NativePoll, words, marks, st.integers())
)
calls = st.builds(Call, words, st.dictionaries(words, arguments, max_size=3))
moments = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
questions = st.builds(
    Question,
    options=st.lists(words, max_size=4).map(tuple),
    answer=calls,
    how=words,
    several=st.booleans(),
    closes=st.none() | moments,
    closed=st.booleans(),
)
posts = st.builds(
    Post,
    text=words,
    title=words,
    facts=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    question=st.none() | questions,
    buttons=st.lists(st.builds(Button, words, calls, words), max_size=2).map(tuple),
    ask=st.none() | st.builds(Ask, calls, words),
    pictures=st.lists(st.builds(Picture, words, words, veiled=st.booleans())).map(tuple),
    enclosure=st.none() | st.builds(Enclosure, words, words, words),
    event=st.none() | st.builds(Event, words, moments, moments, words, st.booleans()),
    link=st.none() | st.text(min_size=1, max_size=20),
)
said = (
    st.builds(Text, words, addressed=st.booleans())
    | calls
    | st.builds(Picked, words, numbers, marks)
    | st.builds(Reacted, words, words, st.booleans())
    | st.builds(Retracted, words)
    | st.builds(Ended, words)
)
heard = st.builds(
    Incoming,
    st.builds(Identity, words, words, words),
    st.builds(Address, words, words, st.none() | words),
    words,
    said,
    said_at=st.none() | moments,
    private=st.booleans(),
    replies_to=st.none() | words,
    locale=st.none() | words,
)


def can_be_kept(document: str) -> bool:
    """By every database."""
    return bool(document.encode()) and "\x00" not in document


@settings(max_examples=40)
@given(posts)
def test_a_post_is_read_as_it_was_written(post: Post) -> None:
    document = letters.written(post)
    assert letters.read(document) == post
    assert can_be_kept(document)


@settings(max_examples=40)
@given(heard)
def test_what_was_heard_is_read_as_it_was_written(incoming: Incoming) -> None:
    document = letters.written_incoming(incoming)
    assert letters.read_incoming(document) == incoming
    assert can_be_kept(document)


def test_an_empty_post_is_short() -> None:
    assert letters.written(Post("Hello")) == '{"text": "Hello"}'


def test_a_file_is_not_kept_with_a_half_filled_call() -> None:
    call = Call("photo", {"words": "bench", "file": Attached("a.jpg", "image/jpeg", b"")})
    post = Post("Which one?", ask=Ask(call, "poll"))
    kept = letters.read(letters.written(post)).ask
    assert kept
    assert kept.call == Call("photo", {"words": "bench"})


@pytest.mark.parametrize("addressed", [True, False])
def test_what_was_heard_is_kept_without_its_files(addressed: bool) -> None:
    async def read() -> bytes:
        return b""

    photo = Attachment("a.jpg", "image/jpeg", 1, read)
    incoming = Incoming(
        Identity("matrix", "anna", "Anna"),
        Address("matrix", "#hafen"),
        "$1",
        Text("look", (photo,), addressed),
    )
    kept = letters.read_incoming(letters.written_incoming(incoming))
    assert kept == replace(incoming, said=Text("look", (), addressed))
