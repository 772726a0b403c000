"""Whoever says no word to Bude for years is forgotten, after a word to them beforehand."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache, partial

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from bot import forgetting, people, retention, sharing, store, telling
from bot.belongings import Belongings
from bot.language import Words
from bot.people import Account, AccountKey, Neighbour, Person
from bot.places import Neighbourhood
from bot.posts import Post
from bot.roles import Grant
from bot.sharing import Insert

WEEK = timedelta(days=7)
NOTICE = timedelta(days=30)
AT_ONCE = 50


def broken(session: Session, key: AccountKey, person: Neighbour, now: datetime) -> Neighbour:
    """This account speaks to us; written down once a week, together for all who do."""
    if person.heard and now < person.heard + WEEK:
        return person
    week = people.week(now)
    row = {"platform": key[0], "user_id": key[1], "person_id": person.id}
    row |= {"since": now, "heard": week, "greeted": person.greeted}
    sharing.later(session, _hears(store.dialect(session)), row)
    return person._replace(heard=week)


@cache
def _hears(dialect: str) -> Insert:
    """The account is there; many are written together as votes are."""
    new = sharing.insert(Account, dialect)
    return new.on_conflict_do_update(
        index_elements=["platform", "user_id"], set_={"heard": new.excluded.heard}
    )


def look(session: Session, rooms: Iterable[Belongings], now: datetime) -> bool:
    """Tell or forget some of them. Whether there may be more."""
    store.one_at_a_time(session, people.WHO_IS_WHO)
    _let_stay(session)
    gone = _silent(session, Person.missed_at <= now - NOTICE, now)
    for person_id in gone:
        forgetting.forget(session, rooms, person_id, now)
    missed = _silent(session, Person.missed_at.is_(None), now)
    for person_id in missed:
        _tell(session, person_id, now)
    return AT_ONCE in (len(gone), len(missed))


def _let_stay(session: Session) -> None:
    """Who has spoken since they were told."""
    told = select(Person.id, Person.missed_at, func.max(Account.heard)).join(Account)
    rows = session.execute(told.where(Person.missed_at.is_not(None)).group_by(Person.id))
    spoke = [who for who, missed, heard in rows if missed and heard >= people.week(missed)]
    stay = update(Person).where(sharing.among(session, Person.id, spoke))
    session.execute(stay.values(missed_at=None).execution_options(synchronize_session=False))


def _silent(session: Session, which: ColumnElement[bool], now: datetime) -> Sequence[int]:
    """Whoever has a role is not forgotten by itself: somebody must take it first."""
    found: list[int] = []
    for city, kept in retention.cities(session):
        here = select(Neighbourhood.id).where(Neighbourhood.city_id == city.id)
        lives_here = Person.home_id.in_(here)
        found += _silent_since(session, which & lives_here, now, kept.silence)
    nowhere = which & Person.home_id.is_(None)
    fewest = retention.shortest(session, "silence")
    return [*found, *_silent_since(session, nowhere, now, fewest)][:AT_ONCE]


def _silent_since(
    session: Session, which: ColumnElement[bool], now: datetime, days: int
) -> Sequence[int]:
    has_a_role = exists().where(Grant.person_id == Person.id)
    last = func.max(Account.heard) < retention.before(now, days) - WEEK
    query = select(Person.id).join(Account, Account.person_id == Person.id)
    query = query.where(which, ~has_a_role).group_by(Person.id).having(last)
    return session.scalars(query.order_by(Person.id).limit(AT_ONCE)).all()


def _tell(session: Session, person_id: int, now: datetime) -> None:
    """Where they last spoke to us alone, if they did."""
    person = session.get_one(Person, person_id, populate_existing=True)
    person.missed_at = now
    say = partial(_farewell, now + NOTICE)
    telling.tell(session, person_id, say, key=f"silent:{person_id}:{now.date()}", now=now)
    session.flush()


def _farewell(day: datetime, words: Words) -> Post:
    return Post(
        words.say(
            "I have not heard from you for a long time. If I hear nothing from you until "
            "{day}, I forget you: your name, your accounts and what else I keep about you. If "
            "you want to stay, write: {line}",
            day=words.day(day),
            line=words.line("help"),
        )
    )
