"""A post's messages with its files in them: uploaded, sealed where the room is encrypted."""

import asyncio
import logging
from importlib import import_module
from typing import Any

from adapters.matrix import render, speaking
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.render import Content
from bot.pictures.image import Image
from bot.posts import Enclosure, Picture, Post, Stored

logger = logging.getLogger(__name__)

# What is sealed says of itself nothing else.
SEALED = "application/octet-stream"


async def contents(
    homeserver: Homeserver, room_id: str, post: Post, prefix: str
) -> list[Content]:
    """As `render` has them. Where a file cannot be had, its words stay in its place.
    Raises DeliveryFailed."""
    words = render.contents(post, prefix)
    for place, file in enumerate(render.files_of(post)):
        words[place] = await _shown(homeserver, room_id, file) or words[place]
    return words


async def _shown(
    homeserver: Homeserver, room_id: str, file: Picture | Enclosure
) -> Content | None:
    try:
        match file:
            case Picture(stored=None):
                return None
            case Picture(stored=Stored() as stored):
                image = await asyncio.to_thread(_image, file, stored)
                content, mime, about = image.content, image.mime, render.image(file, image)
            case Enclosure():
                content, mime = file.content.encode(errors="replace"), file.mime
                about = render.file(file, len(content))
        return about | await _uploaded(homeserver, room_id, content, mime)
    except Away as away:
        raise speaking.put_off(away) from away
    except (Refused, OSError) as no:
        logger.warning("no file in %s, its words only: %s", room_id, no)
        return None


def _image(picture: Picture, stored: Stored) -> Image:
    """Most clients cannot cover a picture, so a veiled one is really blurred."""
    content = stored.file.read_bytes()
    if picture.veiled:
        # Imported when it is needed: what decodes pictures is large.
        veiling = import_module("bot.pictures.veiling")
        veiled: Image = veiling.veiled(content, stored.width, stored.height)
        return veiled
    return Image(stored.mime, stored.width, stored.height, content)


async def _uploaded(
    homeserver: Homeserver, room_id: str, content: bytes, mime: str
) -> dict[str, Any]:
    """How the event says where it is."""
    sealed, lock = await homeserver.encryption.lock(room_id, content)
    if lock is None:
        return {"url": await homeserver.upload(content, mime)}
    return {"file": lock | {"url": await homeserver.upload(sealed, SEALED)}}
