"""What happened to ideas, for the feed and the digest: queries over what is kept anyway."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from bot.language import N_
from bot.news import News, newest
from bot.places import Neighbourhood
from ideas import news_posts, telling, threshold
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
        (Step.state != State.PUBLISHED) | ~_published_again(),
        # Not a join: by the clock the newest are found at once, however many ideas there are.
        select(Idea.id).where(Idea.id == Step.idea_id, here).exists(),
    )
    newest_steps = steps.order_by(Step.at.desc(), Step.id.desc()).limit(most)
    taken = session.scalars(newest_steps).all()
    told = [*_stepped(session, taken), *_gathered(session, here, since, until, most)]
    return newest(told, most)


def _published_again() -> ColumnElement[bool]:
    """It was taken down and put back since: that is when everybody could read it at last."""
    later = aliased(Step)
    again = select(later.id).where(
        later.idea_id == Step.idea_id, later.state == State.PUBLISHED, later.id > Step.id
    )
    return again.exists()


def _stepped(session: Session, steps: Sequence[Step]) -> Sequence[News]:
    numbers = {step.idea_id for step in steps}
    ideas = {
        idea.id: idea for idea in session.scalars(select(Idea).where(Idea.id.in_(numbers)))
    }
    return [_step(ideas[step.idea_id], step) for step in steps]


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
