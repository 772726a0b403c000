"""A post's messages with its picture in it."""

import asyncio
import logging
from dataclasses import replace
from typing import Any, TypeAlias

from adapters.discord import marking, render, uploads
from adapters.discord.render import Shape
from adapters.discord.uploads import Upload
from bot.posts import Picture, Post, Stored

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

# What Discord takes from everybody.
LARGEST = 10 * 1024 * 1024
LONGEST_DESCRIPTION = 1024
# A file whose name begins so is covered until somebody wants to see it.
COVERED = "SPOILER_"


async def messages(post: Post, shape: Shape) -> list[Json]:
    """As `render` has them. Where the picture cannot be had, its words stand in its place."""
    picture = post.picture
    file = await _read(picture, picture.stored) if picture and picture.stored else None
    if picture is None or file is None:
        return render.messages(post, shape)
    described = marking.cut(picture.description, LONGEST_DESCRIPTION)
    first, *more = render.messages(replace(post, picture=None), shape)
    return [first | uploads.attached(file, described), *more]


async def changes(post: Post, said: Post | None, shape: Shape) -> list[Json]:
    """The same for what is edited: a picture that stands there already is not sent again."""
    before = said.picture if said else None
    if post.picture and post.picture.stored and post.picture == before:
        return render.messages(replace(post, picture=None), shape)
    first, *more = await messages(post, shape)
    gone: Json = {"attachments": []} if before else {}
    return [gone | first, *more]


async def _read(picture: Picture, stored: Stored) -> Upload | None:
    if stored.size > LARGEST:
        return None
    try:
        content = await asyncio.to_thread(stored.file.read_bytes)
    except OSError as no:
        logger.warning("a picture cannot be read, its words only: %s", no)
        return None
    kind = stored.mime.removeprefix("image/")
    return Upload(f"{COVERED if picture.veiled else ''}bude.{kind}", stored.mime, content)
