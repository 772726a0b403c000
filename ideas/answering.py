"""The city's word on an idea: a new state, with a reason in public words."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import outbox, places
from bot import telling as in_private
from bot.context import Context
from bot.places import Room
from bot.posts import Post
from bot.refusals import Refusal
from ideas import concerned, following, rules, showing, stepping, telling
from ideas.models import PUBLIC, Idea, State, Step

# What a city officer may say, by the word for it in a command.
SAID = {
    "review": State.UNDER_REVIEW,
    "accepted": State.ACCEPTED,
    "works": State.IN_THE_WORKS,
    "done": State.DONE,
    "declined": State.DECLINED,
}


def answer(
    context: Context, idea: Idea, state: State, reason: str, due: datetime | None = None
) -> None:
    """Told in all rooms, and alone to whose idea it is and to all who support it. Raises
    Refusal."""
    if idea.state not in PUBLIC:
        raise Refusal("Idea {number} is not published.", number=str(idea.id))
    if due is not None and due <= context.now:
        raise Refusal("The next answer cannot be due in the past.")
    idea.answer_due, idea.shown_overdue = due or _next(idea, state, context.now), False
    stepping.enter(context.session, idea, state, reason, context.person.id, context.now)
    step = stepping.last(context.session, idea)
    assert step
    tell(context.session, idea, step, context.now)


def _next(idea: Idea, state: State, now: datetime) -> datetime | None:
    """Whoever reviews owes a decision; whoever decided owes nothing more."""
    if state != State.UNDER_REVIEW:
        return None
    city = idea.neighbourhood.city
    return rules.days_later(now, rules.rules(city).answer_within_days, city)


def tell_anew(session: Session, idea: Idea, now: datetime) -> None:
    """What stands or waits about it names nobody who is not there any more."""
    outbox.revise(session, showing.say(session, idea, now), key=idea.key, now=now)
    following.tell_anew(session, idea, now)
    step = stepping.last(session, idea)
    if step:
        say, key = partial(telling.answered, showing.view(session, idea, now)), _key(idea, step)
        outbox.revise(session, say, key=key, now=now)
        in_private.say_anew(session, say, key=key)


def _key(idea: Idea, step: Step) -> str:
    return f"{idea.key}:step:{step.id}"


def tell(session: Session, idea: Idea, step: Step, now: datetime) -> None:
    seen = showing.view(session, idea, now)
    say = partial(telling.answered, seen)
    key = _key(idea, step)
    for room in places.rooms_of(session, idea.neighbourhood_id):
        _tell_room(session, idea, room, say(places.tongue(room)), key, now)
    concerned.tell(session, idea, say, key=key, now=now, by=step.person_id)


def _tell_room(
    session: Session, idea: Idea, room: Room, post: Post, key: str, now: datetime
) -> None:
    """Where it came from everybody shall see it; elsewhere it stands under the idea's post."""
    to = room.address
    if idea.origin != to:
        to = outbox.under(session, to, idea.key)
    outbox.send(session, to, post, key=key, now=now)
