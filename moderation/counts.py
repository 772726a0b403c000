"""What passed the desk in a month, in numbers that everybody may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from moderation import log
from moderation.models import Appeal, Case, State
from moderation.restraints import KIND


class Month(NamedTuple):
    """From its first moment to the first of the next, by the city's clock."""

    begins: datetime
    ends: datetime


class Counts(NamedTuple):
    """`declined` by cause; `hours` is the median from coming in to the first decision, of what
    had to wait; `right` are the appeals that were. `restrained` are time-outs and bans."""

    month: Month
    received: int
    published: int
    waiting: int
    declined: Mapping[str, int]
    reported: int
    appealed: int
    right: int
    restrained: int
    hours: float | None
    seal: str


def month_of(moment: datetime, zone: ZoneInfo) -> Month:
    first = moment.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return Month(first.astimezone(UTC), following.astimezone(UTC))


def month_before(moment: datetime, zone: ZoneInfo) -> Month:
    return month_of(month_of(moment, zone).begins - timedelta(hours=1), zone)


def count(session: Session, neighbourhood_id: int, month: Month) -> Counts:
    """What came in that month, and what has become of it since."""
    rows = _rows(session, neighbourhood_id, month)
    given = [row for row in rows if row.kind != KIND]
    declined = Counter(row.cause or "other" for row in given if row.state == State.DECLINED)
    waited = [
        _hours(row.opened_at, row.first_decided_at) for row in given if row.first_decided_at
    ]
    return Counts(
        month=month,
        received=len(given),
        published=sum(row.state in (State.PUBLISHED, State.REPORTED) for row in given),
        waiting=sum(row.is_open and row.state != State.REPORTED for row in given),
        declined=dict(sorted(declined.items(), key=lambda cause: (-cause[1], cause[0]))),
        reported=sum(row.was_reported for row in given),
        appealed=_appeals(session, neighbourhood_id, month),
        right=_appeals(session, neighbourhood_id, month, Appeal.right.is_(True)),
        restrained=len(rows) - len(given),
        hours=median(waited) if waited else None,
        seal=log.last(session),
    )


def _hours(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 3600


def _rows(session: Session, neighbourhood_id: int, month: Month) -> Sequence[Case]:
    query = select(Case).where(*_in(neighbourhood_id, month))
    return session.scalars(query).all()


def _in(neighbourhood_id: int, month: Month) -> tuple[ColumnElement[bool], ...]:
    return (
        Case.neighbourhood_id == neighbourhood_id,
        Case.opened_at >= month.begins,
        Case.opened_at < month.ends,
    )


def _appeals(
    session: Session, neighbourhood_id: int, month: Month, *which: ColumnElement[bool]
) -> int:
    joined = select(func.count()).select_from(Appeal).join(Case, Case.id == Appeal.case_id)
    query = joined.where(*which, *_in(neighbourhood_id, month))
    return session.scalar(query) or 0
