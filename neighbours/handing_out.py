"""Personal codes on paper: made in batches for a neighbourhood, each good for one person."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select, update

from bot import store
from bot.context import Context
from bot.language import N_
from bot.people import Person
from bot.places import Neighbourhood
from bot.refusals import Refusal
from moderation import log
from neighbours import codes, standing
from neighbours.models import Letterbox
from neighbours.standing import Changed

LIFE = timedelta(days=180)


def make(context: Context, count: int) -> tuple[int, list[str]]:
    """The number of the batch, and its codes, which are shown this once."""
    place = context.neighbourhood
    made = [codes.make() for _ in range(count)]
    store.one_at_a_time(context.session, "codes")
    batch = (context.session.scalar(select(func.max(Letterbox.batch))) or 0) + 1
    context.session.add_all(
        Letterbox(
            code=codes.hashed(code),
            batch=batch,
            neighbourhood_id=place.id,
            made_by=context.person.id,
            expires=context.now + LIFE,
        )
        for code in made
    )
    made_so_many = N_("made personal codes, batch {subject}: {reason}")
    log.enter(context, made_so_many, str(batch), str(count))
    context.session.flush()
    return batch, made


def redeem(context: Context, code: str, changed: Sequence[Changed]) -> Neighbourhood | None:
    """The neighbourhood in which the speaker is known by this; None for what is no code (any
    more). Raises Refusal."""
    found = context.session.scalar(
        select(Letterbox).where(
            Letterbox.code == codes.hashed(code), Letterbox.expires > context.now
        )
    )
    if found is None:
        return None
    place = context.session.get_one(Neighbourhood, found.neighbourhood_id)
    if context.person.known_in is not None:
        raise Refusal("You are known already, so keep this code for somebody else.")
    found.code, found.used_by, found.used_at = None, context.person.id, context.now
    lives = update(Person).filter_by(id=context.person.id).values(home_id=place.id)
    context.session.execute(lives)
    context.session.flush()
    standing.look_anew(context.session, place.id, changed, context.now)
    return place


def void(context: Context, code: str) -> bool:
    """Others could read it, so it no longer works. Whether it was one."""
    found = context.session.scalar(select(Letterbox).filter_by(code=codes.hashed(code)))
    if found:
        found.code = None
    return found is not None
