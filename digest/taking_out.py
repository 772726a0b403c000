"""What nobody may read any more is taken out of the last digests, where they stand or wait."""

from collections.abc import Sequence
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

# So few, because nobody else can be heard meanwhile.
AT_ONCE = 5


class Issue(NamedTuple):
    """What many were told alike; `named` are the keys of the things in it."""

    neighbourhood_id: int
    since: datetime
    until: datetime
    named: str

    @property
    def things(self) -> set[str]:
        return {*self.named.split()}


def take_out(session: Session, sources: Sources, now: datetime) -> bool:
    """Whether there may be more."""
    kept = retention.before(now, retention.shortest(session, "letters"))
    session.execute(delete(Told).where(Told.until < kept))
    issue = _first_to_mend(session, sources)
    if issue:
        _say_anew(session, sources, issue, now)
    return issue is not None


def _first_to_mend(session: Session, sources: Sources) -> Issue | None:
    """Something in it is gone. A poll that has closed, or an idea answered anew, is not. Asked
    of the things themselves: what has happened besides costs nothing, whatever the clock says
    by now, and none is found once more that was mended."""
    columns = select(Told.neighbourhood_id, Told.since, Told.until, Told.named)
    rows = session.execute(columns.where(Told.named != "").distinct().order_by(Told.until))
    issues = [Issue(*row) for row in rows.all()]
    there = _still_there(session, sources, issues)
    return next((issue for issue in issues if not issue.things <= there), None)


def _still_there(session: Session, sources: Sources, issues: Sequence[Issue]) -> set[str]:
    named = {thing for issue in issues for thing in issue.things}
    return {thing for there in sources.there for thing in there(session, named)}


def _say_anew(session: Session, sources: Sources, issue: Issue, now: datetime) -> None:
    place = session.get_one(Neighbourhood, issue.neighbourhood_id)
    seen = compose.read(session, sources, place, issue.since, issue.until)
    theirs = select(Told).filter_by(**issue._asdict()).order_by(Told.person_id)
    for last in session.scalars(theirs.limit(AT_ONCE)).all():
        say = partial(letters.letter, seen, place.name, last.since, last.often)
        telling.show_anew(session, say, key=last.key, now=now)
        last.named = seen.named
    session.flush()
