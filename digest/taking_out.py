"""What nobody may read any more is taken out of the last digests, where they stand or wait."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import retention, telling
from bot.places import Neighbourhood
from digest import compose, letters
from digest.compose import Sources
from digest.models import Told

# So few, because nobody else can be heard meanwhile.
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
    in_order = issues.distinct().order_by(Told.neighbourhood_id)
    found = [Issue(*row) for row in session.execute(in_order).all()]
    for neighbourhood_id, of_place in groupby(found, lambda issue: issue.neighbourhood_id):
        issue = _first_to_mend(session, sources, neighbourhood_id, [*of_place], now)
        if issue:
            _say_anew(session, sources, issue, now)
            return True
    return False


def _first_to_mend(
    session: Session,
    sources: Sources,
    neighbourhood_id: int,
    issues: Sequence[Issue],
    now: datetime,
) -> Issue | None:
    """Something in it is gone. A poll that has closed, or an idea answered anew, is not."""
    place = session.get_one(Neighbourhood, neighbourhood_id)
    since = min(each.since for each in issues)
    there = {each.about for each in sources.tell(session, place, since, now, ALL)}
    gone = (each for each in issues if not {*each.named.split()} <= there)
    return next(gone, None)


def _say_anew(session: Session, sources: Sources, issue: Issue, now: datetime) -> None:
    place = session.get_one(Neighbourhood, issue.neighbourhood_id)
    theirs = select(Told).filter_by(**issue._asdict()).order_by(Told.person_id)
    for last in session.scalars(theirs.limit(AT_ONCE)).all():
        seen = compose.read(session, sources, place, last.since, last.until)
        say = partial(letters.letter, seen, place.name, last.since, last.often)
        telling.show_anew(session, say, key=last.key, now=now)
        last.named = seen.named
    session.flush()
