"""Putting messages into rooms: each once, edited where it stands, failures told apart."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.render import Content
from adapters.matrix.shapes import text
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Address

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
# For those whose client knows no edits; the new text itself is in m.new_content.
LONGEST_FALLBACK = 300


async def say(
    homeserver: Homeserver,
    at: Address,
    contents: Sequence[Content],
    *,
    key: str,
    answers: str | None = None,
    clear: bool = False,
) -> Receipt:
    """Send the messages. `answers` is the event replied to; `clear` seals nothing even in an
    encrypted room. Raises DeliveryFailed."""
    messages = []
    for part, content in enumerate(contents):
        relation = _relation(at.thread, answers if part == 0 else None)
        related = content | ({"m.relates_to": relation} if relation else {})
        transaction = _transaction(key, part)
        messages.append(await _put(homeserver, at.target, related, transaction, clear))
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
        transaction = _transaction(key, part)
        if old is None:
            relation = _relation(at.thread, None)
            fresh = content | ({"m.relates_to": relation} if relation else {})
            messages.append(await _put(homeserver, at.target, fresh, transaction))
        else:
            await _put(homeserver, at.target, _edit(content or _GONE, old), transaction)
            messages.append(old)
    return Receipt(tuple(messages))


_GONE: Content = {"msgtype": "m.text", "body": "…", "m.mentions": {}}


def _edit(content: Content, old: str) -> Content:
    return {
        "msgtype": content["msgtype"],
        "body": f"* {content['body'][:LONGEST_FALLBACK]}",
        "m.mentions": {},
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": old},
    }


def _relation(thread: str | None, answers: str | None) -> dict[str, Any]:
    replied = {"m.in_reply_to": {"event_id": answers or thread}} if answers or thread else {}
    if thread is None:
        return replied
    # Clients that know no threads show the answered message instead.
    under = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": answers is None}
    return under | replied


def _transaction(key: str, part: int) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"bude.{digest}.{part}"


async def _put(
    homeserver: Homeserver,
    room_id: str,
    content: Mapping[str, Any],
    transaction: str,
    clear: bool = False,
) -> str:
    """Homeservers answer a repeated transaction with the event of the first time."""
    kind = MESSAGE
    try:
        if not clear:
            kind, content = await homeserver.encryption.seal(room_id, kind, content)
        answer = await homeserver.put(
            "rooms", room_id, "send", kind, transaction, content=content
        )
    except Away as away:
        wait = None if away.retry_after is None else timedelta(seconds=away.retry_after)
        raise DeliveryFailed(str(away), retry_after=wait) from away
    except Refused as no:
        raise DeliveryFailed(str(no), permanent=no.code in FOR_GOOD) from no
    event_id = text(answer.get("event_id"))
    if not event_id:
        raise DeliveryFailed("the homeserver did not say which event it became")
    return event_id
