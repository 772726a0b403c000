"""Putting messages into rooms: each once, edited where it stands, failures told apart."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.render import Content
from adapters.matrix.shapes import table, text
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Address
from bot.language import N_

MESSAGE = "m.room.message"
# Trying again will not help. All else may pass: a new token, a limit that is raised.
FOR_GOOD = {
    "M_FORBIDDEN",
    "M_NOT_FOUND",
    "M_TOO_LARGE",
    "M_BAD_JSON",
    "M_INVALID_PARAM",
    "M_UNSUPPORTED_ROOM_VERSION",
}
MAY_NOT = "M_FORBIDDEN"
LACKS = N_("to be in the room, and there the permission to send messages")
# For those whose client knows no edits; the new text itself is in m.new_content.
LONGEST_FALLBACK = 300


class _Event(NamedTuple):
    """Something to send; `clear`: not sealed even in an encrypted room."""

    content: Mapping[str, Any]
    kind: str = MESSAGE
    clear: bool = False


async def say(
    homeserver: Homeserver,
    at: Address,
    contents: Sequence[Content],
    *,
    key: str,
    answers: str | None = None,
    clear: bool = False,
) -> Receipt:
    """Send the messages. `answers` is the event replied to. Raises DeliveryFailed."""
    messages = []
    for part, content in enumerate(contents):
        related = _related(content, at.thread, answers if part == 0 else None)
        event = _Event(related, clear=clear)
        messages.append(await _put(homeserver, at.target, event, _transaction(key, part)))
    return Receipt(tuple(messages))


async def say_anew(
    homeserver: Homeserver,
    at: Address,
    contents: Sequence[Content],
    *,
    key: str,
    stands: Receipt,
) -> Receipt:
    """Edit what stands there; more parts than before follow, fewer leave a mark each."""
    messages = []
    for part, (content, old) in enumerate(zip_longest(contents, stands.messages)):
        said = content or _GONE
        messages.append(await put_anew(homeserver, at, said, key=key, part=part, old=old))
    return Receipt(tuple(messages))


async def put_anew(
    homeserver: Homeserver,
    at: Address,
    content: Content,
    *,
    key: str,
    part: int | str,
    old: str | None,
) -> str:
    """One message in place of the old one, if there is one; the id under which it stands.
    Raises DeliveryFailed."""
    said = _edit(content, old) if old else _related(content, at.thread)
    event_id = await _put(homeserver, at.target, _Event(said), _transaction(key, part))
    return old or event_id


async def put(
    homeserver: Homeserver, at: Address, kind: str, content: Content, *, key: str, part: str
) -> str:
    """Send one event of another kind than a message; returns its id. Raises DeliveryFailed."""
    related = content if "m.relates_to" in content else _related(content, at.thread)
    return await _put(homeserver, at.target, _Event(related, kind), _transaction(key, part))


async def redact(homeserver: Homeserver, at: Address, event_id: str, *, key: str) -> None:
    """Take an event out of a room; needs the right to, unless it is ours."""
    where = ("rooms", at.target, "redact", event_id, _transaction(key, "redact"))
    async with _failing_plainly():
        await homeserver.put(*where, content={})


_GONE: Content = {"msgtype": "m.text", "body": "…", "m.mentions": {}}


def _edit(content: Content, old: str) -> Content:
    return {
        "msgtype": content["msgtype"],
        "body": f"* {content['body'][:LONGEST_FALLBACK]}",
        "m.mentions": {},
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": old},
    }


def _related(content: Content, thread: str | None, answers: str | None = None) -> Content:
    relation = _relation(thread, answers)
    return content | {"m.relates_to": relation} if relation else content


def _relation(thread: str | None, answers: str | None) -> dict[str, Any]:
    replied = {"m.in_reply_to": {"event_id": answers or thread}} if answers or thread else {}
    if thread is None:
        return replied
    # Clients that know no threads show the answered message instead.
    under = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": answers is None}
    return under | replied


def _transaction(key: str, part: int | str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"bude.{digest}.{part}"


async def _put(homeserver: Homeserver, room_id: str, event: _Event, transaction: str) -> str:
    async with _failing_plainly(LACKS):
        try:
            answer = await _send(homeserver, room_id, event, transaction)
        except Refused as no:
            if no.code != "M_UNKNOWN" or not _in_thread(event.content):
                raise
            # No thread can begin where that message already is an edit, or in another thread.
            beside = event._replace(content=_as_reply(event.content))
            answer = await _send(homeserver, room_id, beside, transaction)
    event_id = text(answer.get("event_id"))
    if not event_id:
        raise DeliveryFailed("the homeserver did not say which event it became")
    return event_id


async def _send(
    homeserver: Homeserver, room_id: str, event: _Event, transaction: str
) -> Mapping[str, Any]:
    kind, content = event.kind, event.content
    if not event.clear:
        kind, content = await homeserver.encryption.seal(room_id, kind, content)
    # Homeservers answer a repeated transaction with the event of the first time.
    return await homeserver.put("rooms", room_id, "send", kind, transaction, content=content)


def _in_thread(content: Mapping[str, Any]) -> bool:
    return table(content.get("m.relates_to")).get("rel_type") == "m.thread"


def _as_reply(content: Mapping[str, Any]) -> dict[str, Any]:
    replied = content["m.relates_to"]["m.in_reply_to"]
    return {**content, "m.relates_to": {"m.in_reply_to": replied}}


@asynccontextmanager
async def _failing_plainly(needs: str | None = None) -> AsyncIterator[None]:
    """`needs` is what one must be allowed for it. Raises DeliveryFailed."""
    try:
        yield
    except Away as away:
        raise put_off(away) from away
    except Refused as no:
        lacks = needs if no.code == MAY_NOT else None
        raise DeliveryFailed(str(no), permanent=no.code in FOR_GOOD, lacks=lacks) from no


def put_off(away: Away) -> DeliveryFailed:
    """Failed for now, and for as long as we were told."""
    wait = None if away.retry_after is None else timedelta(seconds=away.retry_after)
    return DeliveryFailed(str(away), retry_after=wait, away=wait is None)
