"""How ideas are put into words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from bot.incoming import Call
from bot.language import N_, Words
from bot.posts import Button, Picture, Post
from ideas import fields, quoting
from ideas.models import PUBLIC, Gathering, Idea, State, Step
from ideas.rules import rules

Facts: TypeAlias = list[tuple[str, str]]

STATES = {
    State.RECEIVED: N_("received; a moderator reads it first"),
    State.PUBLISHED: N_("published; the city has not answered yet"),
    State.UNDER_REVIEW: N_("under review"),
    State.ACCEPTED: N_("accepted"),
    State.IN_THE_WORKS: N_("in the works"),
    State.DONE: N_("done"),
    State.DECLINED: N_("declined"),
    State.TURNED_AWAY: N_("not published by the moderators"),
    State.MERGED: N_("part of another idea"),
    State.WITHDRAWN: N_("taken back by its author"),
}
COMMITTEE = N_("the committee in charge")
ANSWERED_BY = N_("the city of {city}")


class View(NamedTuple):
    """All that a post about an idea may tell. `by` are names, the author's first; `counted`
    are the supporters who count towards the city's number, `since` when the state changed."""

    idea: Idea
    by: Sequence[str]
    supporters: int
    counted: int
    comments: int
    photos: int
    pictures: Sequence[str]
    reason: str
    since: datetime
    overdue: bool


def standing(seen: View, words: Words) -> Post:
    """The idea as it stands in a room."""
    idea = seen.idea
    if idea.state not in PUBLIC:
        return _gone(seen, words)
    return Post(
        told(idea),
        title=title(idea, words),
        facts=tuple(_about(seen, words) + _numbers(seen, words) + _answer(seen, words)),
        buttons=(support(idea, words),)
        if idea.state not in (State.DONE, State.DECLINED)
        else (),
        comment=quoting.under(idea.id),
        pictures=_pictures(seen, words),
    )


def told(idea: Idea) -> str:
    """What its title does not say already."""
    return "" if idea.text.strip() == idea.title else idea.text


def _pictures(seen: View, words: Words) -> tuple[Picture, ...]:
    described = words.say("A photo of “{title}”", title=seen.idea.title)
    return tuple(Picture(each, described) for each in seen.pictures)


def title(idea: Idea, words: Words) -> str:
    number = str(idea.id)
    return words.say("Idea {number}: {title}", number=number, title=idea.title)


def support(idea: Idea, words: Words) -> Button:
    number = str(idea.id)
    call = Call("support", {"idea": idea.id})
    return Button(words.say("Support this idea"), call, words.line("support", number))


def _gone(seen: View, words: Words) -> Post:
    idea = seen.idea
    facts = [(words.say("Now"), state_of(idea, words))]
    if seen.reason:
        facts.append((words.say("Reason"), seen.reason))
    if idea.merged_into:
        into = words.say("Idea {number}", number=str(idea.merged_into))
        facts.append((words.say("You find it in"), into))
    title = words.say("Idea {number}", number=str(idea.id))
    return Post(title=title, facts=tuple(facts))


def _about(seen: View, words: Words) -> Facts:
    idea = seen.idea
    facts = [(words.say("From"), ", ".join(seen.by))] if seen.by else []
    facts += described(idea, words)
    if seen.photos > len(seen.pictures):
        shown = words.say(
            "{count}, of which you see the first {shown}",
            count=seen.photos,
            shown=len(seen.pictures),
        )
        facts.append((words.say("Photos"), shown))
    return facts


def described(idea: Idea, words: Words) -> Facts:
    """What else was said of it, in the city's own shape."""
    field = fields.label(idea.field, words) if idea.field else None
    said = (
        (words.say("Field of action"), field),
        (words.say("Place"), idea.place),
        (words.say("Problem"), idea.problem),
        (words.say("Goal"), idea.goal),
        (words.say("Solution"), idea.solution),
    )
    return [(name, value) for name, value in said if value]


def _numbers(seen: View, words: Words) -> Facts:
    facts = [(words.say("Supporters"), words.number(seen.supporters))]
    if meter := _meter(seen, words):
        facts.append((words.say("On the way to the committee"), meter))
    if seen.comments:
        facts.append((words.say("Comments"), words.number(seen.comments)))
    return facts


def _meter(seen: View, words: Words) -> str:
    idea = seen.idea
    match idea.gathering:
        case Gathering.OPEN:
            return words.say(
                "{count} of {needed} known neighbours, until {until}",
                count=seen.counted,
                needed=idea.gather_needed,
                until=last_day(idea, words),
            )
        case Gathering.REACHED:
            return words.say("reached on {moment}", moment=idea.gathered_at)
        case Gathering.EXPIRED:
            return words.say(
                "{count} of {needed} when the time was over; it can be revived",
                count=seen.counted,
                needed=idea.gather_needed,
            )
    return ""


def _answer(seen: View, words: Words) -> Facts:
    idea = seen.idea
    facts = [(words.say("State"), state_of(idea, words))]
    if seen.reason:
        facts.append((words.say("Reason"), seen.reason))
    return facts + reference(idea, words) + owed(seen, words)


def reference(idea: Idea, words: Words) -> Facts:
    """Under which the city keeps it, for whoever asks there."""
    if not idea.city_reference:
        return []
    return [(words.say("Reference of the city"), idea.city_reference)]


def owed(seen: View, words: Words) -> Facts:
    """What the city has still to say, and by when."""
    idea = seen.idea
    if not idea.answer_due:
        return []
    who, day = answered_by(idea, words), words.day(_before(idea.answer_due))
    if seen.overdue:
        late = words.say("{who}; the answer is overdue since {day}", who=who, day=day)
        return [(words.say("Who answers"), late)]
    if idea.state != State.PUBLISHED:
        return [(words.say("Next news by"), day)]
    return [(words.say("Who answers"), words.say("{who}, by {moment}", who=who, moment=day))]


def _before(end: datetime | None) -> datetime:
    """A moment of the last day that ends there."""
    assert end
    return end - timedelta(minutes=1)


def last_day(idea: Idea, words: Words) -> str:
    return words.day(_before(idea.gather_until))


def state_of(what: Idea | Step, words: Words) -> str:
    return words.say(STATES[State(what.state)])


def answered_by(idea: Idea, words: Words) -> str:
    city = idea.neighbourhood.city
    return words.own(rules(city).answered_by) or words.say(ANSWERED_BY, city=city.name)


def committee(idea: Idea, words: Words) -> str:
    return words.own(rules(idea.neighbourhood.city).committee) or words.say(COMMITTEE)
