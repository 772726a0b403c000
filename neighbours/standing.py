"""Who is known, kept with each person, and told to the rooms where it changes something."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import people, sharing, store
from bot.people import Person
from neighbours.known import Said, known
from neighbours.models import Letterbox, Vouch

# Told which person is known somewhere else than before, or nowhere.
Changed: TypeAlias = Callable[[Session, int], None]


def look_anew(
    session: Session, neighbourhood_id: int, changed: Sequence[Changed], now: datetime
) -> None:
    """After anything that may change who is known there."""
    store.one_at_a_time(session, people.WHO_IS_WHO)
    here = _known_here(session, neighbourhood_id)
    theirs = select(Person.id).where(Person.known_in == neighbourhood_id)
    before = set(session.scalars(theirs))
    for person_id in before - here:
        _set(session, person_id, None, None)
    for person_id in here - before:
        _set(session, person_id, neighbourhood_id, now)
    for person_id in before ^ here:
        for tell in changed:
            tell(session, person_id)
    if before != here:
        people.changed(session)
        sharing.look_anew(session)


def _known_here(session: Session, neighbourhood_id: int) -> frozenset[int]:
    """One lives in one place: who is known elsewhere neither is nor vouches here."""
    known_there = select(Person.id).where(
        Person.known_in.is_not(None), Person.known_in != neighbourhood_id
    )
    elsewhere = set(session.scalars(known_there))
    said = (pair for pair in _vouches(session, neighbourhood_id) if not elsewhere & {*pair})
    return known(_roots(session, neighbourhood_id) - elsewhere, said)


def is_root(session: Session, person_id: int, neighbourhood_id: int) -> bool:
    """Whether a moderator vouches for somebody, or they have a personal code."""
    return person_id in _roots(session, neighbourhood_id)


def _set(
    session: Session, person_id: int, neighbourhood_id: int | None, since: datetime | None
) -> None:
    known = update(Person).filter_by(id=person_id)
    session.execute(known.values(known_in=neighbourhood_id, known_since=since))


def _roots(session: Session, neighbourhood_id: int) -> set[int]:
    by_right = select(Vouch.known_id).where(
        Vouch.neighbourhood_id == neighbourhood_id, Vouch.by_right, Vouch.taken_back.is_(None)
    )
    by_code = select(Letterbox.used_by).where(
        Letterbox.neighbourhood_id == neighbourhood_id, Letterbox.used_by.is_not(None)
    )
    return {each for query in (by_right, by_code) for each in session.scalars(query) if each}


def _vouches(session: Session, neighbourhood_id: int) -> set[Said]:
    said = select(Vouch.voucher_id, Vouch.known_id).where(
        Vouch.neighbourhood_id == neighbourhood_id, Vouch.taken_back.is_(None)
    )
    return {(who, whom) for who, whom in session.execute(said)}
