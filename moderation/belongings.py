"""What the desk and the log of rights keep about people, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import delete, exists
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot import sharing
from bot.belongings import Belongings, hand_over
from moderation import forgetting, mine, parting
from moderation.deciding import Desk
from moderation.models import Case, EntryWords, Leave, Report, Restraint

OWNS = {
    "moderation_case.author_id": "whose contribution it is",
    "moderation_case.keeper_id": "whose turn it is to decide",
    "moderation_case.seconded_by": "who agreed first, of two who must",
    "moderation_case.decided_by": "who decided on it",
    "moderation_case.reworded_by": "who last said it otherwise",
    "moderation_note.person_id": "who wrote a note, or answered",
    "moderation_report.person_id": "who asked the moderators to look, until they hear",
    "moderation_appeal.decided_first_by": "who may not decide a second time",
    "moderation_restraint.person_id": "who may not take part for a while",
    "moderation_leave.person_id": "which moderator is away",
    "moderation_entry_words.person_id": "who used a right that not everybody has",
    "moderation_entry_words.about_id": "to whom something was done with such a right",
}
# What simply changes hands.
COLUMNS: Sequence[InstrumentedAttribute[Any]] = (
    Case.author_id,
    *forgetting.MODERATED,
    Restraint.person_id,
    EntryWords.person_id,
    EntryWords.about_id,
)


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Whoever is shut out with one account is so with all. The log's seals hold: they name the
    account that spoke."""
    for column in COLUMNS:
        hand_over(session, column, goes, stays)
    other = aliased(Report)
    twice = exists().where(
        other.case_id == Report.case_id, other.round == Report.round, other.person_id == stays
    )
    session.execute(
        delete(Report)
        .where(Report.person_id == goes, twice)
        .execution_options(synchronize_session=False)
    )
    hand_over(session, Report.person_id, goes, stays)
    session.execute(delete(Leave).filter_by(person_id=goes))
    sharing.look_anew(session)


def belongings(at: Desk) -> Belongings:
    """`at` knows the owners of what is decided there."""
    return Belongings(OWNS, merge, mine.export, partial(forgetting.erase, at), parting.part)
