"""What the desk and the log of rights keep about people, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot import sharing
from bot.belongings import Belongings
from moderation import desk, dossiers, mine, parting, restraints
from moderation.models import (
    RESTRAINT,
    Appeal,
    Case,
    EntryWords,
    Leave,
    Note,
    Report,
    Restraint,
)

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
# So long a ban without an end is remembered of somebody who was forgotten.
LONGEST = timedelta(days=2 * 365)
# What simply changes hands.
COLUMNS: Sequence[InstrumentedAttribute[int] | InstrumentedAttribute[int | None]] = (
    Case.author_id,
    Case.keeper_id,
    Case.seconded_by,
    Case.decided_by,
    Case.reworded_by,
    Note.person_id,
    Appeal.decided_first_by,
    Restraint.person_id,
    EntryWords.person_id,
    EntryWords.about_id,
)


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """Whoever is shut out with one account is so with all. The log's seals hold: they name the
    account that spoke."""
    for column in COLUMNS:
        _hand_over(session, column, stays, goes)
    other = aliased(Report)
    twice = exists().where(
        other.case_id == Report.case_id, other.round == Report.round, other.person_id == stays
    )
    session.execute(
        delete(Report)
        .where(Report.person_id == goes, twice)
        .execution_options(synchronize_session=False)
    )
    _hand_over(session, Report.person_id, stays, goes)
    session.execute(delete(Leave).filter_by(person_id=goes))
    sharing.look_anew(session)


def _hand_over(
    session: Session,
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    stays: int | None,
    goes: int,
) -> None:
    session.execute(
        update(column.class_)
        .where(column == goes)
        .values({column: stays})
        .execution_options(synchronize_session="fetch")
    )


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Cases stay as numbers for the public counts; names, texts and reasons go. A time-out
    stays without its reason, and holds if they come back before it is over; then they can
    still ask for a second look."""
    standing = [each.id for each in restraints.all_standing(session, person_id, now)]
    theirs = mine.of_author(session, person_id)
    for case in theirs:
        session.execute(delete(Appeal).filter_by(case_id=case.id))
        session.execute(delete(Note).filter_by(case_id=case.id))
        case.reason, case.fingerprint, case.marks = None, "", []
        if case.kind != RESTRAINT or case.number not in standing:
            case.platform = case.target = case.language = ""
            case.thread = case.author_id = None
    session.flush()
    session.execute(delete(Leave).filter_by(person_id=person_id))
    either = (EntryWords.person_id == person_id) | (EntryWords.about_id == person_id)
    session.execute(delete(EntryWords).where(either))
    for column in (Case.keeper_id, Case.seconded_by, Case.decided_by, Case.reworded_by):
        _hand_over(session, column, None, person_id)
    for other in (Note.person_id, Appeal.decided_first_by):
        _hand_over(session, other, None, person_id)
    nobodys = {"person_id": None, "platform": "", "target": "", "thread": None, "language": ""}
    session.execute(update(Report).filter_by(person_id=person_id).values(nobodys))
    sharing.look_anew(session)
    _take_name_out(session, theirs, now)
    return _keep_out(session, person_id, now)


def _take_name_out(session: Session, theirs: Sequence[Case], now: datetime) -> None:
    """Of what stands about them in the moderators' room; while something is still to be
    decided there, its words stay, and the name until then."""
    for case in theirs:
        if case.author_id is None and not case.is_open:
            desk.show_anew(session, dossiers.of(session, case, None), now)


def _keep_out(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Until when they are shut out; one without an end holds for those who come back within
    two years."""
    theirs = session.scalars(select(Restraint).filter_by(person_id=person_id)).all()
    for each in theirs:
        each.reason = ""
    holds = [each.until or now + LONGEST for each in theirs if each.lifted_at is None]
    return max((until for until in holds if until > now), default=None)


BELONGINGS = Belongings(OWNS, merge, mine.export, erase, parting.part)
