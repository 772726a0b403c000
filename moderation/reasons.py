"""The statement of reasons that whoever is restricted gets.

It has what the Digital Services Act, Art. 17(3), asks for: what is restricted, on which facts,
whether a machine decided, on which ground, and what can be done about it.
"""

from datetime import datetime, timedelta

from bot.language import Words
from bot.posts import Post
from moderation import cases, rules, standing
from moderation.canned import Ground
from moderation.dossiers import Dossier
from moderation.models import Case, State


def statement(dossier: Dossier, restricted: str, words: Words) -> Post:
    """`restricted` says what is restricted, in words."""
    case = dossier.case
    facts = [
        (words.say("What is decided"), restricted),
        (words.say("Where, and how long"), _extent(case, words)),
        (words.say("Why"), case.reason or ""),
        (words.say("This rests on"), _ground(case, words)),
        (words.say("How it came up"), _came_up(dossier, words)),
        (words.say("Who decided"), words.say("a person of the moderators, not a machine")),
        (words.say("If you disagree"), redress(case, words)),
    ]
    return Post(
        cases.excerpt(dossier, words),
        title=cases.heading(dossier, words),
        facts=tuple(fact for fact in facts if fact[1]),
    )


def _extent(case: Case, words: Words) -> str:
    place = case.neighbourhood.name
    if case.state == State.FROZEN:
        return words.say("In {place}, until it is decided", place=place)
    if case.until:
        return words.say("In {place}, until {until}", place=place, until=case.until)
    return words.say("In {place}, for good", place=place)


def _ground(case: Case, words: Words) -> str:
    if case.state == State.FROZEN:
        return words.say("the law, if this is against it")
    if case.ground == Ground.LAW:
        return words.say("the law; the reason says which part of it")
    where = rules.rules(case.neighbourhood.city).house_rules
    if where:
        return words.say("the rules of the neighbourhood: {where}", where=where)
    return words.say("the rules of the neighbourhood")


def _came_up(dossier: Dossier, words: Words) -> str:
    """Also what a machine had to do with it."""
    found = [_first_seen(dossier.case, words)]
    if dossier.case.marks:
        found.append(words.say("words of the city's list were found in it by machine"))
    return "; ".join(found)


def _first_seen(case: Case, words: Words) -> str:
    if case.was_reported:
        return words.say("somebody asked the moderators to look at it")
    if not case.held:
        return words.say("the moderators saw it")
    because = standing.because(case, words, standing.YOU)
    return words.say("I held it back for a moderator by myself: {because}", because=because)


def redress(case: Case, words: Words) -> str:
    """What can still be done: an appeal, once, and whom else one may turn to."""
    days = rules.rules(case.neighbourhood.city).appeal_days
    parts = [_appeal(case, days, words), elsewhere(case, words)]
    return " ".join(part for part in parts if part)


def elsewhere(case: Case, words: Words) -> str:
    """To whom one may turn besides: whom the city names, and the courts."""
    named = rules.rules(case.neighbourhood.city).redress
    court = words.say("You may go to court.")
    return f"{named} {court}" if named else court


def may_appeal(case: Case, now: datetime) -> bool:
    """Whether its author can still ask for a second look."""
    if case.was_appealed or case.state != State.DECLINED:
        return False
    days = rules.rules(case.neighbourhood.city).appeal_days
    return now <= last_day(case.decided_at or case.opened_at, days)


def _appeal(case: Case, days: int, words: Words) -> str:
    if case.was_appealed or case.decided_at is None or case.state != State.DECLINED:
        return ""
    return words.say(
        "Write {line} and why, until {day}; then somebody else decides anew.",
        line=words.line("appeal", str(case.id)),
        day=words.day(last_day(case.decided_at, days)),
    )


def last_day(decided_at: datetime, days: int) -> datetime:
    return decided_at + timedelta(days=days)
