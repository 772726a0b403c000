"""What the desk and the log of rights tell somebody of themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.belongings import Exported, Term
from bot.language import N_
from bot.roles import Role
from moderation.models import (
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
from moderation.standing import STANDS


def export(session: Session, person_id: int) -> Exported:
    """Their own cases with the reasons, what they answered, reported and appealed, and why
    they were shut out. What others noted about them is not theirs."""
    return {
        N_("Contributions of yours that moderators looked at"): [
            _case(session, case) for case in of_author(session, person_id)
        ],
        **_said(session, person_id),
        **_as_moderator(session, person_id),
        **_with_a_right(session, person_id),
    }


def _said(session: Session, person_id: int) -> Exported:
    mine = {"person_id": person_id}
    return {
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
    }


def _as_moderator(session: Session, person_id: int) -> Exported:
    leaves = select(Leave).filter_by(person_id=person_id)
    return {
        N_("Cases that are yours to decide, or that you decided"): [
            {
                N_("Case"): case.id,
                N_("State"): Term(STANDS[State(case.state)]),
                N_("When"): case.opened_at,
            }
            for case in _in_hand(session, person_id)
        ],
        N_("While you are away, others decide"): [
            {N_("Until"): each.until} for each in session.scalars(leaves)
        ],
    }


def _with_a_right(session: Session, person_id: int) -> Exported:
    done = select(EntryWords).filter_by(person_id=person_id)
    return {
        N_("What others decided about you with a right that not everybody has"): [
            {N_("When"): row.at, N_("Why"): _why(row.reason)}
            for row in _about(session, person_id)
        ],
        N_("What you did with a right that not everybody has"): [
            {N_("To"): each.subject, N_("Why"): _why(each.reason)}
            for each in session.scalars(done)
        ],
    }


def of_author(session: Session, person_id: int) -> Sequence[Case]:
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
