"""The record of what was done with a right that not everybody has."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.people import Person
from moderation.models import Entry

SHOWN = 20


def enter(context: Context, act: str, subject: str, reason: str = "") -> None:
    """Write down who did what, to what, and why, in the same transaction as the deed.

    `act` is a text to translate that follows the name of who did it, with {subject} and
    {reason}, or {role} where the reason is one: "closed poll {subject} early: {reason}".
    """
    context.session.add(
        Entry(
            neighbourhood_id=context.place_id,
            person_id=context.person.id,
            act=act,
            subject=subject,
            reason=reason,
            at=context.now,
        )
    )


def newest(session: Session, neighbourhood_id: int) -> Sequence[tuple[Entry, str]]:
    """The latest entries of a neighbourhood, each with the name of who did it."""
    here = (Entry.neighbourhood_id == neighbourhood_id) | Entry.neighbourhood_id.is_(None)
    query = select(Entry, Person.name).join(Person, Person.id == Entry.person_id).where(here)
    rows = session.execute(query.order_by(Entry.id.desc()).limit(SHOWN))
    return [(entry, name) for entry, name in rows]
