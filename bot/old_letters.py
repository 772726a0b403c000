"""What Bude has said is forgotten after a while, unless it can still be answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, select
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
        _forget(session, Whose.OF_A_CITY, retention.before(now, kept.letters), now, city.id)
    shortest = retention.before(now, retention.shortest(session, "letters"))
    _forget(session, Whose.OF_WHO_IS_OUT_OF_REACH, shortest, now)
    oldest = retention.before(now, retention.shortest(session, "private_letters"))
    _forget(session, Whose.OF_ONE_PERSON, oldest, now)
    _forget_words(session, oldest, now)


class Whose(Enum):
    OF_A_CITY = auto()
    OF_WHO_IS_OUT_OF_REACH = auto()
    OF_ONE_PERSON = auto()


@cache
def _old(whose: Whose) -> Select[Letter]:
    """Is carried out with `oldest`, and with a `city` where it is one's."""
    over = Letter.edits.is_(None), Letter.state.in_(OVER), Letter.queued < bindparam("oldest")
    return select(Letter).where(*over, _which(whose))


def _which(whose: Whose) -> ColumnElement[bool]:
    in_a_room = (
        (Room.platform == Letter.platform)
        & (Room.target == Letter.target)
        & (Neighbourhood.id == Room.neighbourhood_id)
    )
    waits = Letter.state == State.KEPT
    match whose:
        case Whose.OF_A_CITY:
            return exists().where(in_a_room, Neighbourhood.city_id == bindparam("city"))
        case Whose.OF_WHO_IS_OUT_OF_REACH:
            return waits
        case Whose.OF_ONE_PERSON:
            return (~exists().where(in_a_room) | Letter.key.startswith("reply:")) & ~waits


@cache
def _unchanged(whose: Whose) -> Select[Letter]:
    edit = aliased(Letter)
    alive = (edit.queued >= bindparam("oldest")) | edit.state.not_in(OVER)
    return _old(whose).where(~exists().where(edit.edits == Letter.id, alive))


def _forget(
    session: Session, whose: Whose, oldest: datetime, now: datetime, city: int | None = None
) -> None:
    found = session.scalars(_unchanged(whose), {"oldest": oldest, "city": city}).all()
    drop(session, [each.id for each in found if not _can_be_answered(session, each, now)])


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


def _forget_words(session: Session, oldest: datetime, now: datetime) -> None:
    """Of what one person can still answer, all but what it asks; and all of it when it is as
    old as what is said in rooms, unless a question in it is open."""
    gone = retention.before(now, retention.shortest(session, "letters"))
    found = session.scalars(_old(Whose.OF_ONE_PERSON), {"oldest": oldest}).all()
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
    if not numbers:
        return
    picked = sharing.among(session, Pick.letter_id, numbers)
    session.execute(delete(Pick).where(picked))
    asked = sharing.among(session, Asked.letter_id, numbers)
    session.execute(delete(Asked).where(asked))
    shredding.shred(session, numbers)
