"""What the desk and the log of rights keep about people."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.belongings import Belongings
from moderation.models import Case, Entry

OWNS = {
    "moderation_entry.person_id": "who used a right that not everybody has",
    "moderation_case.author_id": "whose contribution it is",
    "moderation_case.decided_by": "who decided on it",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    session.execute(update(Entry).filter_by(person_id=goes).values(person_id=stays))
    for column in (Case.author_id, Case.decided_by):
        session.execute(update(Case).where(column == goes).values({column: stays}))


BELONGINGS = Belongings(OWNS, merge)
