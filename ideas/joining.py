"""One idea of two, or two of one: credit and support are kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.refusals import Refusal
from ideas import checking, index, stepping, support, threshold
from ideas.likeness import fingerprint, folded
from ideas.models import (
    ALIVE,
    Amendment,
    Comment,
    Credit,
    Idea,
    Photo,
    ProjectSource,
    State,
    Support,
)
from ideas.wording import Better, put


def merge(session: Session, one: Idea, other: Idea, by: int | None, now: datetime) -> None:
    """The one becomes part of the other. Raises Refusal."""
    _refuse_unfit(one, other)
    _refuse_while_more_waits(session, one)
    support.hand_over(session, one, other)
    _share_credit(session, one, other)
    for table in (Comment, Photo):
        session.execute(update(table).filter_by(idea_id=one.id).values(idea_id=other.id))
    # Whatever was part of the one is now part of the other, or its number would lead nowhere.
    session.execute(update(Idea).filter_by(merged_into=one.id).values(merged_into=other.id))
    one.merged_into = other.id
    stepping.enter(session, one, State.MERGED, "", by, now)
    threshold.look_at(session, other, now)


def _refuse_unfit(one: Idea, other: Idea) -> None:
    if one.id == other.id:
        raise Refusal("That is one and the same idea.")
    if one.neighbourhood_id != other.neighbourhood_id:
        raise Refusal("The two ideas belong to different neighbourhoods.")
    if other.state not in ALIVE:
        raise Refusal(
            "Idea {number} is not open, so nothing can join it.", number=str(other.id)
        )
    if one.state in (State.MERGED, State.WITHDRAWN):
        raise Refusal("Idea {number} is no longer there.", number=str(one.id))


def _refuse_while_more_waits(session: Session, one: Idea) -> None:
    """Nobody could publish it any more."""
    waits = select(Amendment.id).filter_by(idea_id=one.id, state=State.RECEIVED)
    if session.scalar(waits.limit(1)):
        raise Refusal(
            "New words or photos for idea {number} still wait for a moderator. Decide on them "
            "first.",
            number=str(one.id),
        )


def _share_credit(session: Session, one: Idea, other: Idea) -> None:
    also = session.scalars(select(Credit.person_id).filter_by(idea_id=one.id)).all()
    for person_id in {one.author_id, *also} - {None, other.author_id}:
        if person_id and session.get(Credit, (other.id, person_id)) is None:
            session.add(Credit(idea_id=other.id, person_id=person_id))
    session.flush()


def split(
    session: Session, idea: Idea, parts: Sequence[str], by: int | None, now: datetime
) -> list[Idea]:
    """The first part stays the idea; each other one becomes one of its own, with the same
    author, credit and supporters, who may take theirs back. Raises Refusal."""
    first, *others = checked(parts)
    made = apart(session, idea, others)
    put(session, idea, Better(checking.title_of(first), first), by, now)
    return [idea, *made]


def checked(parts: Sequence[str]) -> Sequence[str]:
    """Raises Refusal."""
    if len(parts) < 2:
        raise Refusal("To make two of it, write both, each on a line of its own.")
    for part in parts:
        checking.refuse_wordless(part)
    return parts


def apart(session: Session, idea: Idea, texts: Sequence[str]) -> list[Idea]:
    """Ideas of their own that were part of this one; nobody sees them yet."""
    return [_another(session, idea, text) for text in texts]


def _another(session: Session, idea: Idea, text: str) -> Idea:
    title = checking.title_of(text)
    made = Idea(
        neighbourhood=idea.neighbourhood,
        author_id=idea.author_id,
        title=title,
        text=text,
        field=idea.field,
        place=idea.place,
        district=idea.district,
        likeness=folded(title, text),
        fingerprint=fingerprint(folded(title, text)),
        platform=idea.platform,
        target=idea.target,
        state=State.RECEIVED,
        received_at=idea.received_at,
        split_from=idea.id,
    )
    session.add(made)
    index.enter(session, made, new=True)
    _copy(session, idea, made)
    return made


def _copy(session: Session, idea: Idea, made: Idea) -> None:
    for row in session.scalars(select(Support).filter_by(idea_id=idea.id)).all():
        support.enter(session, made, row.person_id, row.said_at, stands=row.stands)
    for person_id in session.scalars(select(Credit.person_id).filter_by(idea_id=idea.id)).all():
        session.add(Credit(idea_id=made.id, person_id=person_id))
    sources = select(ProjectSource.project_id).filter_by(idea_id=idea.id)
    for project_id in session.scalars(sources).all():
        session.add(ProjectSource(project_id=project_id, idea_id=made.id))
    session.flush()
