"""What is kept of an idea."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.incoming import Address
from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class State(StrEnum):
    RECEIVED = "received"
    PUBLISHED = "published"
    UNDER_REVIEW = "under review"
    ACCEPTED = "accepted"
    IN_THE_WORKS = "in the works"
    DONE = "done"
    DECLINED = "declined"
    TURNED_AWAY = "turned away"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


# What everybody may see, and what may still find supporters.
PUBLIC = (
    State.PUBLISHED,
    State.UNDER_REVIEW,
    State.ACCEPTED,
    State.IN_THE_WORKS,
    State.DONE,
    State.DECLINED,
)
ALIVE = (State.PUBLISHED, State.UNDER_REVIEW, State.ACCEPTED, State.IN_THE_WORKS)


class Gathering(StrEnum):
    """Where an idea stands with the number of supporters its city asks for."""

    NONE = "none"
    OPEN = "open"
    REACHED = "reached"
    EXPIRED = "expired"


class Idea(Base):
    """An idea. `field` is a slug of `ideas.fields`; `district` what its place belongs to.

    `likeness` is the text as it is searched; equal ones have the same `fingerprint`.
    `platform` and `target` are the room it came from, if it came from one. `answer_due`: until
    when the city owes an answer. `gather_until` is the first moment that is too late for
    support to count towards `gather_needed`; `gathered_at` when there were enough, or it
    was too late. `restless`: there is news that its posts do not show yet.
    """

    __tablename__ = "idea"
    __table_args__ = (
        Index("ix_idea_neighbourhood_state", "neighbourhood_id", "state"),
        Index("ix_idea_gathering_until", "gathering", "gather_until"),
        Index("ix_idea_author_received", "author_id", "received_at"),
        Index("ix_idea_author_fingerprint", "author_id", "fingerprint"),
        Index("ix_idea_neighbourhood_gathered", "neighbourhood_id", "gathered_at"),
        Index("ix_idea_restless", "restless"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str]
    text: Mapped[str]
    field: Mapped[str | None]
    problem: Mapped[str | None]
    goal: Mapped[str | None]
    solution: Mapped[str | None]
    place: Mapped[str | None]
    district: Mapped[str | None]
    likeness: Mapped[str]
    fingerprint: Mapped[str]
    platform: Mapped[str | None]
    target: Mapped[str | None]
    state: Mapped[str]
    received_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    answer_due: Mapped[datetime | None]
    shown_overdue: Mapped[bool] = mapped_column(default=False)
    gathering: Mapped[str] = mapped_column(default=Gathering.NONE)
    gather_from: Mapped[datetime | None]
    gather_until: Mapped[datetime | None]
    gather_needed: Mapped[int | None]
    told_week: Mapped[int] = mapped_column(default=0)
    gathered_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    split_from: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    city_reference: Mapped[str | None]
    restless: Mapped[bool] = mapped_column(default=False)
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)

    @property
    def key(self) -> str:
        """Under which its posts stand in the outbox."""
        return f"idea:{self.id}"

    @property
    def origin(self) -> Address | None:
        if self.platform is None or self.target is None:
            return None
        return Address(self.platform, self.target)

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


class Wording(Base):
    """How an idea was worded before somebody changed it; nothing of it is lost."""

    __tablename__ = "idea_wording"
    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), index=True)
    title: Mapped[str]
    text: Mapped[str]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    changed_at: Mapped[datetime]


class Amendment(Base):
    """What its author wants to say anew of a published idea; `said` by the names of columns."""

    __tablename__ = "idea_amendment"
    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    said: Mapped[dict[str, str]] = mapped_column(JSON)
    state: Mapped[str]


class Step(Base):
    """One change of an idea's state, with the reason in public words."""

    __tablename__ = "idea_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), index=True)
    state: Mapped[str]
    reason: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(index=True)


class Support(Base):
    """What somebody last said of an idea: `stands` is false once they took it back."""

    __tablename__ = "idea_support"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    stands: Mapped[bool]
    said_at: Mapped[datetime]


class Credit(Base):
    """Whose idea it also was, before several became one."""

    __tablename__ = "idea_credit"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)


class Photo(Base):
    """A photo of an idea, by the name of its medium. It waits without one while its sender is
    still asked something, and while what it came with is at the desk. `taken_down`: a moderator
    took it off its idea, and it is kept for a second look. Cases know it by its number, so none
    gets that of one that is gone."""

    __tablename__ = "idea_photo"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own way to say it
    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey(Idea.id), index=True)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey(Amendment.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    medium: Mapped[str]
    sent_at: Mapped[datetime]
    taken_down: Mapped[bool] = mapped_column(default=False)


class Trigram(Base):
    """How many ideas of the index hold these three letters, by a sample of them."""

    __tablename__ = "idea_trigram"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    letters: Mapped[str] = mapped_column(primary_key=True)
    ideas: Mapped[int]


class Comment(Base):
    """What somebody wrote under an idea; `platform` and `target` are the room they wrote in."""

    __tablename__ = "idea_comment"
    __table_args__ = (UniqueConstraint("platform", "message_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str]
    platform: Mapped[str]
    target: Mapped[str]
    message_id: Mapped[str | None]
    in_the_room: Mapped[bool]
    state: Mapped[str]
    said_at: Mapped[datetime]


class Project(Base):
    """What became of ideas, as the city writes a project page."""

    __tablename__ = "idea_project"
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id), index=True)
    title: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)


class ProjectSource(Base):
    """An idea that a project came from."""

    __tablename__ = "idea_project_source"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own way to say it
    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey(Idea.id), primary_key=True, index=True)


class Follow(Base):
    """Somebody wants to hear of new ideas: in a field, in a district, or (neither) all."""

    __tablename__ = "idea_follow"
    __table_args__ = (Index("ix_idea_follow_place", "neighbourhood_id", "field", "district"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    field: Mapped[str | None]
    district: Mapped[str | None]
    since: Mapped[datetime]


class Hour(Base):
    """A question hour, held in a room by somebody who speaks for the city."""

    __tablename__ = "question_hour"
    __table_args__ = (Index("ix_question_hour_state", "state", "starts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    platform: Mapped[str]
    target: Mapped[str]
    topic: Mapped[str]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    state: Mapped[str]
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)

    @property
    def key(self) -> str:
        return f"hour:{self.id}"


class Question(Base):
    """A question for an hour, and the city's answer to it."""

    __tablename__ = "hour_question"
    id: Mapped[int] = mapped_column(primary_key=True)
    hour_id: Mapped[int] = mapped_column(ForeignKey(Hour.id), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        return f"question:{self.id}"
