"""Following what happens in a street, in a field of action, or in the whole neighbourhood.

Of a street only its district is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from bot import gazetteer
from bot import telling as in_private
from bot.context import Context
from bot.refusals import Refusal
from ideas import fields, showing, telling
from ideas.models import Follow, Idea


def follow(context: Context, what: str | None) -> Follow:
    """Without a word for it, the whole neighbourhood. Raises Refusal."""
    field, district = _field(context, what), None
    if what and field is None:
        district = _district(context, what)
    found = _same(context, field, district)
    if found:
        return found
    followed = Follow(
        person_id=context.person.id,
        neighbourhood_id=context.neighbourhood.id,
        field=field,
        district=district,
        since=context.now,
    )
    context.session.add(followed)
    context.session.flush()
    return followed


def _field(context: Context, what: str | None) -> str | None:
    said = (what or "").strip().casefold()
    for slug in fields.SLUGS:
        if said == slug or any(
            said in words.synonyms("choice", slug) for words in context.vocabularies()
        ):
            return slug
    return None


def _district(context: Context, what: str) -> str | None:
    place = context.neighbourhood
    if what.strip().casefold() in (place.slug.casefold(), place.name.casefold()):
        return None
    known = gazetteer.of(place.city)
    found = known.mentioned(what) or known.of_street(what)
    if not found:
        raise Refusal(
            "I know no street, district or field of action called “{what}” in {city}. {line} "
            "shows the fields.",
            what=what,
            city=place.city.name,
            line=context.words.line("field"),
        )
    return found[0]


def _same(context: Context, field: str | None, district: str | None) -> Follow | None:
    mine = select(Follow).filter_by(
        person_id=context.person.id,
        neighbourhood_id=context.neighbourhood.id,
        field=field,
        district=district,
    )
    return context.session.scalars(mine).first()


def unfollow(context: Context) -> int:
    """How many there were."""
    mine = select(Follow.id).filter_by(person_id=context.person.id)
    count = len(context.session.scalars(mine).all())
    context.session.execute(delete(Follow).where(Follow.person_id == context.person.id))
    return count


def reachable(context: Context) -> bool:
    """Whether they can be told alone."""
    return context.private or in_private.reaches(context.session, context.person.id)


def tell(session: Session, idea: Idea, now: datetime) -> None:
    """Whoever follows this place or field, and did not write it, hears of a new idea."""
    seen = showing.view(session, idea, now)
    for person_id in _followers(session, idea):
        if person_id != idea.author_id:
            say = partial(telling.new, seen)
            in_private.tell(session, person_id, say, key=_key(idea), now=now)


def tell_anew(session: Session, idea: Idea, now: datetime) -> None:
    """To those who have not heard it yet, as it is by now."""
    say = partial(telling.new, showing.view(session, idea, now))
    in_private.say_anew(session, say, key=_key(idea))


def show_anew(session: Session, idea: Idea, now: datetime) -> None:
    """Also to those who have."""
    say = partial(telling.new, showing.view(session, idea, now))
    in_private.show_anew(session, say, key=_key(idea), now=now)


def _key(idea: Idea) -> str:
    return f"{idea.key}:new"


def _followers(session: Session, idea: Idea) -> Sequence[int]:
    ways: list[ColumnElement[bool]] = [Follow.field.is_(None) & Follow.district.is_(None)]
    if idea.field:
        ways.append(Follow.field == idea.field)
    if idea.district:
        ways.append(Follow.district == idea.district)
    here = select(Follow.person_id).where(
        Follow.neighbourhood_id == idea.neighbourhood_id, or_(*ways)
    )
    return session.scalars(here.distinct().order_by(Follow.person_id)).all()
