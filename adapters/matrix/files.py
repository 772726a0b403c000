"""Files of theirs -> ours: one in a message, or several in a gallery (MSC4274). Pure."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from adapters.matrix.shapes import number, rows, table, text
from bot.attachments import safe_name
from bot.incoming import Attachment

FILES = {"m.image", "m.file", "m.audio", "m.video"}
# Clients send the second name until the proposal is accepted.
GALLERIES = {"m.gallery", "dm.filament.gallery"}

Fetch: TypeAlias = Callable[..., Awaitable[bytes]]


def caption(content: dict[str, Any]) -> str:
    """What somebody wrote below: of one file, where `filename` says something else."""
    body, name = text(content.get("body")), text(content.get("filename"))
    if text(content.get("msgtype")) in GALLERIES:
        return body
    return body if name and body != name else ""


def attachments(content: dict[str, Any], fetch: Fetch) -> tuple[Attachment, ...]:
    return tuple(_attachment(each, fetch) for each in _each(content))


def _each(content: dict[str, Any]) -> Sequence[dict[str, Any]]:
    if text(content.get("msgtype")) not in GALLERIES:
        return [content]
    items = map(table, rows(content.get("itemtypes")))
    return [each for each in items if text(each.get("itemtype")) in FILES]


def _attachment(content: dict[str, Any], fetch: Fetch) -> Attachment:
    name = text(content.get("filename")) or text(content.get("body"))
    info, lock = table(content.get("info")), table(content.get("file"))
    address = (text(lock.get("url")), lock) if lock else (text(content.get("url")),)
    return Attachment(
        name=safe_name(name),
        mime=text(info.get("mimetype")) or "application/octet-stream",
        size=number(info.get("size")),
        read=lambda: fetch(*address),
    )
