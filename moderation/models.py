"""What is kept of the moderators' work."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.incoming import Address
from bot.people import Person
from bot.places import City, Neighbourhood
from bot.store import Base


class State(StrEnum):
    """Where a case stands. `reported` is still to be seen by all, `appealed` by nobody."""

    WAITING = "waiting"
    ASKED = "asked"
    REPORTED = "reported"
    APPEALED = "appealed"
    FROZEN = "frozen"
    PUBLISHED = "published"
    DECLINED = "declined"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


NOT_DECIDED = (State.WAITING, State.ASKED)
OPEN = (State.WAITING, State.ASKED, State.REPORTED, State.APPEALED, State.FROZEN)


# The kind of a case that is no contribution, but a time-out or a ban.
RESTRAINT = "restraint"


class Case(Base):
    """One contribution before the moderators. Its words stay with their owner.

    `held` says why it waits, `marks` which words of the city's list stand in it. `language`,
    `platform`, `target` and `thread`: how and where its author can be told. `is_open` mirrors
    the state, so that what waits is found at once among all there ever was. `fingerprint`
    tells when the same is said again. `keeper_id` is whose share it is. `eyes` are the
    moderators that must agree, `seconded_by` the first who did. `edited`: they changed words.
    `was_appealed`: this decision has had its second look. `letters` went to the moderators.
    `reworded_at`: when it was last said otherwise, while it waited; `reworded_by`: by whom,
    if they knew all that they left as it was.
    `of_youth`: children or young people wrote it. `alike` are numbers of others that say much
    the same, each with how alike it is and whether it is likely the same.
    `locked` are the digests of its pictures since it was frozen at `frozen_at`.
    `ground` and `cause` say of a reason whether it is in the law, and which canned one it is;
    `until` is when a restriction ends that has an end.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_moderation_case_queue", "neighbourhood_id", "is_open", "opened_at"),
        Index("ix_moderation_case_subject", "kind", "number"),
        Index("ix_moderation_case_repeats", "author_id", "fingerprint"),
        Index("ix_moderation_case_opened", "neighbourhood_id", "opened_at"),
        Index("ix_moderation_case_keeper", "keeper_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    kind: Mapped[str]
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    fingerprint: Mapped[str]
    state: Mapped[str]
    is_open: Mapped[bool]
    held: Mapped[list[str]] = mapped_column(JSON)
    marks: Mapped[list[str]] = mapped_column(JSON)
    eyes: Mapped[int] = mapped_column(default=1)
    of_youth: Mapped[bool] = mapped_column(default=False)
    alike: Mapped[list[tuple[int, float, bool]]] = mapped_column(JSON, default=list)
    edited: Mapped[bool] = mapped_column(default=False)
    was_reported: Mapped[bool] = mapped_column(default=False)
    was_appealed: Mapped[bool] = mapped_column(default=False)
    letters: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    reworded_at: Mapped[datetime | None]
    reworded_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    language: Mapped[str]
    platform: Mapped[str]
    target: Mapped[str]
    thread: Mapped[str | None]
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    seconded_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    first_decided_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    ground: Mapped[str | None]
    cause: Mapped[str | None]
    reason: Mapped[str | None]
    until: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    locked: Mapped[list[str]] = mapped_column(JSON, default=list)
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)

    @property
    def keys(self) -> list[str]:
        """Under which its letters to the moderators stand in the outbox."""
        return [f"case:{self.id}#{number}" for number in range(1, self.letters + 1)]

    @property
    def is_published(self) -> bool:
        return self.state in (State.PUBLISHED, State.REPORTED)

    @property
    def waits(self) -> bool:
        """Whether it was never decided on: its author can still be asked."""
        return self.state in NOT_DECIDED

    @property
    def needs_two(self) -> bool:
        """Whether one moderator alone can neither publish it nor change it."""
        return self.eyes > 1 and (bool(self.held) or self.of_youth)

    @property
    def origin(self) -> Address:
        """Where its author spoke."""
        return Address(self.platform, self.target, self.thread)

    def becomes(self, state: State) -> None:
        self.state, self.is_open = state, state in OPEN


class NoteKind(StrEnum):
    NOTE = "note"
    QUESTION = "question"
    ANSWER = "answer"


class Note(Base):
    """What colleagues wrote on a case, what its author was asked and answered."""

    __tablename__ = "moderation_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class Report(Base):
    """Somebody asks the moderators to look; the rest is where they will hear what came of it.

    `round` counts how often it was decided before; in each, somebody is heard once.
    """

    __tablename__ = "moderation_report"
    __table_args__ = (UniqueConstraint("case_id", "person_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    round: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    language: Mapped[str]
    platform: Mapped[str]
    target: Mapped[str]
    thread: Mapped[str | None]
    answered: Mapped[bool]

    @property
    def origin(self) -> Address:
        return Address(self.platform, self.target, self.thread)


class Appeal(Base):
    """An author asks for a second look at a decision, once."""

    __tablename__ = "moderation_appeal"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    decided_first_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
    right: Mapped[bool | None]


class Restraint(Base):
    """A time-out, or (without an end) a ban, in one neighbourhood, for all of somebody's
    accounts."""

    __tablename__ = "moderation_restraint"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    until: Mapped[datetime | None]
    reason: Mapped[str]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None] = mapped_column(index=True)


class RoomRule(Base):
    """What one room does with contributions, where it differs from its city."""

    __tablename__ = "moderation_room_rule"
    platform: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    eyes: Mapped[int]


class CannedReason(Base):
    """A reason of a city as its moderators worded it; without a text, they took it out."""

    __tablename__ = "moderation_canned_reason"
    city_id: Mapped[int] = mapped_column(ForeignKey(City.id), primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class Leave(Base):
    """A moderator who gets no cases for a while."""

    __tablename__ = "moderation_leave"
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    until: Mapped[datetime]


class Entry(Base):
    """One thing done with a right that not everybody has, sealed; see `log`.

    `seal` is a salted commitment to its words, `before` the hash of the entry before, `hash`
    that of all of this.
    """

    __tablename__ = "moderation_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey(Neighbourhood.id), index=True
    )
    act: Mapped[str]
    at: Mapped[datetime]
    seal: Mapped[str]
    before: Mapped[str]
    hash: Mapped[str]


class EntryWords(Base):
    """What of an entry is about people; erased with them, and the chain stays whole.

    `person_id` did it (nobody, if Bude did it by itself), from the account `by`; `about_id` is
    whom it was done to.
    """

    __tablename__ = "moderation_entry_words"
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    by: Mapped[str]
    subject: Mapped[str]
    reason: Mapped[str]
    salt: Mapped[str]
