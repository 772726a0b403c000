"""What is due is written; each person gets it where they last spoke to us alone."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import places, quiet, telling
from bot.people import Person
from bot.places import Neighbourhood
from bot.telling import Say
from digest import compose, letters, subscriptions
from digest.compose import Sources
from digest.models import Subscription, Told
from digest.rhythm import DAY, settled

# So few, because nobody else can be heard meanwhile.
AT_ONCE = 20


class Written(NamedTuple):
    """A letter for many, and the keys of the things that it names."""

    say: Say
    named: str


Write: TypeAlias = Callable[[int, datetime, str], Written | None]


def send_due(session: Session, sources: Sources, now: datetime) -> bool:
    """However long we were away, each hears once. Whether there may be more of them."""
    due = select(Subscription).where(Subscription.due <= now)
    in_turn = due.order_by(Subscription.due, Subscription.person_id).limit(AT_ONCE)
    found = session.scalars(in_turn.with_for_update(skip_locked=True)).all()
    write = _write_once(session, sources, settled(now))
    for each in found:
        _send(session, each, write, now)
    session.flush()
    return len(found) == AT_ONCE


def _write_once(session: Session, sources: Sources, until: datetime) -> Write:
    """For most neighbours it is the same: they have heard until the same moment."""

    @cache
    def write(neighbourhood_id: int, since: datetime, often: str) -> Written | None:
        place = session.get_one(Neighbourhood, neighbourhood_id)
        seen = compose.read(session, sources, place, since, until)
        if not seen.items:
            return None
        say = cache(partial(letters.letter, seen, place.name, since, often))
        return Written(say, seen.named)

    return write


def _send(session: Session, wanted: Subscription, write: Write, now: datetime) -> None:
    """Who cannot be told now, or of nothing, hears the next time what happened since; who
    wants quiet, when that is over."""
    person = session.get_one(Person, wanted.person_id)
    place = _home(session, person)
    if place is None:
        wanted.due = now + DAY
        return
    wake = quiet.over(person, ZoneInfo(place.city.timezone), now)
    if wake > now:
        wanted.due = wake
        return
    letter = write(place.id, wanted.told_until, wanted.often)
    if letter and _can_be_told(session, person.id, now):
        _tell(session, wanted, place, letter, now)
    wanted.due = subscriptions.due_after(now, wanted.often, place.city)


def _tell(
    session: Session, wanted: Subscription, place: Neighbourhood, letter: Written, now: datetime
) -> None:
    key, until = f"digest:{wanted.person_id}:{wanted.due:%Y-%m-%d %H:%M}", settled(now)
    telling.tell(session, wanted.person_id, letter.say, key=key, now=now)
    last = Told(
        person_id=wanted.person_id,
        key=key,
        neighbourhood_id=place.id,
        often=wanted.often,
        since=wanted.told_until,
        until=until,
        named=letter.named,
    )
    session.merge(last)
    wanted.told_until = until


def _home(session: Session, person: Person) -> Neighbourhood | None:
    if person.home_id is None:
        return places.only(session)
    return session.get(Neighbourhood, person.home_id)


def _can_be_told(session: Session, person_id: int, now: datetime) -> bool:
    accounts = telling.accounts_of(session, person_id)
    return any(each.private_at and not each.is_settling(now) for each in accounts)
