"""What happened to ideas, for the feed and the digest: queries over what is kept anyway."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot import sharing
from bot.language import N_
from bot.news import News, by_number, newest
from bot.places import Neighbourhood
from ideas import news_posts, subject, telling, threshold
from ideas.models import PUBLIC, Gathering, Idea, State, Step

NEW = N_("New ideas")
ANSWERS = N_("Answers of the city")
SUPPORT = N_("Support for ideas")


def happened(
    session: Session,
    neighbourhood: Neighbourhood,
    since: datetime,
    until: datetime,
    most: int,
) -> Sequence[News]:
    """Obeys bot.news.Teller."""
    here = (Idea.neighbourhood_id == neighbourhood.id) & Idea.state.in_(PUBLIC)
    steps = select(Step).where(
        Step.at > since,
        Step.at <= until,
        Step.state.in_(PUBLIC),
        # Not a join: by the clock the newest are found at once, however many ideas there are.
        select(Idea.id).where(Idea.id == Step.idea_id, here).exists(),
    )
    latest = steps.order_by(Step.at.desc(), Step.id.desc()).limit(most)
    stepped = _stepped(session, session.scalars(latest).all())
    return newest([*stepped, *_gathered(session, here, since, until, most)], most)


def still_there(session: Session, keys: Collection[str]) -> Collection[str]:
    """Obeys bot.news.StillThere."""
    wanted = by_number(keys, subject.KIND)
    public = select(Idea.id).where(Idea.state.in_(PUBLIC))
    there = session.scalars(public.where(sharing.among(session, Idea.id, wanted)))
    return {wanted[number] for number in there}


def _stepped(session: Session, steps: Sequence[Step]) -> Sequence[News]:
    numbers = {step.idea_id for step in steps}
    ideas = {
        idea.id: idea for idea in session.scalars(select(Idea).where(Idea.id.in_(numbers)))
    }
    last = _last_published(session, numbers)
    return [
        _step(ideas[step.idea_id], step)
        for step in steps
        if step.state != State.PUBLISHED or step.id in last
    ]


def _last_published(session: Session, numbers: Collection[int]) -> Collection[int]:
    """Of each of these ideas. What was taken down and put back is new since then."""
    published = select(func.max(Step.id)).where(
        Step.idea_id.in_(numbers), Step.state == State.PUBLISHED
    )
    return set(session.scalars(published.group_by(Step.idea_id)))


def _step(idea: Idea, step: Step) -> News:
    new = step.state == State.PUBLISHED
    return News(
        key=f"{idea.key}:step:{step.id}",
        at=step.at,
        neighbourhood_id=idea.neighbourhood_id,
        topic=NEW if new else ANSWERS,
        about=idea.key,
        say=partial(news_posts.new, idea) if new else partial(news_posts.answer, idea, step),
    )


def _gathered(
    session: Session, here: ColumnElement[bool], since: datetime, until: datetime, most: int
) -> Sequence[News]:
    """There were enough supporters, or the time was over."""
    ended = select(Idea).where(
        here,
        Idea.gathering.in_((Gathering.REACHED, Gathering.EXPIRED)),
        Idea.gathered_at > since,
        Idea.gathered_at <= until,
    )
    latest = ended.order_by(Idea.gathered_at.desc(), Idea.id.desc()).limit(most)
    return [_gathering(session, idea) for idea in session.scalars(latest)]


def _gathering(session: Session, idea: Idea) -> News:
    assert idea.gathered_at
    count = threshold.counted(session, idea)
    return News(
        key=threshold.key(idea, idea.gathering),
        at=idea.gathered_at,
        neighbourhood_id=idea.neighbourhood_id,
        topic=SUPPORT,
        about=idea.key,
        say=partial(telling.gathered, idea, count),
    )
