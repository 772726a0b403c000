"""The city's desk: what may be against the law, and appeals for which nobody here is left."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import lent_roles, outbox, places, telling
from bot.context import Context
from bot.incoming import Address
from bot.language import Words
from bot.places import City, Neighbourhood
from bot.posts import Post
from bot.roles import Role
from moderation import cases, rules
from moderation.dossiers import Dossier
from moderation.models import Case


def escalate(context: Context, case: Case) -> None:
    """The city's rooms, and in private those who look after Bude there, hear of it at once, at
    any hour, and without the thing itself."""
    key = f"case:{case.id}:frozen:{context.now.isoformat()}"
    say = partial(_frozen, case, context.person.name)
    city = case.neighbourhood.city
    for to in _rooms(city):
        post = say(places.speech(city.language, city))
        outbox.send(context.session, to, post, key=key, now=context.now)
    for person in _above(context.session, case) - {context.person.id}:
        telling.tell(context.session, person, say, key=key, now=context.now)


def is_heard(context: Context, case: Case) -> bool:
    """Whether somebody who decides what was frozen has heard of it."""
    above = _above(context.session, case)
    reached = (telling.reaches(context.session, person) for person in above)
    rooms = [*_rooms(case.neighbourhood.city)]
    return bool(rooms) or context.person.id in above or any(reached)


def tell_destroyed(session: Session, case: Case, now: datetime) -> None:
    city = case.neighbourhood.city
    for to in _rooms(city):
        post = _destroyed(case, places.speech(city.language, city))
        outbox.send(
            session, to, post, key=f"case:{case.id}:destroyed:{now.isoformat()}", now=now
        )


def _destroyed(case: Case, words: Words) -> Post:
    said = words.say(
        "Nobody decided on case {number} in {place} in time, so its pictures are destroyed "
        "now. {decline} ends it.",
        number=str(case.id),
        place=case.neighbourhood.name,
        decline=words.line("decline", str(case.id)),
    )
    return Post(said)


def _frozen(case: Case, name: str, words: Words) -> Post:
    said = words.say(
        "Case {number} in {place} may be against the law, so {name} froze it. It is kept, "
        "nobody gets to see it, and nobody may pass it on. Please decide what is to be done; "
        "{approve} releases it, {decline} ends it and destroys its pictures, as I do by myself "
        "after {days} days.",
        number=str(case.id),
        place=case.neighbourhood.name,
        name=name,
        approve=words.line("approve", str(case.id)),
        decline=words.line("decline", str(case.id)),
        days=rules.rules(case.neighbourhood.city).frozen_days,
    )
    return Post(said, facts=_files(case, words))


def _files(case: Case, words: Words) -> tuple[tuple[str, str], ...]:
    """So that whoever runs Bude can hand them to the police."""
    if not case.locked:
        return ()
    return ((words.say("Files in the folder of pictures"), " ".join(case.locked)),)


def _above(session: Session, case: Case) -> set[int]:
    """Who decides what was frozen; see `deciders`."""
    above = (Role.ADMIN, Role.CITY_OFFICER)
    return lent_roles.holders(session, above, case.neighbourhood_id)


def _rooms(city: City) -> Iterator[Address]:
    """As the config names them."""
    for written in rules.rules(city).city_desk:
        platform, _, target = written.partition(":")
        yield Address(platform, target)


def bring(context: Context, dossier: Dossier) -> None:
    """An appeal: to the city's rooms, or else to the moderators of its other places; one more
    letter if there was one before."""
    case = dossier.case
    case.letters += 1
    context.session.flush()
    city = case.neighbourhood.city
    post = cases.letter(dossier, places.speech(city.language, city))
    named = list(_rooms(city))
    for to in named or _elsewhere(context.session, case):
        outbox.send(context.session, to, post, key=case.keys[-1], now=context.now)


def _elsewhere(session: Session, case: Case) -> list[Address]:
    others = select(Neighbourhood.id).where(
        Neighbourhood.city_id == case.neighbourhood.city_id,
        Neighbourhood.id != case.neighbourhood_id,
    )
    found = session.scalars(others).all()
    rooms = (room for place in found for room in places.rooms_of(session, place, desk=True))
    return [room.address for room in rooms]
