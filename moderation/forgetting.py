"""Somebody is forgotten: what becomes of their cases, and of where else they stand by name."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from bot import sharing
from bot.belongings import hand_over
from moderation import desk, dossiers, mine, restraints
from moderation.deciding import Desk
from moderation.dossiers import Dossier
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

# Where it stands what somebody did as a moderator.
MODERATED = (
    *(Case.keeper_id, Case.seconded_by, Case.decided_by, Case.reworded_by),
    *(Note.person_id, Appeal.decided_first_by),
)
# So long a ban without an end is remembered of somebody who was forgotten.
LONGEST = timedelta(days=2 * 365)


def erase(at: Desk, session: Session, person_id: int, now: datetime) -> datetime | None:
    """Cases stay as numbers for the public counts; names, texts and reasons go. A time-out
    stays without its reason, and holds if they come back before it is over; then they can
    still ask for a second look."""
    theirs = mine.of_author(session, person_id)
    in_hand = session.scalars(select(Case).where(Case.is_open, _names(person_id))).all()
    standing = [each.id for each in restraints.all_standing(session, person_id, now)]
    for case in theirs:
        _empty(session, case, stands=case.kind == RESTRAINT and case.number in standing)
    session.flush()
    _let_go(session, person_id)
    sharing.look_anew(session)
    for case in dict.fromkeys([*theirs, *in_hand]):
        desk.show_anew(session, _nameless(at, session, case, theirs=case in theirs), now)
    return _keep_out(session, person_id, now)


def _names(person_id: int) -> ColumnElement[bool]:
    """Cases that say which moderator has to do with them."""
    wrote = exists().where(Note.case_id == Case.id, Note.person_id == person_id)
    return (Case.keeper_id == person_id) | (Case.seconded_by == person_id) | wrote


def _empty(session: Session, case: Case, *, stands: bool) -> None:
    """A second look at what `stands` is still for somebody else than who decided first."""
    session.execute(delete(Note).filter_by(case_id=case.id))
    _forget_reasons(session, Report.case_id == case.id)
    case.reason, case.fingerprint, case.marks = None, "", []
    if stands:
        session.execute(update(Appeal).filter_by(case_id=case.id).values(text=""))
        return
    session.execute(delete(Appeal).filter_by(case_id=case.id))
    case.platform = case.target = case.language = ""
    case.thread = case.author_id = None


def _forget_reasons(session: Session, which: ColumnElement[bool]) -> None:
    """What reporters wrote; while it waits, moderators read it, until they have decided."""
    session.execute(update(Report).where(which, Report.answered).values(reason=""))


def _let_go(session: Session, person_id: int) -> None:
    session.execute(delete(Leave).filter_by(person_id=person_id))
    either = (EntryWords.person_id == person_id) | (EntryWords.about_id == person_id)
    session.execute(delete(EntryWords).where(either))
    for column in MODERATED:
        hand_over(session, column, person_id, None)
    _forget_reasons(session, Report.person_id == person_id)
    nobodys = {"person_id": None, "platform": "", "target": "", "thread": None, "language": ""}
    session.execute(update(Report).filter_by(person_id=person_id).values(nobodys))


def _nameless(at: Desk, session: Session, case: Case, *, theirs: bool) -> Dossier:
    """As their letters read from now on. While something is to be decided, its words stay in
    `theirs`, too; of a time-out the name is all there was."""
    if theirs and (case.kind == RESTRAINT or not case.is_open):
        return dossiers.of(session, case, None)._replace(author="")
    return at.dossier(session, case)


def _keep_out(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Until when they are shut out; one without an end holds for those who come back within
    two years."""
    theirs = session.scalars(select(Restraint).filter_by(person_id=person_id)).all()
    for each in theirs:
        each.reason = ""
    holds = [each.until or now + LONGEST for each in theirs if each.lifted_at is None]
    return max((until for until in holds if until > now), default=None)
