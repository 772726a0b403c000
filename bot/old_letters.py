"""What Bude has said is forgotten after a while, unless it can still be answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session, aliased

from bot import letters, retention, sharing, shredding
from bot.conversation import Asked
from bot.outbox import Letter, State
from bot.people import Account
from bot.picks import Pick
from bot.places import Neighbourhood, Room
from bot.posts import Post

# What we asked somebody waits for an answer for an hour only.
ASKED = timedelta(days=1)
OVER = (State.SENT, State.FAILED, State.KEPT)


def forget_old(session: Session, now: datetime) -> None:
    """In rooms as their city lays it down; to one person, as the strictest city does."""
    session.execute(delete(Asked).where(Asked.at < now - ASKED))
    for city, kept in retention.cities(session):
        here = _in_a_room() & (Neighbourhood.city_id == city.id)
        _forget(session, exists().where(here), retention.before(now, kept.letters), now)
    waits = Letter.state == State.KEPT
    _forget(session, waits, retention.before(now, retention.shortest(session, "letters")), now)
    alone = ~exists().where(_in_a_room()) | Letter.key.startswith("reply:")
    days = retention.shortest(session, "private_letters")
    _forget(session, alone & ~waits, retention.before(now, days), now)
    _forget_words(session, alone & ~waits, retention.before(now, days), now)


def _in_a_room() -> ColumnElement[bool]:
    return (
        (Room.platform == Letter.platform)
        & (Room.target == Letter.target)
        & (Neighbourhood.id == Room.neighbourhood_id)
    )


def _forget(
    session: Session, which: ColumnElement[bool], oldest: datetime, now: datetime
) -> None:
    edit = aliased(Letter)
    alive = (edit.queued >= oldest) | edit.state.not_in(OVER)
    changed = exists().where(edit.edits == Letter.id, alive)
    old = select(Letter).where(Letter.edits.is_(None), Letter.state.in_(OVER), which)
    found = session.scalars(old.where(Letter.queued < oldest, ~changed)).all()
    done = [each.id for each in found if not _can_be_answered(session, each, now)]
    drop(session, done)


def _can_be_answered(session: Session, letter: Letter, now: datetime) -> bool:
    versions = select(Letter.post).where((Letter.id == letter.id) | (Letter.edits == letter.id))
    newest = session.scalars(versions.order_by(Letter.id.desc())).first()
    try:
        return _awaits(letters.read(newest or ""), now)
    except letters.Unreadable:
        return False


def _awaits(post: Post, now: datetime) -> bool:
    question = post.question
    if question and not question.closed:
        return question.closes is None or question.closes > now
    return bool(post.buttons)


def _forget_words(
    session: Session, which: ColumnElement[bool], oldest: datetime, now: datetime
) -> None:
    """Of what one person can still answer, all but what it asks; and all of it when it is as
    old as what is said in rooms, unless a question in it is open."""
    gone = retention.before(now, retention.shortest(session, "letters"))
    over = Letter.edits.is_(None), Letter.state.in_(OVER), Letter.queued < oldest
    found = session.scalars(select(Letter).where(which, *over)).all()
    done = []
    for letter in _to_one_person(session, found):
        asks = replace(letters.read(letter.post), **_WORDLESS)
        if letter.queued < gone and not _awaits(replace(asks, buttons=()), now):
            done.append(letter.id)
        elif letter.post != letters.written(asks):
            letter.post = letters.written(asks)
    drop(session, done)


_WORDLESS: Mapping[str, Any] = MappingProxyType(
    {"text": "", "title": "", "facts": (), "pictures": (), "enclosure": None, "event": None}
)


def _to_one_person(session: Session, found: Iterable[Letter]) -> list[Letter]:
    """Not to rooms that are none of a neighbourhood, as those of the city's desk."""
    targets = {each.target for each in found}
    theirs = sharing.among(session, Account.private_at, list(targets))
    query = select(Account.platform, Account.private_at).where(theirs)
    chats = {(platform, at) for platform, at in session.execute(query)}
    return [
        each
        for each in found
        if each.key.startswith("reply:") or (each.platform, each.target) in chats
    ]


def drop(session: Session, numbers: Sequence[int]) -> None:
    """With all that points to them."""
    picked = sharing.among(session, Pick.letter_id, numbers)
    session.execute(delete(Pick).where(picked))
    asked = sharing.among(session, Asked.letter_id, numbers)
    session.execute(delete(Asked).where(asked))
    shredding.shred(session, numbers)
