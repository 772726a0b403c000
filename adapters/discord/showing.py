"""A post's messages with its files in them."""

import asyncio
import logging
from collections.abc import Sequence
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
MOST_FILES = 10
# A file whose name begins so is covered until somebody wants to see it.
COVERED = "SPOILER_"


async def messages(post: Post, shape: Shape) -> list[Json]:
    """As `render` has them. Where a file cannot be had, its words stand in its place."""
    enclosure = post.enclosure and _enclosure(post.enclosure)
    most = MOST_FILES - bool(enclosure)
    pictures = [(each, await _picture(each)) for each in post.pictures[:most]]
    told = replace(
        post,
        pictures=(*(each for each, file in pictures if not file), *post.pictures[most:]),
        enclosure=None if enclosure else post.enclosure,
    )
    first, *more = render.messages(told, shape)
    files = [file for file in (*(file for _, file in pictures), enclosure) if file]
    return [first | uploads.attached(_numbered(files)), *more]


def _numbered(files: Sequence[Upload]) -> list[Upload]:
    """Several pictures differ in their names, too."""
    names = [each.name for each in files]
    return [
        each._replace(name=each.name.replace(".", f"-{n}.", 1))
        if each.name in names[:n]
        else each
        for n, each in enumerate(files)
    ]


async def changes(post: Post, said: Post | None, shape: Shape) -> list[Json]:
    """The same for what is edited: files that stand there already are not sent again."""
    before, now = said and _files(said), _files(post)
    forgotten = any(not each.stored for each in post.pictures)
    if any(now) and now == before and not forgotten:
        return render.messages(replace(post, pictures=(), enclosure=None), shape)
    first, *more = await messages(post, shape)
    gone: Json = {"attachments": []} if before and any(before) else {}
    return [gone | first, *more]


def _files(post: Post) -> tuple[tuple[Picture, ...], Enclosure | None]:
    return post.pictures, post.enclosure


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
