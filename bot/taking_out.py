"""Taking what we said out of all rooms again, as if it had never been said."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import old_letters, outbox
from bot.incoming import Address
from bot.outbox import Letter, SentMessage, State


def take_out(session: Session, key: str, now: datetime) -> None:
    """Letters with this key, and with those below it ("idea:1" and "idea:1:new"): what still
    waits is not sent, what stands somewhere is removed there, where the platform lets us."""
    ours = (Letter.key == key) | Letter.key.startswith(f"{key}:", autoescape=True)
    letters = select(Letter.id).where(ours, Letter.edits.is_(None), _STILL)
    numbers = session.scalars(letters).all()
    for message in _messages(session, numbers):
        at = Address(message.platform, message.target)
        outbox.remove(session, at, message.message_id, now)
    old_letters.drop(session, numbers)


# What is on its way at this moment arrives, and is then taken out by hand.
_STILL = Letter.state != State.SENDING


def _messages(session: Session, numbers: Sequence[int]) -> Sequence[SentMessage]:
    theirs = select(SentMessage).where(SentMessage.letter_id.in_(numbers))
    return session.scalars(theirs.where(SentMessage.marks.is_(None))).all()
