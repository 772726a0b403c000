"""What moderators restrict of their own accord is a decision like others: with its reasons, and
a second look for whom it is about."""

from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import select

from bot import places
from bot.context import Context
from bot.incoming import Address
from bot.people import Account, Person
from moderation import answers, dossiers, telling
from moderation.canned import Reason
from moderation.contributions import Contribution
from moderation.models import Case, State


class Restriction(NamedTuple):
    """`given` is what is restricted, `author_id` whose it is; `reported`: somebody had asked
    the moderators to look."""

    given: Contribution
    author_id: int
    reason: Reason
    until: datetime | None = None
    reported: bool = False


def restrict(context: Context, restriction: Restriction) -> Case:
    """A case that was decided as it was opened; its author hears of it."""
    case = _case(context, restriction)
    case.becomes(State.DECLINED)
    context.session.add(case)
    context.session.flush()
    dossier = dossiers.of(context.session, case, restriction.given)
    say = partial(answers.to_author, dossier, State.PUBLISHED)
    telling.tell(context.session, telling.author(case), say, "restricted", context.now)
    return case


def _case(context: Context, restriction: Restriction) -> Case:
    given, reason = restriction.given, restriction.reason
    origin = _origin(context, restriction.author_id)
    return Case(
        neighbourhood=context.neighbourhood,
        kind=given.kind,
        number=given.number,
        author_id=restriction.author_id,
        fingerprint="",
        held=[],
        marks=[],
        eyes=given.eyes,
        of_youth=given.of_youth,
        was_reported=restriction.reported,
        opened_at=context.now,
        language=language(context, restriction.author_id),
        platform=origin.platform,
        target=origin.target,
        decided_at=context.now,
        decided_by=context.person.id,
        ground=reason.ground,
        cause=reason.cause,
        reason=reason.text,
        until=restriction.until,
    )


def language(context: Context, author_id: int) -> str:
    """In which its author reads the reasons: as they wish, or as they last wrote something
    that moderators saw."""
    wanted = context.session.get_one(Person, author_id).language
    theirs = select(Case.language).where(Case.author_id == author_id)
    wrote = theirs.where(Case.fingerprint != "")
    spoken = context.session.scalar(wrote.order_by(Case.id.desc()).limit(1))
    return wanted or spoken or context.neighbourhood.city.language


def _origin(context: Context, author_id: int) -> Address:
    """A room of the neighbourhood in which they may be."""
    theirs = select(Account.platform).where(Account.person_id == author_id)
    platforms = set(context.session.scalars(theirs))
    rooms = places.rooms_of(context.session, context.neighbourhood.id)
    return next((room.address for room in rooms if room.platform in platforms), context.at)
