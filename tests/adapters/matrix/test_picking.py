"""Polls, reactions and removals as neighbours' clients send them."""

from typing import Any

import pytest

from adapters.matrix.shapes import Event
from bot.incoming import Ended, Picked, Reacted, Retracted, Said
from tests.adapters.matrix.test_hear import heard, message


def about(poll: str, kind: str, **content: Any) -> dict[str, Any]:
    relation = {"rel_type": kind, "event_id": poll, **content.pop("relation", {})}
    return message() | {"content": {"m.relates_to": relation, **content}}


REFERENCE, UNSTABLE = "m.reference", "org.matrix.msc3381.poll"


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        (f"{UNSTABLE}.response", {"answers": ["bude.2"]}, Picked("$p", (2,), ("bude.2",))),
        ("m.poll.response", {"answers": ["a1"]}, Picked("$p", (), ("a1",))),
        (f"{UNSTABLE}.response", {"answers": []}, Picked("$p", ())),
        (f"{UNSTABLE}.response", {"answers": "bude.1"}, Picked("$p", ())),
        (f"{UNSTABLE}.response", {"answers": ["bude.1", 2]}, Picked("$p", (), ("bude.1", ""))),
        (f"{UNSTABLE}.response", None, Picked("$p", ())),
        (f"{UNSTABLE}.end", {}, Ended("$p")),
        ("m.poll.end", {}, Ended("$p")),
    ],
)
def test_polls(kind: str, content: object, said: Said) -> None:
    event = about("$p", REFERENCE, **{kind: content}) | {"type": kind}
    incoming = heard(event)
    assert incoming
    assert incoming.said == said
    assert heard(event | {"unsigned": {"redacted_because": {}}}) is None
    assert heard(about("$p", "m.thread", **{kind: content}) | {"type": kind}) is None


def test_the_stable_form_of_an_answer() -> None:
    event = about("$p", REFERENCE, **{"m.selections": ["bude.1", "bude.3"]})
    incoming = heard(event | {"type": "m.poll.response"})
    assert incoming
    assert incoming.said == Picked("$p", (1, 3), ("bude.1", "bude.3"))


def test_reactions_and_removals() -> None:
    reaction = about("$p", "m.annotation", relation={"key": "👍"}) | {"type": "m.reaction"}
    removals: list[Event] = [{"content": {"redacts": "$p"}}, {"content": {}, "redacts": "$p"}]
    said = [heard(reaction)]
    said += [heard(message() | {"type": "m.room.redaction"} | each) for each in removals]
    assert [each and each.said for each in said] == [
        Reacted("$p", "👍"),
        Retracted("$p"),
        Retracted("$p"),
    ]
