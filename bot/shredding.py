"""Letters are deleted, with their edits and the messages that they became."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import sharing
from bot.outbox import Letter, SentMessage


def shred(session: Session, numbers: Collection[int]) -> None:
    """Whatever points to them must be gone already."""
    edits = select(Letter.id).where(sharing.among(session, Letter.edits, numbers))
    both = [*numbers, *session.scalars(edits)]
    messages = sharing.among(session, SentMessage.letter_id, both)
    session.execute(delete(SentMessage).where(messages))
    session.execute(delete(Letter).where(sharing.among(session, Letter.id, both)))
    sharing.look_anew(session)
