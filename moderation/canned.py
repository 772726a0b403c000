"""The canned reasons of a city: ours, those of its config, and what moderators made of them."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.language import N_, Words
from bot.places import City
from bot.refusals import Refusal
from moderation import log, rules
from moderation.models import CannedReason

LONGEST_NAME = 20
# The one reason that says by itself too little.
LAW = "unlawful"
# So like a short name that it can hardly be anything else.
NEAR = 0.8


class Ground(StrEnum):
    """On what a decision rests."""

    RULES = "rules"
    LAW = "law"


class Reason(NamedTuple):
    """`cause` is the short name by which it is counted; "other" if it was written freely."""

    text: str
    ground: Ground = Ground.RULES
    cause: str = "other"


# Each can be said otherwise, or left out, by the config and by moderators.
CANNED: Mapping[str, tuple[str, Ground]] = {
    "advert": (N_("This is advertising; it does not belong here."), Ground.RULES),
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
    LAW: (N_("This is against the law."), Ground.LAW),
}


def reasons(session: Session, city: City, words: Words) -> dict[str, Reason]:
    """By short name, in their order; the city's own come last."""
    own = {**rules.rules(city).reasons, **_edited(session, city)}
    known = {
        cause: Reason(own.get(cause, words.say(text)), ground, cause)
        for cause, (text, ground) in CANNED.items()
    }
    added = {
        cause: Reason(text, cause=cause) for cause, text in own.items() if cause not in CANNED
    }
    return {cause: each for cause, each in (known | added).items() if each.text}


def _edited(session: Session, city: City) -> dict[str, str]:
    query = select(CannedReason.cause, CannedReason.text).filter_by(city_id=city.id)
    return dict(session.execute(query.order_by(CannedReason.cause)).all())


def choice(session: Session, city: City, words: Words) -> Sequence[tuple[str, str]]:
    """The canned reasons to choose from: short name and text."""
    listed = reasons(session, city, words).items()
    return [(called(cause, words), each.text) for cause, each in listed]


def read(written: str, context: Context, city: City, author: Words) -> Reason:
    """What a moderator wrote: the number or short name of a canned reason, which its author
    reads in their own language, or a reason in the moderator's own words."""
    listed = reasons(context.session, city, author)
    name, law = (*written.split(maxsplit=1), "", "")[:2]
    if _meant(name, context, listed) == LAW and _names_law(name, law):
        return Reason(author.say("This is against the law: {law}", law=law), Ground.LAW, LAW)
    cause = _meant(written, context, listed)
    if cause == LAW and listed[LAW].text == author.say(CANNED[LAW][0]):
        raise Refusal(
            "Whoever is declined by the law must read by which. Write the short name and then "
            "the law, such as: {example}",
            example=f"{called(LAW, context.words)} § 185 StGB",
        )
    if cause is None:
        _refuse_slip(written, context, listed)
    return listed[cause] if cause else Reason(written)


def _names_law(name: str, law: str) -> bool:
    """After a number, only what begins as a law does: "7 people saw it" is a reason too."""
    return law.startswith("§") if name.isdecimal() else bool(law)


def _refuse_slip(written: str, context: Context, listed: Mapping[str, Reason]) -> None:
    """Its author would read a number that stands for nothing, or a short name misspelt."""
    if not any(map(str.isalpha, written)):
        raise Refusal(
            "There is no reason {written} in the list; it goes from 1 to {last}. A short name "
            "or words of your own will do as well.",
            written=written.strip(),
            last=len(listed),
        )
    names = {name for cause in listed for name in _names(cause, context)}
    if near := get_close_matches(_plain(written), names, 1, NEAR):
        raise Refusal(
            "There is no reason called “{written}”. Did you mean {near}? Say it once more; a "
            "reason of your own may be a whole sentence.",
            written=written.strip(),
            near=near[0],
        )


def _meant(written: str, context: Context, listed: Mapping[str, Reason]) -> str | None:
    wanted = _plain(written)
    for number, cause in enumerate(listed, 1):
        if wanted in _names(cause, context) | {str(number)}:
            return cause
    return None


def _names(cause: str, context: Context) -> set[str]:
    """The short name in every language."""
    spoken = {called(cause, words).casefold() for words in context.vocabularies()}
    return spoken | {cause.casefold()}


def _plain(written: str) -> str:
    return written.strip().rstrip(".!").casefold()


def called(cause: str, words: Words) -> str:
    """The short name in somebody's language."""
    return words.term("reason", cause)


# Editing


def word(context: Context, name: str, text: str) -> None:
    """Add a reason of that name, or say an old one otherwise. Raises Refusal."""
    city = context.neighbourhood.city
    listed = reasons(context.session, city, context.words)
    cause = _meant(name, context, listed) or _new_name(name)
    log.enter(context, N_("worded the reason {subject}: {reason}"), cause, text)
    _keep(context.session, city, cause, text)


def take_out(context: Context, name: str) -> None:
    """Raises Refusal."""
    city = context.neighbourhood.city
    cause = _meant(name, context, reasons(context.session, city, context.words))
    if cause is None:
        raise Refusal(
            "There is no reason called “{name}”. {line} shows all there are.",
            name=name,
            line=context.words.line("reasons"),
        )
    log.enter(context, N_("took out the reason {subject}"), cause)
    _keep(context.session, city, cause, "")


def _new_name(name: str) -> str:
    """A number would be one of the list, and two words the beginning of a reason."""
    wanted = name.strip().casefold()
    if not wanted.isalpha() or len(wanted) > LONGEST_NAME:
        raise Refusal(
            "A reason needs a short name: one word without digits, such as “{example}”.",
            example="noise",
        )
    return wanted


def _keep(session: Session, city: City, cause: str, text: str) -> None:
    session.merge(CannedReason(city_id=city.id, cause=cause, text=text))
    session.flush()
