"""Events as neighbours' clients send them, and as nobody should."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.matrix import hear, native
from adapters.matrix.hear import Ears
from adapters.matrix.rooms import Room, Rooms, arrival
from adapters.matrix.shapes import table
from bot.incoming import Address, Identity, Incoming, Text

US, ANNA = "@bude:hs.test", "@anna:hs.test"
NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


async def nothing(mxc: str) -> bytes:
    return b""


def ears(*, private: bool = False, fetch: Callable[..., Awaitable[bytes]] = nothing) -> Ears:
    room = Room("!hafen:hs.test", names={ANNA: "Anna", US: "Bude am Hafen"})
    return Ears(US, "!", room, private, fetch)


def message(body: object = "Moin", **content: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "sender": ANNA,
        "event_id": "$1",
        "origin_server_ts": 1,
        "content": {"msgtype": "m.text", "body": body, **content},
    }


def heard(event: dict[str, Any], *, private: bool = False) -> Incoming | None:
    return hear.incoming(event, ears(private=private), None)


def words(event: dict[str, Any], *, private: bool = False) -> Text:
    incoming = heard(event, private=private)
    assert incoming
    assert isinstance(incoming.said, Text)
    return incoming.said


def test_who_said_what_where() -> None:
    assert hear.incoming(message("!vote 1"), ears(), NOW) == Incoming(
        Identity("matrix", ANNA, "Anna"),
        Address("matrix", "!hafen:hs.test"),
        "$1",
        Text("vote 1"),
        said_at=NOW,
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("!vote 1 2", "vote 1 2"),
        ("  ! vote 1", "vote 1"),
        ("!Umfrage „Wohin?“", "Umfrage „Wohin?“"),
        ("!опрос", "опрос"),
        ("bude: help", "help"),
        ("Bude am Hafen, hilfe", "hilfe"),
        ("@bude: help", "help"),
        (f"{US}: help", "help"),
    ],
)
def test_said_to_bude(body: str, said: str) -> None:
    assert words(message(body)) == Text(said)


@pytest.mark.parametrize(
    "body",
    ["Moin", "!!!", "! ", "!", "?!", "Bude ist toll", "budenzauber: ja", "Die Bude: offen"],
)
def test_said_to_nobody_in_particular(body: str) -> None:
    assert words(message(body)) == Text(body.strip(), addressed=False)


def test_a_mention_is_a_word_to_bude() -> None:
    mention = {"user_ids": [US]}
    assert words(message("Bude am Hafen help", **{"m.mentions": mention})) == Text("help")
    assert words(message("help, Bude!", **{"m.mentions": mention})) == Text("help, Bude!")
    other = {"user_ids": ["@mehmet:hs.test"]}
    assert not words(message("help", **{"m.mentions": other})).addressed


PILL = "https://matrix.to/#/@bude:hs.test"


@pytest.mark.parametrize(
    "body",
    [
        f"[Bude am Hafen]({PILL}): vote 1 2",
        f"[Bude]({PILL}) vote 1 2",
        f"{PILL} vote 1 2",
        "https://matrix.to/#/%40bude%3Ahs.test, vote 1 2",
        "Bude am Hafen: vote 1 2",
        "Bude am Hafen vote 1 2",
    ],
)
def test_a_pill_is_our_name(body: str) -> None:
    html = f'<a href="{PILL}">Bude am Hafen</a>: vote 1 2'
    assert words(message(body, formatted_body=html)) == Text("vote 1 2")


def test_a_pill_of_somebody_else_or_in_a_quote_is_not() -> None:
    html = f'<mx-reply><a href="{PILL}">Bude</a></mx-reply>vote 1 2'
    assert not words(message("vote 1 2", formatted_body=html)).addressed
    other = '<a href="https://matrix.to/#/@mehmet:hs.test">Mehmet</a>'
    assert not words(message("Mehmet: vote 1 2", formatted_body=other)).addressed
    # Clients that say whom they mention mean just those.
    said = message("Bude am Hafen vote", formatted_body=html[10:], **{"m.mentions": {}})
    assert not words(said).addressed


def edit(new: object, **content: Any) -> dict[str, Any]:
    relation = {"rel_type": "m.replace", "event_id": "$0"}
    return message("* ", **{"m.new_content": new, "m.relates_to": relation, **content})


def test_an_edit_has_the_new_words() -> None:
    assert words(edit({"msgtype": "m.text", "body": "!vote 1 2"})) == Text(
        "vote 1 2", edits="$0"
    )
    said = words(edit({"msgtype": "m.text", "body": "Ach so"}))
    assert said == Text("Ach so", addressed=False, edits="$0")


@pytest.mark.parametrize("new", [None, {}, [], {"msgtype": "m.notice", "body": "!vote 1"}])
def test_an_edit_without_new_words_says_nothing(new: object) -> None:
    assert heard(edit(new)) is None


def test_a_reply_mentions_by_itself_and_is_no_word_to_bude() -> None:
    event = message(
        "Gute Idee",
        **{
            "m.mentions": {"user_ids": [US]},
            "m.relates_to": {"m.in_reply_to": {"event_id": "$ours"}},
        },
    )
    incoming = heard(event)
    assert incoming
    assert incoming.said == Text("Gute Idee", addressed=False)
    assert incoming.replies_to == "$ours"


def test_in_a_direct_chat_all_is_said_to_bude() -> None:
    incoming = heard(message("help"), private=True)
    assert incoming
    assert incoming.private
    assert incoming.said == Text("help")
    assert words(message("!help"), private=True) == Text("help")


def test_the_quote_of_an_older_client_is_left_away() -> None:
    body = "> <@bude:hs.test> Poll 1\n> !vote 1\n\n2"
    event = message(body, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$ours"}}})
    assert words(event).words == "2"
    # Without a reply it is what somebody wrote.
    assert words(message(body)).words == body


def test_a_thread_is_a_place() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": "$last"},
    }
    incoming = heard(message("!help", **{"m.relates_to": relation}))
    assert incoming
    assert incoming.at == Address("matrix", "!hafen:hs.test", "$root")
    assert incoming.replies_to == "$last"


@pytest.mark.parametrize(
    "event",
    [
        message("* !vote 1", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
        message("!vote 1") | {"sender": US},
        message("!vote 1") | {"state_key": ""},
        message("!vote 1") | {"unsigned": {"redacted_because": {}}},
        message("!vote 1") | {"content": {}},
        message("!vote 1") | {"event_id": None},
        message("!vote 1") | {"type": "m.reaction"},
        message("!vote 1", msgtype="m.notice"),
        message("!vote 1", msgtype="m.emote"),
    ],
    ids=lambda event: str(event)[-60:],
)
def test_not_listened_to(event: dict[str, Any]) -> None:
    assert heard(event) is None


NAMES = """
type sender event_id content body msgtype m.relates_to rel_type event_id m.in_reply_to name
is_falling_back m.mentions user_ids info size mimetype url filename unsigned membership alias
state_key prev_content displayname redacted_because m.new_content
m.selections org.matrix.msc3381.poll.response m.poll.response answers key redacts
m.poll org.matrix.msc3381.poll.start question kind max_selections id m.id m.text
org.matrix.msc1767.text itemtypes itemtype
"""
KEYS = st.sampled_from(NAMES.split())
WORDS = st.text() | st.sampled_from(
    [
        "m.room.message",
        "m.text",
        "m.image",
        "m.thread",
        "m.replace",
        "m.room.member",
        US,
        ANNA,
        "m.reaction",
        "m.annotation",
        "m.reference",
        "m.room.redaction",
        "m.poll.end",
        "m.poll.response",
        "org.matrix.msc3381.poll.response",
        "bude.1",
        "a1",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)
CONTENTS = st.dictionaries(KEYS, JSON)
EVENTS = st.builds(
    lambda event, content, kind: {**event, **content, **kind},
    st.dictionaries(KEYS, JSON),
    st.fixed_dictionaries({"content": CONTENTS | JSON}),
    st.fixed_dictionaries(
        {"type": WORDS | JSON, "sender": WORDS | JSON, "event_id": WORDS | JSON}
    ),
)


@example(message() | {"content": {"msgtype": ["m.text"]}}, False)
@given(EVENTS, st.booleans())
def test_no_event_is_too_strange(event: dict[str, Any], private: bool) -> None:
    incoming = heard(event, private=private)
    assert incoming is None or incoming.message_id
    room = Room("!r")
    room.learn(event)
    arrival(event, US)
    assert isinstance(Rooms(US).is_direct(room, ANNA), bool)
    native.poll_in(table(event.get("content")))


@given(CONTENTS, st.sampled_from(["m.text", "m.image", "m.file", "m.gallery"]))
def test_no_message_is_too_strange(content: dict[str, Any], kind: str) -> None:
    incoming = heard(message() | {"content": {**content, "msgtype": kind}})
    assert incoming is None or isinstance(incoming.said, Text)
