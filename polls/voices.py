"""Whose votes count in which poll, and which are shown apart."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement

from bot.context import Context
from bot.language import OwnWords
from bot.people import Neighbour, Person
from bot.places import City
from bot.refusals import Refusal
from polls.models import Ballot, Poll, State
from polls.rules import rules


class Who(StrEnum):
    """Who may vote."""

    EVERYBODY = "everybody"
    KNOWN = "known"


class Voice(StrEnum):
    """Of a known neighbour; of somebody met before the poll was asked; or only later."""

    KNOWN = "known"
    EARLIER = "earlier"
    NEWER = "newer"


def of(person: Neighbour | Person, poll: Poll) -> Voice:
    if person.known_in == poll.neighbourhood_id:
        return Voice.KNOWN
    # Whoever asks with their first words is met at that same moment.
    asked_it = person.id == poll.asker_id
    met_before = asked_it or person.since is None or person.since < poll.asked_at
    return Voice.EARLIER if met_before else Voice.NEWER


def refuse_strangers(context: Context, poll: Poll) -> None:
    """Raises Refusal for who has no voice in this poll."""
    person = context.person
    if poll.who == Who.KNOWN and person.known_in != poll.neighbourhood_id:
        raise Refusal(
            "Only neighbours known in {place} can vote here. {line} says how to become known.",
            place=poll.neighbourhood.name,
            line=context.words.line("known"),
        )
    if person.voice_from and poll.asked_at <= person.voice_from:
        raise Refusal(
            "When this was asked, you were one person with another account, and the vote is "
            "with that one. In what was asked after {moment} you have your own.",
            moment=person.voice_from,
        )


def wanted(city: City, said: str | None, decides: OwnWords | None) -> Who:
    """Who may vote in a new poll. What binds a council is for known neighbours; a poll that
    says itself what it decides is not what the city binds itself by. Raises Refusal."""
    laid_down = rules(city)
    if laid_down.binding and decides is None:
        if said == Who.EVERYBODY:
            raise Refusal(
                "What this poll decides is binding in {city}, so only known neighbours vote in "
                "it.",
                city=city.name,
            )
        return Who.KNOWN
    return Who(said or laid_down.who)


def counting(poll: Poll) -> Sequence[ColumnElement[bool]]:
    """Which ballots count; after the end of a secret poll only those are left."""
    laid_open = poll.secret and poll.state == State.CLOSED
    return () if laid_open else allowed(poll)


def allowed(poll: Poll) -> Sequence[ColumnElement[bool]]:
    return (Ballot.voice == Voice.KNOWN,) if poll.who == Who.KNOWN else ()


def merged(one: Person, other: Person) -> Person:
    """How both together are known, before they are `one`; not to be kept."""
    since: datetime | None = None
    if one.since and other.since:
        since = min(one.since, other.since)
    return Person(id=one.id, known_in=one.known_in, since=since)
