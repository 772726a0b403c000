"""What is kept of a poll."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class State(StrEnum):
    """`held`: a moderator reads it first. `turned away`: it was not published, `taken down`: it
    is so no more; either may come back. Of what is `gone` nothing is kept."""

    HELD = "held"
    OPEN = "open"
    CLOSED = "closed"
    TURNED_AWAY = "turned away"
    TAKEN_DOWN = "taken down"
    GONE = "gone"


PUBLIC = (State.OPEN, State.CLOSED)


class Withheld(StrEnum):
    FEW = "few"
    LOST = "lost"


class Poll(Base):
    """A question to a neighbourhood.

    `who` may vote: everybody, or known neighbours.
    `options` are the answers to choose from, numbered from 1. `several`: more than one may be
    chosen. `hidden`: results only after closing. `decides` and `answered_by` are a text, a text
    for each language, or none (then the usual words). `restless`: there are votes that its
    posts do not show yet. `secret`: nobody learns who chose what, so it is `hidden` too;
    `withheld` then says why there is no count but the `turnout`. `opened_at` is from when on
    it can be read, `closed_at` from when on no vote counts, `told_at` when its rooms were told
    the result.
    """

    __tablename__ = "poll"
    __table_args__ = (
        Index("ix_poll_neighbourhood_told", "neighbourhood_id", "told_at"),
        Index("ix_poll_state_closes", "state", "closes"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    asker_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    question: Mapped[str]
    options: Mapped[list[str]] = mapped_column(JSON)
    several: Mapped[bool]
    hidden: Mapped[bool]
    secret: Mapped[bool]
    who: Mapped[str] = mapped_column(default="everybody")
    quorum: Mapped[int | None]
    decides: Mapped[Any] = mapped_column(JSON, nullable=True)
    answered_by: Mapped[Any] = mapped_column(JSON, nullable=True)
    answer_by: Mapped[datetime]
    asked_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closes: Mapped[datetime]
    state: Mapped[str]
    restless: Mapped[bool]
    closed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    reason: Mapped[str | None]
    withheld: Mapped[str | None]
    turnout: Mapped[int | None]
    neighbourhood: Mapped[Neighbourhood] = relationship()

    @property
    def key(self) -> str:
        """Under which its posts stand in the outbox."""
        return f"poll:{self.id}"

    @property
    def result_key(self) -> str:
        """Under which its result stands there."""
        return f"{self.key}:closed"


# Taken down while it was open, a poll may come back with its votes.
UNCOUNTED = Poll.told_at.is_(None) & Poll.state.in_((State.OPEN, State.TAKEN_DOWN))
COUNTED = Poll.told_at.is_not(None)


class Ballot(Base):
    """What one voter said last in one poll; the primary key is "one person, one ballot".

    `marks` are the numbers of the chosen options, "1 3"; none means withdrawn. `said_at` is
    when it was said, on the platform `via`; `voice` whether by a known neighbour, see
    `polls.voices`. In a secret poll `voter` and `marks` are sealed until it closes, and what
    else was said with them is kept nowhere.
    """

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    poll_id: Mapped[int] = mapped_column(ForeignKey(Poll.id), primary_key=True)
    voter: Mapped[str] = mapped_column(primary_key=True)
    marks: Mapped[str]
    said_at: Mapped[datetime]
    via: Mapped[str]
    voice: Mapped[str] = mapped_column(default="")


class PollKey(Base):
    """Under which name the key of a secret poll is kept, and how to know it again. Goes when
    the key is destroyed."""

    __tablename__ = "poll_key"
    poll_id: Mapped[int] = mapped_column(ForeignKey(Poll.id), primary_key=True)
    name: Mapped[str]
    mark: Mapped[str]


class Owed(Base):
    """What is to be done with somebody's ballot in a secret poll once its key is back: take it
    back, if it was cast before they were `forgotten_at`; else see whose voice it is now."""

    __tablename__ = "ballot_owed"
    poll_id: Mapped[int] = mapped_column(ForeignKey(Poll.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    forgotten_at: Mapped[datetime | None]
