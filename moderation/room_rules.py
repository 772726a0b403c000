"""What a room lays down for itself, and what holds there with what its city lays down."""

from datetime import timedelta

from sqlalchemy.orm import Session

from bot import places
from bot.incoming import Address
from bot.places import Neighbourhood, Room
from moderation.contributions import Contribution
from moderation.models import RoomRule
from moderation.rules import rules
from moderation.triage import House, Rule

STRICTER = list(Rule).index


def house(
    session: Session, room: Room | None, place: Neighbourhood, given: Contribution
) -> House:
    """What triage needs to know, of the room where somebody speaks.

    What is said in no room of neighbours, such as to Bude alone, appears in all of them: then
    the strictest rule holds.
    """
    laid_down = rules(place.city)
    own, otherwise = _own(session, room, place), given.rule or laid_down.rule
    return House(
        rule=max((Rule(each.rule if each else otherwise) for each in own), key=STRICTER),
        pairs=max(each.eyes if each else 1 for each in own),
        newcomer_for=timedelta(days=laid_down.newcomer_days),
        trusted_links=tuple(laid_down.trusted_links),
        watched_words=tuple(laid_down.watched_words),
    )


def _own(session: Session, room: Room | None, place: Neighbourhood) -> list[RoomRule | None]:
    here = [room] if room and not room.desk else places.rooms_of(session, place.id)
    own = [session.get(RoomRule, (each.platform, each.target)) for each in here]
    return own or [None]


def eyes(place: Neighbourhood, house: House, given: Contribution) -> int:
    """How many moderators must agree before this is published."""
    youth = rules(place.city).youth_pairs if given.of_youth else 1
    return max(house.pairs, youth, given.eyes)


def lay_down(session: Session, at: Address, rule: Rule, eyes: int) -> None:
    session.merge(RoomRule(platform=at.platform, target=at.target, rule=rule.value, eyes=eyes))
    session.flush()
