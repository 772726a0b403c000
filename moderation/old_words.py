"""After a while the log of rights forgets who, whom and why; its chain stays whole."""

from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from bot import retention
from bot.places import Neighbourhood
from moderation.models import Entry, EntryWords


def forget_old(session: Session, now: datetime) -> None:
    """As each city lays it down; what belongs to no neighbourhood, as the strictest does."""
    for city, kept in retention.cities(session):
        here = select(Neighbourhood.id).where(Neighbourhood.city_id == city.id)
        old = select(Entry.id).where(Entry.neighbourhood_id.in_(here))
        _forget(session, old.where(Entry.at < retention.before(now, kept.log)))
    oldest = retention.before(now, retention.shortest(session, "log"))
    nowhere = select(Entry.id).where(Entry.neighbourhood_id.is_(None))
    _forget(session, nowhere.where(Entry.at < oldest))


def _forget(session: Session, entries: Select[int]) -> None:
    session.execute(
        delete(EntryWords)
        .where(EntryWords.entry_id.in_(entries))
        .execution_options(synchronize_session=False)
    )
