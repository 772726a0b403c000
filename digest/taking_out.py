"""What nobody may read any more is taken out of the last digests, where they stand or wait."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import retention, telling
from bot.places import Neighbourhood
from digest import compose, letters
from digest.compose import Sources
from digest.models import Told

# Nobody else can be heard meanwhile.
AT_ONCE = 5
# More than can have happened since a digest was sent.
ALL = 100_000


class Issue(NamedTuple):
    """What many were told alike."""

    neighbourhood_id: int
    since: datetime
    named: str


def take_out(session: Session, sources: Sources, now: datetime) -> bool:
    """Whether there may be more."""
    kept = retention.before(now, retention.shortest(session, "letters"))
    session.execute(delete(Told).where(Told.until < kept))
    issues = select(Told.neighbourhood_id, Told.since, Told.named).where(Told.named != "")
    for row in session.execute(issues.distinct()).all():
        issue = Issue(*row)
        if _is_gone(session, sources, issue, now):
            _say_anew(session, sources, issue, now)
            return True
    return False


def _is_gone(session: Session, sources: Sources, issue: Issue, now: datetime) -> bool:
    """Something in it. A poll that has closed since, or an idea answered anew, is not."""
    place = session.get_one(Neighbourhood, issue.neighbourhood_id)
    news = compose.told(session, sources, place, issue.since, now, ALL)
    return not {*issue.named.split()} <= {each.about for each in news}


def _say_anew(session: Session, sources: Sources, issue: Issue, now: datetime) -> None:
    place = session.get_one(Neighbourhood, issue.neighbourhood_id)
    theirs = select(Told).filter_by(**issue._asdict()).order_by(Told.person_id)
    for last in session.scalars(theirs.limit(AT_ONCE)).all():
        seen = compose.read(session, sources, place, last.since, last.until)
        say = partial(letters.letter, seen, place.name, last.since, last.often)
        telling.show_anew(session, say, key=last.key, now=now)
        last.named = seen.named
    session.flush()
