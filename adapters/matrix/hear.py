"""Theirs -> ours: one function for each kind of event we listen to. Pure."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from adapters.matrix import files, mentions, picking
from adapters.matrix.rooms import Room, localpart
from adapters.matrix.shapes import Event, redacted, relation, table, text
from bot.incoming import Address, Identity, Incoming, Said, Text

PLATFORM = "matrix"

_QUOTE = re.compile(r"\A(?:>[^\n]*(?:\n|\Z))+\n?")


class Ears(NamedTuple):
    """Who listens where. `fetch` gets a file by its mxc address, and by what unlocks it."""

    us: str
    prefix: str
    room: Room
    private: bool
    fetch: files.Fetch


def incoming(event: Event, ears: Ears, said_at: datetime | None) -> Incoming | None:
    """What somebody else said with this event; None if it is nothing we listen to."""
    sender, event_id = text(event.get("sender")), text(event.get("event_id"))
    if "state_key" in event or not event_id or sender in ("", ears.us):
        return None
    said = _said(event, ears)
    if said is None:
        return None
    related = relation(event)
    return Incoming(
        sender=Identity(PLATFORM, sender, ears.room.name_of(sender)),
        at=Address(PLATFORM, ears.room.room_id, _thread(related)),
        message_id=event_id,
        said=said,
        said_at=said_at,
        private=ears.private,
        replies_to=_replied_to(related),
        encrypted=ears.room.encrypted,
    )


def _said(event: Event, ears: Ears) -> Said | None:
    is_message = event.get("type") == "m.room.message"
    return _message(event, ears) if is_message else picking.said(event)


def _message(event: Event, ears: Ears) -> Text | None:
    content = table(event.get("content"))
    kind = text(content.get("msgtype"))
    if redacted(event):
        return None
    if relation(event).get("rel_type") == "m.replace":
        return _edit(content, event, ears)
    if kind == "m.text":
        return _words(_without_quote(text(content.get("body")), event), event, ears)
    if kind in files.FILES | files.GALLERIES:
        return _files(content, event, ears)
    return None


def _edit(content: dict[str, Any], event: Event, ears: Ears) -> Text | None:
    """The new words alone: what stands outside them is for those who know no edits."""
    new, old = table(content.get("m.new_content")), text(relation(event).get("event_id"))
    if not old or text(new.get("msgtype")) != "m.text":
        return None
    said = _words(text(new.get("body")), {**event, "content": new}, ears)
    return replace(said, edits=old)


def _files(content: dict[str, Any], event: Event, ears: Ears) -> Text:
    said = _words(files.caption(content), event, ears)
    return replace(said, attachments=files.attachments(content, ears.fetch))


def _words(body: str, event: Event, ears: Ears) -> Text:
    """Leave away what shows that it was said to us: the prefix, or our name."""
    body = body.strip()
    command = re.match(rf"{re.escape(ears.prefix)} ?(?=\w)", body)
    if command:
        return Text(body[command.end() :])
    mentioned = mentions.mentioned(event, ears.us)
    names = {ears.room.name_of(ears.us), localpart(ears.us), ears.us}
    called = mentions.called_by(names, ears.us, aloud=mentioned).match(body)
    if called:
        return Text(body[called.end() :])
    # A client mentions by itself whom a reply answers; that alone is not a word to us.
    mentioned = mentioned and not _chose_to_reply(relation(event))
    return Text(body, addressed=ears.private or mentioned)


def _without_quote(body: str, event: Event) -> str:
    """Older clients repeat, line by line after a ">", what they answer."""
    quotes = _replied_to(relation(event)) and re.match(r"> (?:\* )?<@", body)
    return _QUOTE.sub("", body, count=1) if quotes else body


def _thread(related: dict[str, Any]) -> str | None:
    in_thread = related.get("rel_type") == "m.thread"
    return text(related.get("event_id")) or None if in_thread else None


def _replied_to(related: dict[str, Any]) -> str | None:
    """The message this one answers.

    In a thread that is also the one it was written under (`is_falling_back`): who answers
    our question in its thread need not press "reply". Only a post of ours makes use of it.
    """
    return text(table(related.get("m.in_reply_to")).get("event_id")) or None


def _chose_to_reply(related: dict[str, Any]) -> bool:
    return _replied_to(related) is not None and related.get("is_falling_back") is not True
