"""Roles that a platform's own roles lend: with which of them an account was last heard.

No right rests on this: rights are read from the message at hand. It only tells who is to be
reckoned with, such as who else could decide on an appeal.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import TypeAlias

from sqlalchemy import ColumnElement, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import roles, sharing, store
from bot.incoming import Incoming
from bot.people import Account, AccountKey
from bot.places import Neighbourhood
from bot.roles import Grant, Role
from bot.sharing import Insert
from bot.store import Base

# Who was heard with it for so long no more is not reckoned with.
KEPT = timedelta(days=30)
COARSELY = timedelta(days=1)
NONE: frozenset[Role] = frozenset()


class LentRole(Base):
    """An account was heard in a neighbourhood while a role of its platform gave it this one."""

    __tablename__ = "lent_role"
    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(
        ForeignKey(Neighbourhood.id), primary_key=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


Where: TypeAlias = tuple[AccountKey, int]
Seen: TypeAlias = Mapping[Where, Mapping[Role, datetime]]


def said_with(heard: Incoming) -> frozenset[Role]:
    """Which of our roles those of the platform stand for, where this was said."""
    return roles.known(heard.roles) if heard.roles else NONE


def see(session: Session, heard: Incoming, place_id: int | None, now: datetime) -> None:
    """Somebody speaks, and their platform says with which roles; written once a day at most,
    and at once when a role is gone."""
    if heard.roles is None or place_id is None:
        return
    at = heard.moment(now)
    where = (heard.sender.account, place_id)
    stood = sharing.once(session, "lent roles", partial(_all, session)).get(where, {})
    lent = said_with(heard)
    gone = [role for role, seen_at in stood.items() if role not in lent and seen_at <= at]
    anew = [role for role in lent if role not in stood or stood[role] + COARSELY <= at]
    for role in gone:
        _end(session, [heard.sender.account], role, place_id)
    for role in sorted(anew):
        _write(session, where, role, at)
    if gone or anew:
        sharing.look_anew(session)


def _all(session: Session) -> Seen:
    """There are as many as there are moderators."""
    seen: dict[Where, dict[Role, datetime]] = {}
    for row in session.scalars(select(LentRole)):
        where = ((row.platform, row.user_id), row.neighbourhood_id)
        seen.setdefault(where, {})[Role(row.role)] = row.seen_at
    return seen


def _write(session: Session, where: Where, role: Role, at: datetime) -> None:
    (platform, user_id), place_id = where
    row = {"platform": platform, "user_id": user_id, "neighbourhood_id": place_id}
    row |= {"role": role.value, "seen_at": at}
    sharing.later(session, _sees(store.dialect(session)), row)


@cache
def _sees(dialect: str) -> Insert:
    new = sharing.insert(LentRole, dialect)
    return new.on_conflict_do_update(
        index_elements=["platform", "user_id", "neighbourhood_id", "role"],
        set_={"seen_at": new.excluded.seen_at},
    )


def end(session: Session, person_id: int, role: Role, place_id: int) -> Sequence[str]:
    """They are not to be reckoned with any more. The platforms that lent them the role."""
    accounts = session.execute(
        select(Account.platform, Account.user_id)
        .join(LentRole, _OF_ACCOUNT)
        .where(Account.person_id == person_id, *_here([role], place_id))
    )
    found = [(platform, user_id) for platform, user_id in accounts]
    _end(session, found, role, place_id)
    sharing.look_anew(session)
    return sorted({platform for platform, _ in found})


def _end(session: Session, whose: Iterable[AccountKey], role: Role, place_id: int) -> None:
    for platform, user_id in whose:
        who = {"platform": platform, "user_id": user_id}
        session.execute(delete(LentRole).filter_by(**who).where(*_here([role], place_id)))


def holders(session: Session, roles: Collection[Role], place_id: int) -> set[int]:
    """Who is to be reckoned with in one of these roles there: by a grant, or a role lent."""
    granted = select(Grant.person_id).where(
        Grant.role.in_(roles),
        (Grant.neighbourhood_id == place_id) | Grant.neighbourhood_id.is_(None),
    )
    return {*session.scalars(granted), *lent(session, roles, place_id)}


def lent(session: Session, roles: Collection[Role], place_id: int) -> set[int]:
    """By a role lent alone."""
    joined = select(Account.person_id).join(LentRole, _OF_ACCOUNT)
    return set(session.scalars(joined.where(*_here(roles, place_id))))


_OF_ACCOUNT = (LentRole.platform == Account.platform) & (LentRole.user_id == Account.user_id)


def _here(roles: Collection[Role], place_id: int) -> tuple[ColumnElement[bool], ...]:
    return LentRole.role.in_(roles), LentRole.neighbourhood_id == place_id


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(LentRole).where(LentRole.seen_at <= now - KEPT))
