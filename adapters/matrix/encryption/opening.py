"""Opening what was said in an encrypted room."""

import json
import logging
from types import SimpleNamespace
from typing import Any

import vodozemac

from adapters.matrix.encryption.machine import Machine
from adapters.matrix.shapes import Event, number, table, text

logger = logging.getLogger(__name__)

MEGOLM = "m.megolm.v1.aes-sha2"


class NoKey(Exception):
    """It cannot be opened with what we have; another key may do it."""


def opened(machine: Machine, room_id: str, event: Event) -> Event:
    """The event with the type and content it was meant to have, and empty if it is nonsense
    or not what it claims. Raises NoKey."""
    content = table(event.get("content"))
    try:
        said, index = _decrypted(machine, room_id, content)
        session = machine.sessions[content["session_id"]]
        why = _objection(machine, room_id, event, session, said, index)
    except NoKey:
        raise
    except Exception as error:
        why = repr(error)
    if why:
        logger.warning("event %.99r is not what it claims: %s", event.get("event_id"), why)
        return event | {"type": "", "content": {}}
    return event | {"type": said["type"], "content": _content(said["content"], content)}


def _decrypted(
    machine: Machine, room_id: str, content: dict[str, Any]
) -> tuple[dict[str, Any], int]:
    if not content:
        raise ValueError("it was redacted")
    session = machine.sessions.get(text(content.get("session_id")))
    if content.get("algorithm") != MEGOLM or session is None or session.room_id != room_id:
        raise NoKey
    try:
        plaintext, index = session.decrypt(text(content.get("ciphertext")))
    except vodozemac.MegolmDecryptionException:
        # Most often: our key begins later than this message.
        raise NoKey from None
    return json.loads(plaintext), index


def _objection(
    machine: Machine, room_id: str, event: Event, session: Any, said: Any, index: int
) -> str:
    if not isinstance(said, dict) or not isinstance(said.get("content"), dict):
        return "no event inside"
    if said.get("room_id") != room_id or not isinstance(said.get("type"), str):
        return "it was meant for another room"
    if machine.owners.get(session.sender_key, event["sender"]) != event["sender"]:
        return f"the key belongs to {machine.owners[session.sender_key]}"
    # nio remembers which event used which place in a session.
    seen = SimpleNamespace(
        sender_key=session.sender_key,
        session_id=session.id,
        event_id=event["event_id"],
        server_timestamp=number(event.get("origin_server_ts")),
    )
    return "" if machine.message_index_ok(index, seen) else "it was sent before"


def _content(inside: dict[str, Any], outside: dict[str, Any]) -> dict[str, Any]:
    """What an event relates to stands outside, for the homeserver to read."""
    relation = outside.get("m.relates_to")
    return inside | {"m.relates_to": relation} if relation is not None else inside
