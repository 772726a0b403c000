"""Files that came along, fetched before anything is written: no transaction waits for them."""

import asyncio
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from bot.incoming import Attached, Attachment, Incoming, Text

logger = logging.getLogger(__name__)

LARGEST_FILE = 20 * 1024 * 1024  # bytes
# Of all that is heard at once: bytes, seconds, files of one message.
MOST_AT_ONCE = 5 * LARGEST_FILE
FETCHING = 60.0
MOST_FILES = 10
LONGEST_NAME = 100
# Stands for a file that was sent along and cannot be had.
LOST = "lost"
# Path separators, control characters, and marks that turn the direction of text.
_UNSAFE = re.compile("[/\\\\:\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

# By the ids of the messages with which they came.
Files: TypeAlias = Mapping[str, tuple[Attached, ...]]


def safe_name(told: str) -> str:
    """A file's name as it may be shown and written."""
    return _UNSAFE.sub("_", told).strip(" ._")[-LONGEST_NAME:] or "file"


async def fetched(said: Sequence[Incoming]) -> Files:
    """What is too much or takes too long is left out; whoever sent it is asked for it again."""
    files: dict[str, tuple[Attached, ...]] = {}
    left = MOST_AT_ONCE
    with suppress(TimeoutError):
        async with asyncio.timeout(FETCHING):
            for message_id, file in _wanted(said):
                found = await _read(file) if file.size <= min(LARGEST_FILE, left) else None
                if found:
                    left -= len(found.content)
                    files[message_id] = (*files.get(message_id, ()), found)
    return files


def _wanted(said: Sequence[Incoming]) -> Iterator[tuple[str, Attachment]]:
    for incoming in said:
        if isinstance(incoming.said, Text) and incoming.said.addressed:
            for file in incoming.said.attachments[:MOST_FILES]:
                yield incoming.message_id, file


async def _read(file: Attachment) -> Attached | None:
    """None for what cannot be had."""
    try:
        return Attached(file.name, file.mime, await file.read())
    except Exception:
        logger.exception("a file of %d bytes could not be fetched", file.size)
        return None
