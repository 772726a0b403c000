"""What is kept of the moderators' work."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

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
