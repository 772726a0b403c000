"""Support: one for each person, whatever they speak from; it can be taken back."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import sharing, store
from bot.context import Context
from bot.refusals import Refusal
from bot.sharing import Insert
from ideas import threshold
from ideas.models import Gathering, Idea, State, Support


def give(context: Context, idea: Idea) -> bool:
    """Support an idea; whether this is news. Raises Refusal."""
    refuse_when_over(context, idea)
    _refuse_parted(context, idea)
    before = standing(context.session, idea, context.person.id)
    enter(context.session, idea, context.person.id, context.said_at)
    threshold.look_at(context.session, idea, context.now)
    return not before


def take_back(context: Context, idea: Idea) -> bool:
    """Whether there was any. What was said later stands, whatever comes in last."""
    before = standing(context.session, idea, context.person.id)
    enter(context.session, idea, context.person.id, context.said_at, stands=False)
    return before


def refuse_when_over(context: Context, idea: Idea) -> None:
    number = str(idea.id)
    match idea.state:
        case State.RECEIVED:
            raise Refusal(
                "Idea {number} still waits for a moderator. Once it is published, everybody "
                "can support it.",
                number=number,
            )
        case State.DONE | State.DECLINED | State.WITHDRAWN | State.TURNED_AWAY:
            raise Refusal(
                "Idea {number} is settled. {line} shows how it went.",
                number=number,
                line=context.words.line("ideas", number),
            )
    if threshold.is_over(idea, context.said_at):
        raise Refusal(
            "The time to support idea {number} ended on {until}. It can be revived: {line}",
            number=number,
            until=idea.gather_until,
            line=context.words.line("revive", number),
        )


def _refuse_parted(context: Context, idea: Idea) -> None:
    """Who left another person would support an idea twice."""
    since = context.person.voice_from
    if since and idea.received_at <= since:
        raise Refusal(
            "When idea {number} came, you were one person with another account, which speaks "
            "for both. You can support ideas that came after {moment}.",
            number=str(idea.id),
            moment=since,
        )


def enter(
    session: Session, idea: Idea, person_id: int, said_at: datetime, *, stands: bool = True
) -> None:
    session.flush()
    row = {"idea_id": idea.id, "person_id": person_id, "stands": stands, "said_at": said_at}
    session.execute(_upsert(store.dialect(session)), row)
    idea.restless = True


def standing(session: Session, idea: Idea, person_id: int) -> bool:
    query = select(Support.stands).filter_by(idea_id=idea.id, person_id=person_id)
    return bool(session.scalar(query))


def counts(session: Session, ideas: Sequence[int]) -> dict[int, int]:
    """How many support each of these ideas; those that nobody supports are left out."""
    these = sharing.among(session, Support.idea_id, ideas), Support.stands.is_(True)
    query = select(Support.idea_id, func.count()).where(*these).group_by(Support.idea_id)
    return dict(session.execute(query).all())


def hand_over(session: Session, one: Idea, other: Idea) -> None:
    """Who supported the one supports the other; whoever spoke of both, as they said last.

    Support that still counted there counts here, too.
    """
    session.flush()
    still_counts = one.gathering != Gathering.EXPIRED
    for row in session.scalars(select(Support).filter_by(idea_id=one.id)).all():
        since = other.gather_from if still_counts and row.stands else None
        said_at = max(row.said_at, since) if since else row.said_at
        _keep_both(session, other, row, said_at)
    other.restless = True


def _keep_both(session: Session, other: Idea, row: Support, said_at: datetime) -> None:
    """Support is never lost by becoming one: it stands unless taken back of both."""
    theirs = session.get(Support, (other.id, row.person_id))
    if theirs is None:
        new = Support(
            idea_id=other.id, person_id=row.person_id, stands=row.stands, said_at=said_at
        )
        session.add(new)
    elif theirs.stands == row.stands:
        theirs.said_at = max(theirs.said_at, said_at)
    elif row.stands:
        theirs.stands, theirs.said_at = True, max(theirs.said_at, said_at)
    session.flush()


def look_anew(session: Session, person_id: int) -> None:
    """Somebody became known as a neighbour, or is not any more: what they support shows it."""
    theirs = select(Support.idea_id).filter_by(person_id=person_id, stands=True)
    shown = update(Idea).where(Idea.id.in_(theirs)).values(restless=True)
    session.execute(shown.execution_options(synchronize_session=False))


@cache
def _upsert(dialect: str) -> Insert:
    new = sharing.insert(Support, dialect)
    return new.on_conflict_do_update(
        index_elements=["idea_id", "person_id"],
        set_={"stands": new.excluded.stands, "said_at": new.excluded.said_at},
        where=Support.said_at <= new.excluded.said_at,
    )
