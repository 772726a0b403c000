"""Coming into a room: nothing said there before was said to us, except in a chat of two, by
whoever invited us to it."""

from collections.abc import Sequence
from typing import NamedTuple

from adapters.matrix.rooms import Room, arrival
from adapters.matrix.shapes import Event, table, text


class Arrival(NamedTuple):
    """`before` shows how the room was up to our coming, that included. `waiting` is what was
    said to us alone meanwhile, and `since` what was said with us there."""

    before: list[Event]
    waiting: list[Event]
    since: list[Event]


def arrived(us: str, state: Sequence[Event], said: Sequence[Event]) -> Arrival | None:
    """None if we did not come in with this timeline."""
    found = [index for index, each in enumerate(said) if arrival(each, us)]
    if not found:
        return None
    after = found[-1] + 1
    before = [*state, *said[:after]]
    return Arrival(before, said_to_us(us, state, said[:after]), list(said[after:]))


def said_to_us(us: str, state: Sequence[Event], said: Sequence[Event]) -> list[Event]:
    """What somebody wrote to us alone from their invitation on, until we came with the last
    event. Others must not have heard old commands with us: nothing, where there are any."""
    ours = [each for each in (*state, *said[:-1]) if _about(each, us)]
    invitation = ours[-1] if ours else {}
    inviter = text(invitation.get("sender"))
    if not _invites(invitation) or not _of_two(invitation, us, [*state, *said]):
        return []
    begin = said.index(invitation) + 1 if invitation in said else 0
    return [each for each in said[begin:] if each.get("sender") == inviter]


def _about(event: Event, us: str) -> bool:
    return event.get("type") == "m.room.member" and event.get("state_key") == us


def _invites(event: Event) -> bool:
    return table(event.get("content")).get("membership") == "invite"


def _of_two(invitation: Event, us: str, events: Sequence[Event]) -> bool:
    """Whether it was a direct chat as we came in; a room with a name is for all, unless the
    invitation says otherwise."""
    room = Room("")
    for event in events:
        room.learn(event)
    # Without its beginning nobody knows who else is there.
    whole = any(each.get("type") == "m.room.create" for each in events)
    alone = room.only(us, text(invitation.get("sender")))
    meant = table(invitation.get("content")).get("is_direct") is True
    return whole and alone and (meant or not room.named)
