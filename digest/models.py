"""Who wants to hear regularly what happened."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class Often(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Subscription(Base):
    """Somebody hears, so `often`, what happened in the neighbourhood where they live then.

    `since` is when they said so, `told_until` the moment up to which they were told of
    everything, `due` when they hear next.
    """

    __tablename__ = "digest_subscription"
    __table_args__ = (Index("ix_digest_subscription_due", "due"),)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    often: Mapped[str]
    since: Mapped[datetime]
    told_until: Mapped[datetime]
    due: Mapped[datetime]


class Told(Base):
    """The last digest of each person, for as long as what stands in it may have to be taken out
    again. `key` is that of the letter; `named` are the keys of the things in it."""

    __tablename__ = "digest_told"
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    key: Mapped[str]
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id))
    often: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    named: Mapped[str]
