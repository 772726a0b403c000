"""What is kept about who knows whom, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.belongings import Belongings
from bot.people import Person
from neighbours import standing
from neighbours.models import Letterbox, Vouch
from neighbours.standing import Changed

OWNS = {
    "vouch.voucher_id": "who vouches for somebody, for the moderators and the limit of a month",
    "vouch.known_id": "who is vouched for",
    "letterbox_code.made_by": "who made a code to hand out",
    "letterbox_code.used_by": "who is known by a code",
    "link.user_id": "which account asked for a code, for a quarter of an hour",
    "parting.user_id": "which account is to be parted, until it is",
    "code_attempt.user_id": "how often codes were asked for and guessed, for an hour",
}


def belongings(changed: Sequence[Changed]) -> Belongings:
    """`changed` are told whose votes count differently from now on."""

    def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
        """Two who vouched for one neighbour are one vouch now, and nobody vouches for
        themselves; so others may not be known any more."""
        _known_in_one_place(session, stays, goes)
        places = set(_places(session, stays)) | set(_places(session, goes))
        _merge_vouches(session, stays, goes)
        for column in (Letterbox.made_by, Letterbox.used_by):
            handed = update(Letterbox).where(column == goes)
            session.execute(handed.values({column: stays}))
        for place in sorted(places):
            standing.look_anew(session, place, changed, now)

    return Belongings(OWNS, merge)


def _known_in_one_place(session: Session, stays: int, goes: int) -> None:
    kept, gone = session.get_one(Person, stays), session.get_one(Person, goes)
    if kept.known_in is None:
        kept.known_in, kept.known_since = gone.known_in, gone.known_since
    gone.known_in = None
    session.flush()


def _places(session: Session, person_id: int) -> Sequence[int]:
    vouched = select(Vouch.neighbourhood_id).where(
        (Vouch.voucher_id == person_id) | (Vouch.known_id == person_id)
    )
    used = select(Letterbox.neighbourhood_id).where(Letterbox.used_by == person_id)
    return session.scalars(vouched.union(used)).all()


def _merge_vouches(session: Session, stays: int, goes: int) -> None:
    for column in (Vouch.voucher_id, Vouch.known_id):
        session.execute(update(Vouch).where(column == goes).values({column: stays}))
    session.execute(delete(Vouch).where(Vouch.voucher_id == Vouch.known_id))
