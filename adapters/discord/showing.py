"""A post's messages with its files in them."""

import asyncio
import logging
from dataclasses import replace
from typing import Any, TypeAlias

from adapters.discord import marking, render, uploads
from adapters.discord.render import Shape
from adapters.discord.uploads import Upload
from bot.posts import Enclosure, Picture, Post

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

# What Discord takes from everybody.
LARGEST = 10 * 1024 * 1024
LONGEST_DESCRIPTION = 1024
# A file whose name begins so is covered until somebody wants to see it.
COVERED = "SPOILER_"


async def messages(post: Post, shape: Shape) -> list[Json]:
    """As `render` has them. Where a file cannot be had, its words stand in its place."""
    picture = post.picture and await _picture(post.picture)
    enclosure = post.enclosure and _enclosure(post.enclosure)
    told = replace(
        post,
        picture=None if picture else post.picture,
        enclosure=None if enclosure else post.enclosure,
    )
    first, *more = render.messages(told, shape)
    files = [file for file in (picture, enclosure) if file]
    return [first | uploads.attached(files), *more]


async def changes(post: Post, said: Post | None, shape: Shape) -> list[Json]:
    """The same for what is edited: files that stand there already are not sent again."""
    before, now = said and _files(said), _files(post)
    forgotten = post.picture and not post.picture.stored
    if any(now) and now == before and not forgotten:
        return render.messages(replace(post, picture=None, enclosure=None), shape)
    first, *more = await messages(post, shape)
    gone: Json = {"attachments": []} if before and any(before) else {}
    return [gone | first, *more]


def _files(post: Post) -> tuple[Picture | None, Enclosure | None]:
    return post.picture, post.enclosure


async def _picture(picture: Picture) -> Upload | None:
    stored = picture.stored
    if stored is None or stored.size > LARGEST:
        return None
    try:
        content = await asyncio.to_thread(stored.file.read_bytes)
    except OSError as no:
        logger.warning("a picture cannot be read, its words only: %s", no)
        return None
    name = f"{COVERED if picture.veiled else ''}bude.{stored.mime.removeprefix('image/')}"
    described = marking.cut(picture.description, LONGEST_DESCRIPTION)
    return Upload(name, stored.mime, content, described)


def _enclosure(enclosure: Enclosure) -> Upload | None:
    content = enclosure.content.encode(errors="replace")
    if len(content) > LARGEST:
        return None
    return Upload(enclosure.name, enclosure.mime, content, enclosure.name)
