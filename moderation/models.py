"""What is kept of the moderators' work."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.incoming import Address
from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class Entry(Base):
    """One thing done with a right that not everybody has, and why; see `log.enter`."""

    __tablename__ = "moderation_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey(Neighbourhood.id), index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    act: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class State(StrEnum):
    """Where a case stands. Only `waiting` and `asked` are open."""

    WAITING = "waiting"
    ASKED = "asked"
    PUBLISHED = "published"
    DECLINED = "declined"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"


OPEN = (State.WAITING, State.ASKED)


class Case(Base):
    """One contribution before the moderators. Its words stay with their owner.

    `held` says why it waits, `marks` which words of the city's list stand in it. `language`,
    `platform`, `target` and `thread`: how and where its author can be told.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_moderation_case_queue", "neighbourhood_id", "state", "opened_at"),
        Index("ix_moderation_case_subject", "kind", "number"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    kind: Mapped[str]
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[str]
    held: Mapped[list[str]] = mapped_column(JSON)
    marks: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[datetime]
    language: Mapped[str]
    platform: Mapped[str]
    target: Mapped[str]
    thread: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str | None]
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)

    @property
    def key(self) -> str:
        """Under which its letters to the moderators stand in the outbox."""
        return f"case:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def origin(self) -> Address:
        """Where its author spoke."""
        return Address(self.platform, self.target, self.thread)
