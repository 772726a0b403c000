"""Pictures that neighbours sent and others may see, until their owner is forgotten."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from bot import store
from bot.album import digest_of
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


class LockedPicture(Base):
    """A picture that nobody gets to see, whoever sent it; `gone_at`: its file was destroyed,
    and it is known only so that it is not taken in again."""

    __tablename__ = "locked_picture"
    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]


def keep(session: Session, file: Attached, now: datetime) -> str:
    """Keep a picture, without what it tells of place, time and camera; returns the name by
    which `bot.posts.Picture` shows it. Raises Refusal for what is none."""
    image = _picture(file)
    if _is_locked(session, digest_of(image.content)):
        raise Refusal("I do not take this picture: it is locked away.")
    medium = Medium(
        name=secrets.token_hex(8),
        digest=store.album(session).put(image.content, now),
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
    """None for what was forgotten, or is locked away."""
    medium = session.get(Medium, name)
    if medium is None or _is_locked(session, medium.digest):
        return None
    file = store.album(session).file(medium.digest)
    return Stored(file, medium.mime, medium.width, medium.height, medium.size)


def shown(session: Session, post: Post) -> Post:
    """The same, with the pictures themselves for whoever carries it out."""
    if not post.pictures:
        return post
    found = (replace(each, stored=stored(session, each.medium)) for each in post.pictures)
    return replace(post, pictures=tuple(found))


def forget(session: Session, names: Iterable[str]) -> None:
    """Their owner is gone. The files go within a day, unless others have the same picture."""
    session.execute(delete(Medium).where(Medium.name.in_(list(names))))


def sweep(session: Session, now: datetime) -> None:
    """Delete the files of what was forgotten, or never came to be."""
    locked = select(LockedPicture.digest).where(LockedPicture.gone_at.is_(None))
    wanted = {*session.scalars(select(Medium.digest)), *session.scalars(locked)}
    store.album(session).sweep(wanted, now - GRACE)


# Locked away


def _is_locked(session: Session, digest: str) -> bool:
    return session.get(LockedPicture, digest) is not None


def lock(session: Session, names: Iterable[str], now: datetime) -> list[str]:
    """From now on nobody gets to see these pictures, nor the same ones kept for others.
    Returns their digests: with their owner the names may go, the files stay."""
    digests = session.scalars(select(Medium.digest).where(Medium.name.in_(list(names)))).all()
    for digest in set(digests):
        session.merge(LockedPicture(digest=digest, at=now))
    session.flush()
    return sorted(set(digests))


def to_be_seen(name: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the picture of this name is still there, and not locked away."""
    locked = exists().where(LockedPicture.digest == Medium.digest)
    return exists().where(Medium.name == name, ~locked)


def unlock(session: Session, digests: Sequence[str]) -> None:
    """But not what was destroyed meanwhile."""
    locked = delete(LockedPicture).where(LockedPicture.digest.in_(digests))
    session.execute(locked.where(LockedPicture.gone_at.is_(None)))


def destroy(session: Session, digests: Sequence[str], now: datetime) -> None:
    """The files go within a day, for whomever they were kept; they are not taken in again."""
    session.execute(delete(Medium).where(Medium.digest.in_(digests)))
    gone = update(LockedPicture).where(LockedPicture.digest.in_(digests))
    session.execute(gone.values(gone_at=now))
