"""The record of what was done with a right that not everybody has: a chain of hashes.

Each entry carries the hash of the one before. Names, texts and reasons lie beside it; the entry
holds only a salted commitment to them. So nobody can change or take out an entry unseen, and
erasing a person's words leaves the chain whole.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import people, store
from bot.context import Context
from moderation.models import Entry, EntryWords

SHOWN = 20
AT_A_TIME = 1000
BEGINNING = "0" * 64
# Who did what Bude did by itself.
NOBODY = "bude"


class Line(NamedTuple):
    """An entry as it is shown; what was erased since reads as nothing."""

    entry: Entry
    who: str = ""
    subject: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how many entries, the hash of the last, the first that does not
    fit, and of how many the words were erased."""

    count: int
    last: str
    broken: int | None
    erased: int


def enter(
    context: Context,
    act: str,
    subject: str,
    reason: str = "",
    about: int | None = None,
    *,
    place: int | None = None,
) -> None:
    """Write down who did what, to what, and why, in the same transaction as the deed.

    `act` is a text to translate that follows the name of who did it, with {subject} and
    {reason}, or {role} where the reason is one: "closed poll {subject} early: {reason}".
    `about` is the number of the person it was done to: with them go the words. It stands in
    the log of `place`, or else of where it was said.
    """
    words = EntryWords(
        person_id=context.person.id,
        about_id=about,
        by=":".join(context.who.account),
        subject=subject,
        reason=reason,
    )
    _append(context.session, words, place or context.place_id, act, context.now)


def enter_alone(
    session: Session, neighbourhood_id: int, act: str, subject: str, now: datetime
) -> None:
    """Write down what Bude did by itself, because its time had come."""
    words = EntryWords(by=NOBODY, subject=subject, reason="")
    _append(session, words, neighbourhood_id, act, now)


def _append(
    session: Session, words: EntryWords, neighbourhood_id: int | None, act: str, now: datetime
) -> None:
    store.one_at_a_time(session, "the log")
    words.salt = secrets.token_hex(16)
    entry = Entry(neighbourhood_id=neighbourhood_id, act=act, at=now)
    entry.seal, entry.before = sealed(words), last(session)
    entry.hash = hashed(entry)
    session.add(entry)
    session.flush()
    words.entry_id = entry.id
    session.add(words)


def last(session: Session) -> str:
    """The hash of the newest entry. Whoever knows an earlier one can tell that none of those
    before it was taken away."""
    return session.scalar(_newest()) or BEGINNING


@cache
def _newest() -> Select[str]:
    return select(Entry.hash).order_by(Entry.id.desc()).limit(1)


def sealed(words: EntryWords) -> str:
    """A commitment to the words, which tells nothing of them. By the account, because persons
    are merged when somebody links their accounts."""
    parts = [words.salt, words.by, words.subject, words.reason]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def hashed(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [entry.before, entry.neighbourhood_id, entry.act, at, entry.seal]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def check(session: Session) -> Finding:
    """Go through the whole chain."""
    count, erased, last = 0, 0, BEGINNING
    for entry, words in _all(session):
        if entry.before != last or hashed(entry) != entry.hash:
            return Finding(count, last, entry.id, erased)
        if words and sealed(words) != entry.seal:
            return Finding(count, last, entry.id, erased)
        count, last, erased = count + 1, entry.hash, erased + (words is None)
    return Finding(count, last, None, erased)


def _all(session: Session) -> Iterator[tuple[Entry, EntryWords | None]]:
    joined = select(Entry, EntryWords).join(
        EntryWords, EntryWords.entry_id == Entry.id, isouter=True
    )
    query = joined.order_by(Entry.id).execution_options(populate_existing=True)
    yield from session.execute(query).yield_per(AT_A_TIME)


def newest(session: Session, neighbourhood_id: int) -> Sequence[Line]:
    """The latest entries of a neighbourhood, each with the name of who did it."""
    here = (Entry.neighbourhood_id == neighbourhood_id) | Entry.neighbourhood_id.is_(None)
    joined = select(Entry, EntryWords).join(
        EntryWords, EntryWords.entry_id == Entry.id, isouter=True
    )
    rows = session.execute(joined.where(here).order_by(Entry.id.desc()).limit(SHOWN)).all()
    names = _names(session, [said.by for _, said in rows if said])
    return [
        Line(entry, names.get(said.by, ""), said.subject, said.reason) if said else Line(entry)
        for entry, said in rows
    ]


def _names(session: Session, accounts: Sequence[str]) -> Mapping[str, str]:
    """By the account that is sealed, not by a number beside it that somebody could change."""
    keys = (each.partition(":") for each in accounts)
    known = people.known(session, {(platform, user_id) for platform, _, user_id in keys})
    names = {":".join(key): person.name for key, person in known.items()}
    return names | {NOBODY: "Bude"}
