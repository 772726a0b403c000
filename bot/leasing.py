"""Taking letters out of the outbox: which are due, each for one postman alone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from bot import store
from bot.outbox import Letter, State

LEASE = timedelta(minutes=2)
_NOW = bindparam("now", type_=Letter.due.type)


def lease(
    session: Session,
    platforms: Iterable[str],
    now: datetime,
    most: int,
    *,
    at_hand: Collection[str] = (),
) -> Sequence[Letter]:
    """Take out letters that are due, each for this postman alone until the lease ends. On
    platforms where people are `at_hand` none waits for its hour."""
    store.one_at_a_time(session, "lease letters")
    which = {"platforms": list(platforms), "at_hand": list(at_hand), "now": now, "most": most}
    taken = session.scalars(next_letters(), which).all()
    for letter in taken:
        letter.state, letter.leased_until = State.SENDING, now + LEASE
        letter.attempts += 1
    return taken


@cache
def next_letters() -> Select[Letter]:
    """Which letters go out next: so many as `most`, on these `platforms`, `now`, and without
    waiting for their hour where people are `at_hand`. Made once, for it is asked four times a
    second.

    A letter waits while an earlier one to the same address is on its way or was just put off,
    so that a room hears things in their order; an edit, until what it changes was said. One
    that was written for a later hour holds up no other.
    """
    changed = aliased(Letter)
    said = ~(
        select(changed.id)
        .where(changed.id == Letter.edits, changed.state.in_([State.WAITING, State.SENDING]))
        .exists()
    )
    held = _held_up()
    here = (held.c.platform == Letter.platform) & (held.c.target == Letter.target)
    query = (
        select(Letter)
        .outerjoin(held, here)
        .where(Letter.platform.in_(_several("platforms")), or_(_due(), _early()))
        .where(or_(Letter.edits.is_(None), said))
        .where(or_(held.c.first.is_(None), Letter.id < held.c.first))
    )
    return query.order_by(Letter.id).limit(bindparam("most", type_=Integer))


def _several(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def _held_up() -> CTE:
    """Where a letter is on its way or was just put off, and the first such: once for each room,
    because asking it for each letter would take the square of the time."""
    waits = or_(
        (Letter.state == State.SENDING) & (Letter.leased_until > _NOW),
        (Letter.state == State.WAITING) & (Letter.due > _NOW) & Letter.attempts.between(1, 4),
    )
    first = select(Letter.platform, Letter.target, func.min(Letter.id).label("first"))
    found = first.where(waits).group_by(Letter.platform, Letter.target).cte("held")
    # Left to itself, a planner that knows no statistics asks it for each letter all the same.
    return found.prefix_with("MATERIALIZED")


def _due() -> ColumnElement[bool]:
    return or_(
        (Letter.state == State.WAITING) & (Letter.due <= _NOW),
        (Letter.state == State.SENDING) & (Letter.leased_until <= _NOW),
    )


def _early() -> ColumnElement[bool]:
    """Written for a later hour, to where somebody reads it now."""
    untried = (Letter.state == State.WAITING) & (Letter.attempts == 0)
    return untried & Letter.platform.in_(_several("at_hand"))


def count_due(session: Session, platform: str, now: datetime) -> int:
    """How many letters still have to go out on a platform, those on their way included."""
    on_the_way = (Letter.state == State.SENDING) & (Letter.leased_until > _NOW)
    query = select(func.count(Letter.id)).where(
        Letter.platform == platform, or_(_due(), on_the_way)
    )
    return session.scalar(query, {"now": now}) or 0
