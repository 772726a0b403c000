"""Keys that come, keys that are forged, and messages to our device that make no sense."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import vodozemac
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.encryption import machine, opening, publishing, receiving
from adapters.matrix.encryption.files import unlocked
from adapters.matrix.encryption.machine import Machine
from adapters.matrix.syncing import KEY_NEWS
from bot.adapter import WrongSettings
from tests.adapters.matrix.test_gaps import MALFORMED
from tests.adapters.matrix.test_hear import EVENTS, JSON

ANNA, BUDE, CHARLIE = "@anna:hs.test", "@bude:hs.test", "@charlie:hs.test"
ROOM = "!hafen:hs.test"
KEY = "a long text that nobody guesses"


@pytest.fixture
def bude(tmp_path: Path) -> Iterator[Machine]:
    bude = machine.opened(BUDE, "DEVICE", tmp_path / "keys", KEY)
    yield bude
    bude.close()


class Client:
    """Somebody's session in the room, as a client with keys of its own has it."""

    def __init__(self, user: str = ANNA) -> None:
        self.user = user
        self.curve = f"curve of {user}"
        self.session = vodozemac.GroupSession()
        self.count = 0

    def key(self) -> str:
        return str(self.session.session_key.to_base64())

    def gives(self, bude: Machine, key: str | None = None, room: str = ROOM) -> None:
        name = self.session.session_id
        bude.create_group_session(self.curve, "ed", room, name, key or self.key())
        bude.owners[self.curve] = self.user

    def says(self, body: str, room: str = ROOM, **more: Any) -> dict[str, Any]:
        inside = {"type": "m.room.message", "content": {"body": body}, "room_id": room}
        return self.sends(json.dumps(inside)) | more

    def sends(self, plaintext: str) -> dict[str, Any]:
        self.count += 1
        ciphertext = self.session.encrypt(plaintext.encode()).to_base64()
        return {
            "type": "m.room.encrypted",
            "sender": self.user,
            "event_id": f"${self.count}",
            "origin_server_ts": self.count,
            "content": {
                "algorithm": opening.MEGOLM,
                "session_id": self.session.session_id,
                "ciphertext": ciphertext,
            },
        }


def read(bude: Machine, event: dict[str, Any]) -> Any:
    return opening.opened(bude, ROOM, event)["content"].get("body")


def test_what_we_have_the_key_to_is_opened(bude: Machine) -> None:
    anna = Client()
    anna.gives(bude)
    event = anna.says("vote 1", unsigned={"age": 3})
    event["content"]["m.relates_to"] = {"rel_type": "m.thread", "event_id": "$0"}
    opened = opening.opened(bude, ROOM, event)
    assert opened == event | {
        "type": "m.room.message",
        "content": {"body": "vote 1", "m.relates_to": event["content"]["m.relates_to"]},
    }
    # A second hearing of the same event is no replay.
    assert read(bude, event) == "vote 1"


def test_without_a_key_it_waits(bude: Machine) -> None:
    anna = Client()
    event = anna.says("early")
    with pytest.raises(opening.NoKey):
        read(bude, event)
    anna.gives(bude)  # begins later
    with pytest.raises(opening.NoKey):
        read(bude, event)


def test_a_key_that_opens_more_stays(bude: Machine, tmp_path: Path) -> None:
    anna = Client()
    whole = anna.key()
    event = anna.says("first")
    for key in (anna.key(), whole, anna.key()):
        anna.gives(bude, key)
    assert read(bude, event) == "first"
    assert bude.arrived == {anna.session.session_id}
    bude.close()
    again = machine.opened(BUDE, "DEVICE", tmp_path / "keys", KEY)
    assert read(again, event) == "first"
    again.close()


def test_nobody_can_put_another_key_in_its_place(bude: Machine) -> None:
    anna, charlie = Client(), Client(CHARLIE)
    anna.gives(bude)
    charlie.session = anna.session
    event = anna.says("mine")
    charlie.gives(bude)
    charlie.gives(bude, room="!other:hs.test")
    assert bude.sessions[anna.session.session_id].sender_key == anna.curve
    assert read(bude, event) == "mine"


