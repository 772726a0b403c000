"""What is kept of links, codes and vouches."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class Link(Base):
    """An account wants to be one person with another.

    The first asked for a code, of which we keep only a hash; the other entered it. `target` and
    `language` say where and how each is told. `rights` is what both were told that who stays
    may do; if that changed before both said yes, it begins anew.
    """

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_account", "platform", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    platform: Mapped[str]
    user_id: Mapped[str]
    target: Mapped[str]
    language: Mapped[str]
    said_yes: Mapped[bool] = mapped_column(default=False)
    other_platform: Mapped[str | None]
    other_user_id: Mapped[str | None]
    other_target: Mapped[str | None]
    other_language: Mapped[str | None]
    other_said_yes: Mapped[bool] = mapped_column(default=False)
    rights: Mapped[str | None]
    expires: Mapped[datetime]


class Parting(Base):
    """An account is to leave its person at `due`, unless it objects; another one wants it."""

    __tablename__ = "parting"
    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime] = mapped_column(index=True)


class Attempt(Base):
    """Somebody asked for a code, or entered a wrong one. Counted for an hour, also if they have
    themselves forgotten meanwhile: of account and room there is only a keyed hash."""

    __tablename__ = "code_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    account: Mapped[str] = mapped_column(index=True)
    room: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Vouch(Base):
    """Somebody says that they know a neighbour. What was taken back still counts as one of the
    month. `by_right`: said as a moderator, so that it is enough by itself."""

    __tablename__ = "vouch"
    __table_args__ = (
        Index("ix_vouch_neighbourhood", "neighbourhood_id", "voucher_id"),
        Index("ix_vouch_known", "known_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    voucher_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    known_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    by_right: Mapped[bool]
    at: Mapped[datetime]
    taken_back: Mapped[datetime | None]


class Letterbox(Base):
    """A personal code that the city or the house hands out, on paper. We keep only a hash, and
    who used it, not whose letterbox it was put into. `batch` is the number of the first one
    that was made together with it."""

    __tablename__ = "letterbox_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    batch: Mapped[int] = mapped_column(index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    made_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    expires: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    used_at: Mapped[datetime | None]
