"""Pictures that neighbours sent and others may see, until their owner is forgotten."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import store
from bot.incoming import Attached
from bot.pictures.cleaning import cleaned
from bot.pictures.image import Image, NotAPicture
from bot.posts import Post, Stored, clean
from bot.refusals import Refusal
from bot.store import Base

# A file may be written a moment before the transaction that names it is through.
GRACE = timedelta(days=1)


class Medium(Base):
    """One picture kept for one owner; the same picture may be kept for several."""

    __tablename__ = "medium"
    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True)
    mime: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    at: Mapped[datetime]


def keep(session: Session, file: Attached, now: datetime) -> str:
    """Keep a picture, without what it tells of place, time and camera; returns the name by
    which `bot.posts.Picture` shows it. Raises Refusal for what is none."""
    image = _picture(file)
    medium = Medium(
        name=secrets.token_hex(8),
        digest=store.album(session).put(image.content),
        mime=image.mime,
        width=image.width,
        height=image.height,
        size=len(image.content),
        at=now,
    )
    session.add(medium)
    return medium.name


def _picture(file: Attached) -> Image:
    try:
        return cleaned(file.content)
    except NotAPicture:
        raise Refusal(
            "“{name}” is not a picture that I can show. Please send it as JPEG, PNG, WebP or "
            "GIF.",
            name=clean(file.name)[:40],
        ) from None


def stored(session: Session, name: str) -> Stored | None:
    """None for what was forgotten."""
    medium = session.get(Medium, name)
    if medium is None:
        return None
    file = store.album(session).file(medium.digest)
    return Stored(file, medium.mime, medium.width, medium.height, medium.size)


def shown(session: Session, post: Post) -> Post:
    """The same, with the picture itself for whoever carries it out."""
    if post.picture is None:
        return post
    found = stored(session, post.picture.medium)
    return replace(post, picture=replace(post.picture, stored=found))


def forget(session: Session, names: Iterable[str]) -> None:
    """Their owner is gone. The files go within a day, unless others have the same picture."""
    session.execute(delete(Medium).where(Medium.name.in_(list(names))))


def sweep(session: Session, now: datetime) -> None:
    """Delete the files of what was forgotten, or never came to be."""
    wanted = set(session.scalars(select(Medium.digest)))
    store.album(session).sweep(wanted, now - GRACE)
