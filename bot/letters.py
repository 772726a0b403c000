"""A Post on paper: to JSON and back, as the outbox keeps it.

In ASCII, because JSON from elsewhere can bring halves of characters that no database takes.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from bot.incoming import (
    Address,
    Argument,
    Call,
    Ended,
    Identity,
    Incoming,
    NativePoll,
    Picked,
    Pressed,
    Quoted,
    Reacted,
    Retracted,
    Said,
    Sealed,
    Text,
    Why,
    is_file,
)
from bot.posts import Ask, Button, Enclosure, Event, Picture, Post, Question


def written(post: Post) -> str:
    parts: dict[str, Any] = {"text": post.text, "title": post.title}
    parts |= {"facts": post.facts, "link": post.link}
    parts["buttons"] = [_button(each) for each in post.buttons]
    if post.question:
        parts["question"] = _question(post.question)
    for name, ask in (("ask", post.ask), ("comment", post.comment)):
        if ask:
            parts[name] = {"call": _call(ask.call), "parameter": ask.parameter}
    parts["pictures"] = [_picture(each) for each in post.pictures]
    if post.enclosure:
        parts["enclosure"] = asdict(post.enclosure)
    if post.event:
        parts["event"] = _event(post.event)
    return json.dumps({name: part for name, part in parts.items() if part})


class Unreadable(Exception):
    """Not written by a Bude like this one."""


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(repr(error)) from error


@_reading()
def read(document: str) -> Post:
    """Raises Unreadable."""
    parts: dict[str, Any] = json.loads(document)
    question = parts.get("question")
    return Post(
        text=parts.get("text", ""),
        title=parts.get("title", ""),
        facts=tuple((name, value) for name, value in parts.get("facts", ())),
        question=_read_question(question) if question else None,
        buttons=tuple(_read_button(each) for each in parts.get("buttons", ())),
        ask=_read_ask(parts.get("ask")),
        comment=_read_ask(parts.get("comment")),
        pictures=tuple(Picture(**each) for each in parts.get("pictures", ())),
        enclosure=Enclosure(**parts["enclosure"]) if "enclosure" in parts else None,
        link=parts.get("link"),
        event=_read_event(parts["event"]) if "event" in parts else None,
    )


def _picture(picture: Picture) -> dict[str, Any]:
    named = {"medium": picture.medium, "description": picture.description}
    return named | ({"veiled": True} if picture.veiled else {})


def _event(event: Event) -> dict[str, Any]:
    moments = {"begins": event.begins.isoformat(), "ends": event.ends.isoformat()}
    return asdict(event) | moments


def _read_event(parts: dict[str, Any]) -> Event:
    moments = {name: datetime.fromisoformat(parts[name]) for name in ("begins", "ends")}
    return Event(**parts | moments)


def _call(call: Call) -> dict[str, Any]:
    # A file is not kept with a half-filled call; it is asked for again.
    kept = {
        name: asdict(value) if isinstance(value, NativePoll | Quoted) else value
        for name, value in call.arguments.items()
        if not is_file(value)
    }
    return {"command": call.command, "arguments": kept}


def _read_call(parts: dict[str, Any]) -> Call:
    return Call(
        parts["command"],
        {name: _read_argument(value) for name, value in parts["arguments"].items()},
    )


def _read_argument(value: Any) -> Argument:
    match value:
        case {"user_id": user_id, "message_id": message_id}:
            return Quoted(message_id, user_id)
        case dict():
            return NativePoll(**value | {"marks": tuple(value["marks"])})
        case list():
            return cast("Argument", tuple(value))
        case _:
            return cast("Argument", value)


def _read_ask(parts: dict[str, Any] | None) -> Ask | None:
    return Ask(_read_call(parts["call"]), parts["parameter"]) if parts else None


def _question(question: Question) -> dict[str, Any]:
    parts = asdict(question)
    parts["answer"] = _call(question.answer)
    parts["end"] = question.end and _call(question.end)
    parts["opens"] = question.opens and _button(question.opens)
    parts["closes"] = question.closes and question.closes.isoformat()
    return parts


def _button(button: Button) -> dict[str, Any]:
    return {"label": button.label, "call": _call(button.call), "line": button.line}


def _read_button(parts: dict[str, Any]) -> Button:
    return Button(parts["label"], _read_call(parts["call"]), parts["line"])


def _read_question(parts: dict[str, Any]) -> Question:
    closes = parts["closes"] and datetime.fromisoformat(parts["closes"])
    answer = _read_call(parts["answer"])
    end = parts["end"] and _read_call(parts["end"])
    opens = parts.get("opens")
    calls = {"answer": answer, "end": end, "opens": opens and _read_button(opens)}
    return Question(**parts | calls | {"options": tuple(parts["options"]), "closes": closes})


def dated(heard: Incoming, now: datetime) -> Incoming:
    """Heard live, it was said now, and counts from now when it is taken in at last."""
    return replace(heard, said_at=heard.said_at or now)


def written_incoming(heard: Incoming) -> str:
    """What was heard, without its attachments."""
    return json.dumps(
        {
            "sender": asdict(heard.sender),
            "at": asdict(heard.at),
            "message_id": heard.message_id,
            "said": _said(heard.said),
            "said_at": heard.said_at and heard.said_at.isoformat(),
            "private": heard.private,
            "replies_to": heard.replies_to,
            "locale": heard.locale,
            "encrypted": heard.encrypted,
            "roles": heard.roles,
            "alone": heard.alone,
            "own_chat": heard.own_chat,
        }
    )


def _said(said: Said) -> dict[str, Any]:
    match said:
        case Text(words=words, addressed=addressed, edits=edits):
            return {"kind": "text", "words": words, "addressed": addressed, "edits": edits}
        case Call() as call:
            return {"kind": "call"} | _call(call)
        case Picked() | Pressed() | Reacted() | Retracted() | Ended() | Sealed():
            return {"kind": type(said).__name__} | asdict(said)


@_reading()
def read_incoming(document: str) -> Incoming:
    """Raises Unreadable."""
    parts: dict[str, Any] = json.loads(document)
    said_at = parts["said_at"] and datetime.fromisoformat(parts["said_at"])
    return Incoming(
        Identity(**parts["sender"]),
        Address(**parts["at"]),
        parts["message_id"],
        _read_said(**parts["said"]),
        said_at=said_at,
        private=parts["private"],
        replies_to=parts["replies_to"],
        locale=parts["locale"],
        encrypted=parts.get("encrypted", False),
        roles=_read_roles(parts.get("roles")),
        alone=parts.get("alone", False),
        own_chat=parts.get("own_chat"),
    )


def _read_roles(written: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if written is None else tuple(written)


def _read_said(kind: str, **parts: Any) -> Said:
    match kind:
        case "text":
            return Text(**parts)
        case "call":
            return _read_call(parts)
        case "Picked":
            marks = tuple(parts.get("marks", ()))
            return Picked(parts["message_id"], tuple(parts["options"]), marks)
        case "Reacted":
            return Reacted(**parts)
        case "Retracted":
            return Retracted(**parts)
        case "Pressed":
            return Pressed(**parts)
        case "Ended":
            return Ended(**parts)
        case "Sealed":
            return Sealed(**parts | {"why": Why(parts["why"])})
    raise ValueError(f"nothing is said in the way of {kind!r}")
