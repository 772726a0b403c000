"""A post's messages with its picture in it: uploaded, sealed where the room is encrypted."""

import asyncio
import logging
from importlib import import_module
from typing import Any

from adapters.matrix import render, speaking
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.render import Content
from bot.pictures.image import Image
from bot.posts import Picture, Post, Stored

logger = logging.getLogger(__name__)

# What is sealed says of itself nothing else.
SEALED = "application/octet-stream"


async def contents(
    homeserver: Homeserver, room_id: str, post: Post, prefix: str
) -> list[Content]:
    """As `render` has them. Where the picture cannot be had, its words stay in its place.
    Raises DeliveryFailed."""
    words = render.contents(post, prefix)
    picture = post.picture
    if picture is None or picture.stored is None:
        return words
    shown = await _shown(homeserver, room_id, picture, picture.stored)
    return [shown, *words[1:]] if shown else words


async def _shown(
    homeserver: Homeserver, room_id: str, picture: Picture, stored: Stored
) -> Content | None:
    try:
        image = await asyncio.to_thread(_image, picture, stored)
        where = await _uploaded(homeserver, room_id, image.content, image.mime)
    except Away as away:
        raise speaking.put_off(away) from away
    except (Refused, OSError) as no:
        logger.warning("no picture in %s, its words only: %s", room_id, no)
        return None
    return render.image(picture, image) | where


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
