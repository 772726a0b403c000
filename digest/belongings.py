"""What is kept of who wants a digest, and what becomes of it."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.belongings import Belongings, Exported, Term
from bot.language import N_
from digest.letters import EVERY
from digest.models import Often, Subscription, Told

OWNS = {
    "digest_subscription.person_id": "who hears how often what happened where they live",
    "digest_told.person_id": "in whose last digest something may have to be taken out again",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Of two the one that was said last stands. What only one of them was told of is told once
    more, rather than never."""
    _merge_last(session, stays, goes)
    theirs, mine = (session.get(Subscription, each) for each in (goes, stays))
    if theirs is None:
        return
    session.delete(theirs)
    if mine is None:
        mine = Subscription(person_id=stays, told_until=theirs.told_until)
        session.add(mine)
        _take(mine, theirs)
    elif theirs.since >= mine.since:
        _take(mine, theirs)
    mine.told_until = min(mine.told_until, theirs.told_until)
    session.flush()


def _merge_last(session: Session, stays: int, goes: int) -> None:
    """Of two that can be mended, that of who stays."""
    mine = session.scalar(select(Told.person_id).filter_by(person_id=stays))
    if mine is None:
        theirs = update(Told).filter_by(person_id=goes).values(person_id=stays)
        session.execute(theirs.execution_options(synchronize_session=False))
    session.execute(delete(Told).filter_by(person_id=goes))


def _take(mine: Subscription, theirs: Subscription) -> None:
    mine.often, mine.since, mine.due = theirs.often, theirs.since, theirs.due


def export(session: Session, person_id: int) -> Exported:
    mine = session.scalars(select(Subscription).filter_by(person_id=person_id)).all()
    last = session.scalars(select(Told).filter_by(person_id=person_id)).all()
    return {
        N_("Your last digest"): [
            {N_("Since"): each.since, N_("Told until"): each.until} for each in last
        ],
        N_("Your digest"): [
            {
                N_("How often"): Term(EVERY[Often(each.often)]),
                N_("Since"): each.since,
                N_("Told until"): each.told_until,
                N_("Next"): each.due,
            }
            for each in mine
        ],
    }


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    for table in (Subscription, Told):
        session.execute(delete(table).filter_by(person_id=person_id))
    return None


BELONGINGS = Belongings(OWNS, merge, export, erase)
