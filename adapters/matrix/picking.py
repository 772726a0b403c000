"""Theirs -> ours: answering without words, by polls, reactions and removals. Pure."""

from collections.abc import Callable, Mapping

from adapters.matrix import native
from adapters.matrix.shapes import Event, redacted, relation, table, text
from bot.incoming import Reacted, Retracted, Said


def said(event: Event) -> Said | None:
    """What an event says that is no message; None if we do not listen to such events."""
    read = READ.get(text(event.get("type")))
    return read(event) if read and not redacted(event) else None


def _reaction(event: Event) -> Reacted | None:
    to = relation(event)
    on, sign = text(to.get("event_id")), text(to.get("key"))
    annotates = to.get("rel_type") == "m.annotation"
    return Reacted(on, sign) if annotates and on and sign else None


def _redaction(event: Event) -> Retracted | None:
    # Up to room version 10 it stood beside the content.
    content = table(event.get("content"))
    gone = text(content.get("redacts")) or text(event.get("redacts"))
    return Retracted(gone) if gone else None


READ: Mapping[str, Callable[[Event], Said | None]] = {
    native.RESPONSE: native.answered,
    "m.poll.response": native.answered,
    native.END: native.ended,
    "m.poll.end": native.ended,
    "m.reaction": _reaction,
    "m.room.redaction": _redaction,
}
