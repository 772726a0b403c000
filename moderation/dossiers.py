"""All that belongs to a case, as moderators read it."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bot.people import Person
from moderation.contributions import Alike, Contribution
from moderation.models import Appeal, Case, Note, Report, State


class Dossier(NamedTuple):
    """A case with what was contributed (None if it is gone), the names of all concerned, the
    notes with their writers, what reporters wrote, the appeal, and what says much the same."""

    case: Case
    given: Contribution | None
    author: str
    keeper: str
    seconded_by: str
    decided_by: str
    notes: Sequence[tuple[Note, str]]
    reports: Sequence[str]
    appeal: str
    alike: Sequence[Alike] = ()


def of(
    session: Session, case: Case, given: Contribution | None, alike: Sequence[Alike] = ()
) -> Dossier:
    return Dossier(
        case=case,
        given=None if is_locked_away(case) else given,
        author=name_of(session, case.author_id),
        keeper=name_of(session, case.keeper_id),
        seconded_by=name_of(session, case.seconded_by),
        decided_by=name_of(session, case.decided_by),
        notes=_notes(session, case),
        reports=_reports(session, case),
        appeal=_appeal(session, case),
        alike=alike,
    )


def is_locked_away(case: Case) -> bool:
    """While it is frozen, and once those above have found it to be against the law."""
    declined = case.state == State.DECLINED and case.frozen_at is not None
    return case.state == State.FROZEN or declined


def name_of(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""


def _notes(session: Session, case: Case) -> list[tuple[Note, str]]:
    rows = session.execute(_noted(), {"case": case.id})
    return [(note, name or "") for note, name in rows.all()]


@cache
def _noted() -> Select[Note, str]:
    joined = select(Note, Person.name).join(Person, Person.id == Note.person_id, isouter=True)
    return joined.where(Note.case_id == bindparam("case")).order_by(Note.id)


def _reports(session: Session, case: Case) -> list[str]:
    return list(session.scalars(_unanswered(), {"case": case.id}))


@cache
def _unanswered() -> Select[str]:
    reasons = select(Report.reason).filter_by(case_id=bindparam("case"), answered=False)
    return reasons.order_by(Report.id)


def _appeal(session: Session, case: Case) -> str:
    return session.scalar(_last_appeal(), {"case": case.id}) or ""


@cache
def _last_appeal() -> Select[str]:
    appeals = select(Appeal.text).filter_by(case_id=bindparam("case"))
    return appeals.order_by(Appeal.id.desc()).limit(1)
