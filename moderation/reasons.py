"""Reasons: the canned ones of a city, and the statement that whoever is restricted gets.

The statement has what the Digital Services Act, Art. 17(3), asks for: what is restricted, on
which facts, whether a machine decided, on which ground, and what can be done about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.language import N_, Words
from bot.places import City
from bot.posts import Post
from moderation import cases, rules
from moderation.dossiers import Dossier
from moderation.models import Case, State


class Ground(StrEnum):
    """On what a decision rests."""

    RULES = "rules"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Reason:
    """`cause` is the short name by which it is counted; "other" if it was written freely."""

    text: str
    ground: Ground = Ground.RULES
    cause: str = "other"


# Each can be said otherwise, or left out (""), in the config.
CANNED: Mapping[str, tuple[str, Ground]] = {
    "advert": (N_("This is advertising, and here is no place for it."), Ground.RULES),
    "twice": (N_("This was published here before."), Ground.RULES),
    "insult": (
        N_("This hurts or insults somebody. Please say it without that, and it is welcome."),
        Ground.RULES,
    ),
    "private": (
        N_("This tells private things of somebody, such as a name, address or number."),
        Ground.RULES,
    ),
    "elsewhere": (
        N_("This is not about the neighbourhood, or not in its hands."),
        Ground.RULES,
    ),
    "unclear": (
        N_("We do not understand what is meant. Please write it once more in other words."),
        Ground.RULES,
    ),
    "unlawful": (N_("This is against the law."), Ground.LAW),
}


def canned(city: City, words: Words) -> dict[str, Reason]:
    """By short name, in their order; the city's own come last."""
    own = rules.rules(city).reasons
    known = {
        cause: Reason(own.get(cause, words.say(text)), ground, cause)
        for cause, (text, ground) in CANNED.items()
    }
    added = {
        cause: Reason(text, cause=cause) for cause, text in own.items() if cause not in CANNED
    }
    return {cause: each for cause, each in (known | added).items() if each.text}


def read(written: str, city: City, spoken: Sequence[Words], author: Words) -> Reason:
    """What a moderator wrote, in one of the languages `spoken`: the number or short name of a
    canned reason, which its author reads in their own, or a reason in their own words."""
    listed = list(canned(city, author).values())
    wanted = written.strip().casefold()
    for number, each in enumerate(listed, 1):
        names = {called(each.cause, words).casefold() for words in spoken}
        if wanted in names | {str(number), each.cause}:
            return each
    return Reason(written)


def called(cause: str, words: Words) -> str:
    """The short name in somebody's language."""
    return words.term("reason", cause)


def statement(dossier: Dossier, restricted: str, words: Words) -> Post:
    """`restricted` says what is restricted, in words."""
    case = dossier.case
    facts = [
        (words.say("What is decided"), restricted),
        (words.say("Why"), case.reason or ""),
        (words.say("This rests on"), _ground(case, words)),
        (words.say("How it came up"), _came_up(dossier, words)),
        (words.say("Who decided"), words.say("a person of the moderators, not a machine")),
        (words.say("If you disagree"), redress(case, words)),
    ]
    return Post(
        cases.excerpt(dossier, words),
        title=cases.heading(case, words),
        facts=tuple(fact for fact in facts if fact[1]),
    )


def _ground(case: Case, words: Words) -> str:
    if case.ground == Ground.LAW:
        return words.say("the law; the reason says which part of it")
    where = rules.rules(case.neighbourhood.city).house_rules
    if where:
        return words.say("the rules of the neighbourhood: {where}", where=where)
    return words.say("the rules of the neighbourhood")


def _came_up(dossier: Dossier, words: Words) -> str:
    if dossier.case.was_reported:
        return words.say("somebody asked the moderators to look at it")
    if not dossier.case.held:
        return words.say("the moderators saw it")
    because = cases.because(dossier.case, words, cases.YOU)
    return words.say("it was held back for a moderator: {because}", because=because)


def redress(case: Case, words: Words) -> str:
    """What can still be done: an appeal, once, and whom else one may turn to."""
    laid_down = rules.rules(case.neighbourhood.city)
    parts = [_appeal(case, laid_down.appeal_days, words), laid_down.redress]
    parts.append(words.say("You may go to court."))
    return " ".join(part for part in parts if part)


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


def choice(city: City, words: Words) -> Sequence[tuple[str, str]]:
    """The canned reasons to choose from: short name and text."""
    return [(called(cause, words), each.text) for cause, each in canned(city, words).items()]
