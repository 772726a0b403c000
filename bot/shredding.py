"""Letters are deleted, with their edits and the messages that they became."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import sharing
from bot.outbox import Letter, SentMessage


def shred(session: Session, numbers: Collection[int]) -> None:
    """Whatever points to them must be gone already."""
    for part in sharing.in_parts(sorted(set(numbers))):
        edits = select(Letter.id).where(Letter.edits.in_(part))
        both = [*part, *session.scalars(edits)]
        for some in sharing.in_parts(both):
            session.execute(delete(SentMessage).where(SentMessage.letter_id.in_(some)))
        session.execute(delete(Letter).where(Letter.edits.in_(part)))
        session.execute(delete(Letter).where(Letter.id.in_(part)))
    sharing.look_anew(session)