def test_forgeries_are_not_heard(bude: Machine) -> None:
    charlie = Client(CHARLIE)
    charlie.gives(bude)
    assert read(bude, charlie.says("vote 1", sender=ANNA)) is None
    assert read(bude, charlie.says("vote 1", room="!other:hs.test")) is None
    once = charlie.says("vote 1")
    assert read(bude, once) == "vote 1"
    assert read(bude, once | {"event_id": "$again"}) is None


@pytest.mark.parametrize(
    "plaintext", ["", "[]", "{}", "[" * 10_000, '{"type": 1, "content": {}}', "null", "\ud7ff"]
)
def test_nonsense_inside_is_nothing(bude: Machine, plaintext: str) -> None:
    anna = Client()
    anna.gives(bude)
    opened = opening.opened(bude, ROOM, anna.sends(plaintext))
    assert (opened["type"], opened["content"]) == ("", {})


NONSENSE = [
    *[each for each in MALFORMED if isinstance(each, dict)],
    {"type": "m.room.encrypted"},
    {"type": "m.room.encrypted", "sender": ANNA, "content": {}},
    {"type": "m.room.encrypted", "sender": ANNA, "content": {"algorithm": "m.olm"}},
]


def olm_message(bude: Machine, body: str, kind: Any) -> dict[str, Any]:
    ours = bude.account.identity_keys["curve25519"]
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "x" * 43,
        "ciphertext": {ours: {"type": kind, "body": body}},
    }
    return {"type": "m.room.encrypted", "sender": CHARLIE, "content": content}


def test_messages_without_sense_cost_nothing(bude: Machine) -> None:
    messages = [
        *NONSENSE,
        *(olm_message(bude, body, kind) for body in ("", "!", "AAAA") for kind in (0, 1, 2)),
    ]
    news = {
        "to_device": {"events": messages},
        "device_one_time_keys_count": {"signed_curve25519": 7},
        "device_unused_fallback_key_types": [],
    }
    receiving.take_in(bude, news)
    assert publishing.due(bude)
    assert (bude.uploaded_key_count, bude.fallback_used) == (7, True)
    nothing: list[Any] = [[], None, {"events": [None]}]
    for section in nothing:
        receiving.take_in(bude, {"to_device": section})


def test_no_news_of_keys_is_too_strange(bude: Machine) -> None:
    anna = Client()
    anna.gives(bude)
    sealed = st.builds(
        lambda event, content, more: {**event, "content": {**content, **more}},
        EVENTS,
        st.just(anna.says("vote 1")["content"]),
        st.dictionaries(st.sampled_from(["algorithm", "session_id", "ciphertext"]), JSON),
    )
    messages = st.builds(
        lambda event: {"events": [{**event, "type": "m.room.encrypted"}]}, EVENTS
    )

    @given(st.dictionaries(st.sampled_from(KEY_NEWS), JSON | messages), sealed)
    def takes_in(news: dict[str, Any], event: dict[str, Any]) -> None:
        receiving.take_in(bude, news)
        with suppress(opening.NoKey):
            assert isinstance(opening.opened(bude, ROOM, event)["content"], dict)

    takes_in()
    assert read(bude, anna.says("vote 2")) == "vote 2"


def test_our_keys_are_the_same_after_a_restart(bude: Machine, tmp_path: Path) -> None:
    before = bude.account.identity_keys
    bude.close()
    again = machine.opened(BUDE, "DEVICE", tmp_path / "keys", KEY)
    assert again.account.identity_keys == before
    again.close()
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSettings, match="file"):
        machine.opened(BUDE, "DEVICE", tmp_path / "file", KEY)


LOCK = {
    "v": "v2",
    "key": {"alg": "A256CTR", "k": "A" * 43},
    "iv": "AAAAAAAAAAAAAAAAAAAAAA",
    "hashes": {"sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"},
}


def test_an_empty_file_is_opened() -> None:
    assert unlocked(b"", LOCK) == b""


@pytest.mark.parametrize(
    "broken",
    [
        {},
        LOCK | {"v": "v3"},
        LOCK | {"iv": 7},
        LOCK | {"iv": "A"},
        LOCK | {"key": {"alg": "A256CTR", "k": "AAAA"}},
        LOCK | {"hashes": {"sha256": "A" * 43}},
        LOCK | {"hashes": []},
    ],
)
def test_a_file_that_is_not_what_was_sent_is_not_had(broken: dict[str, Any]) -> None:
    with pytest.raises(OSError, match="file"):
        unlocked(b"", broken)
