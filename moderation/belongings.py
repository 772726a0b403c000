"""What the desk and the log of rights keep about people, and what becomes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot import sharing
from bot.belongings import Belongings, Exported, Term
from bot.language import N_
from bot.roles import Role
from moderation import desk, dossiers, parting, restraints
from moderation.cases import STANDS
from moderation.models import (
    RESTRAINT,
    Appeal,
    Case,
    Entry,
    EntryWords,
    Leave,
    Note,
    Report,
    Restraint,
    State,
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


def export(session: Session, person_id: int) -> Exported:
    """Their own cases with the reasons, what they answered, reported and appealed, and why
    they were shut out. What others noted about them is not theirs."""
    mine = {"person_id": person_id}
    return {
        N_("Contributions of yours that moderators looked at"): [
            _case(session, case) for case in _of(session, person_id)
        ],
        N_("What you reported"): [
            {N_("Case"): report.case_id, N_("Why"): report.reason, N_("When"): report.at}
            for report in session.scalars(select(Report).filter_by(**mine))
        ],
        N_("What you wrote on cases"): [
            {N_("Case"): note.case_id, N_("Words"): note.text, N_("When"): note.at}
            for note in session.scalars(select(Note).filter_by(**mine))
        ],
        N_("When you were shut out"): [
            {N_("Why"): each.reason, N_("When"): each.at, N_("Until"): each.until}
            for each in session.scalars(select(Restraint).filter_by(**mine))
        ],
        N_("Cases that are yours to decide, or that you decided"): [
            {
                N_("Case"): case.id,
                N_("State"): Term(STANDS[State(case.state)]),
                N_("When"): case.opened_at,
            }
            for case in _in_hand(session, person_id)
        ],
        N_("While you are away, others decide"): [
            {N_("Until"): each.until}
            for each in session.scalars(select(Leave).filter_by(**mine))
        ],
        N_("What others decided about you with a right that not everybody has"): [
            {N_("When"): row.at, N_("Why"): _why(row.reason)}
            for row in _about(session, person_id)
        ],
        N_("What you did with a right that not everybody has"): [
            {N_("To"): each.subject, N_("Why"): _why(each.reason)}
            for each in session.scalars(select(EntryWords).filter_by(**mine))
        ],
    }


def _of(session: Session, person_id: int) -> Sequence[Case]:
    return session.scalars(select(Case).filter_by(author_id=person_id).order_by(Case.id)).all()


def _in_hand(session: Session, person_id: int) -> Sequence[Case]:
    again = select(Appeal.case_id).where(Appeal.decided_first_by == person_id)
    by_them = (Case.keeper_id == person_id) | (Case.seconded_by == person_id)
    by_them |= (Case.decided_by == person_id) | Case.id.in_(again)
    by_them |= (Case.reworded_by == person_id) & Case.author_id.is_distinct_from(person_id)
    return session.scalars(select(Case).where(by_them).order_by(Case.id)).all()


def _about(session: Session, person_id: int) -> Sequence[Any]:
    words = select(Entry.at, EntryWords.reason).join(Entry, Entry.id == EntryWords.entry_id)
    about = words.where(EntryWords.about_id == person_id)
    return session.execute(about.order_by(Entry.id)).all()


def _why(reason: str) -> str:
    """Of a role that was given or taken the log keeps which."""
    return Role(reason) if reason in set(Role) else reason


def _case(session: Session, case: Case) -> Mapping[str, object]:
    appeals = session.scalars(select(Appeal.text).filter_by(case_id=case.id)).all()
    return {
        N_("Case"): case.id,
        N_("State"): Term(STANDS[State(case.state)]),
        N_("When"): case.opened_at,
        N_("Decided"): case.decided_at,
        N_("Why"): case.reason,
        N_("Appeal"): list(appeals),
    }


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Cases stay as numbers for the public counts; names, texts and reasons go. A time-out
    stays without its reason, and holds if they come back before it is over; then they can
    still ask for a second look."""
    standing = [each.id for each in restraints.all_standing(session, person_id, now)]
    theirs = _of(session, person_id)
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


BELONGINGS = Belongings(OWNS, merge, export, erase, parting.part)
