"""What is new: one sync request, and where it has gaps."""

import json
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from adapters.matrix.arriving import arrived
from adapters.matrix.gaps import Gap
from adapters.matrix.homeserver import Away, Homeserver
from adapters.matrix.shapes import Event, events, table, text

LONG_POLL = timedelta(seconds=5)
# Requests that took longer, or came later after the one before, may bring old news.
SLACK = timedelta(seconds=2)
PATIENCE = 120.0
# What concerns encryption.
KEY_NEWS = (
    "to_device",
    "device_lists",
    "device_one_time_keys_count",
    "device_unused_fallback_key_types",
)

MOST_KEYS = 100
LONG_AGO = datetime.fromtimestamp(0, UTC)

_NOTHING: dict[str, list[str]] = {"types": []}


def _filter(most: int) -> str:
    room = {"timeline": {"limit": most}, "ephemeral": _NOTHING, "account_data": _NOTHING}
    wanted = {"room": room, "presence": _NOTHING, "account_data": {"types": ["m.direct"]}}
    return json.dumps(wanted)


# More than 100 events a room no homeserver gives at once.
EVERYTHING, HARDLY_ANYTHING = _filter(100), _filter(1)
INVITATIONS = json.dumps(
    {
        "room": dict.fromkeys(("timeline", "state", "ephemeral", "account_data"), _NOTHING),
        "presence": _NOTHING,
        "account_data": _NOTHING,
    }
)
Invited: TypeAlias = dict[str, list[Event]]


class RoomNews(NamedTuple):
    """`state` is how the room was before `said`, which holds events in their order; before
    them belongs what is in the `gap`, or what was `waiting` for us to come in."""

    room_id: str
    state: list[Event]
    said: list[Event]
    left: bool
    gap: Gap | None
    waiting: Sequence[Event] = ()


class News(NamedTuple):
    """One answer. Begun and answered are our own clock's moments."""

    next_batch: str
    begun: datetime
    answered: datetime
    rooms: list[RoomNews]
    invitations: Invited
    account_data: dict[str, Any]
    keys: dict[str, Any]

    @property
    def complete_until(self) -> datetime:
        """Up to when nothing is missing. Homeservers give a hundred keys at once; as long as
        there are more, something said before may not be readable yet."""
        given = events(self.keys.get("to_device"))
        return self.begun if len(given) < MOST_KEYS else LONG_AGO

    def follows(self, earlier: "News") -> bool:
        """Whether we listened without a break since the earlier answer."""
        in_time = self.answered - self.begun < LONG_POLL + SLACK
        return in_time and self.begun - earlier.answered < SLACK


class Syncing:
    def __init__(self, homeserver: Homeserver, us: str, clock: Callable[[], datetime]) -> None:
        self._homeserver = homeserver
        self._us = us
        self._clock = clock

    async def since(self, token: str | None, *, whole_state: bool = False) -> News:
        """Everything after the token; without one only the state of our rooms.

        Raises Away or Refused, and then nothing has changed.
        """
        query = {"filter": EVERYTHING if token else HARDLY_ANYTHING, "timeout": _timeout()}
        query |= {"since": token} if token else {}
        query |= {"full_state": "true"} if whole_state else {}
        begun = self._clock()
        answer = await self._homeserver.get("sync", query=query, patience=PATIENCE)
        answered = self._clock()
        return self._news(answer, token, begun, answered)

    async def invitations(self) -> Invited:
        """All that wait for an answer, also from before the token. Raises Away or Refused."""
        query = {"filter": INVITATIONS, "timeout": _timeout()}
        answer = await self._homeserver.get("sync", query=query, patience=PATIENCE)
        return _invited(table(answer.get("rooms")))

    def _news(
        self, answer: dict[str, Any], token: str | None, begun: datetime, answered: datetime
    ) -> News:
        next_batch = text(answer.get("next_batch"))
        if not next_batch:
            raise Away("an answer without a token for the next one")
        sections = table(answer.get("rooms"))
        return News(
            next_batch=next_batch,
            begun=begun,
            answered=answered,
            rooms=self._rooms(sections, token),
            invitations=_invited(sections),
            account_data=table(answer.get("account_data")),
            keys={name: answer.get(name) for name in KEY_NEWS},
        )

    def _rooms(self, sections: dict[str, Any], token: str | None) -> list[RoomNews]:
        listed = [
            (room_id, table(section), left)
            for kind, left in (("join", False), ("leave", True))
            for room_id, section in table(sections.get(kind)).items()
        ]
        return [self._room(room_id, section, token, left) for room_id, section, left in listed]

    def _room(
        self, room_id: str, section: dict[str, Any], token: str | None, left: bool
    ) -> RoomNews:
        timeline = table(section.get("timeline"))
        state, said = events(section.get("state")), events(timeline)
        came = arrived(self._us, state, said) if token else None
        if came:
            return RoomNews(room_id, came.before, came.since, left, None, came.waiting)
        gap = None
        if not token:
            state, said = state + said, []
        elif timeline.get("limited"):
            before = text(timeline.get("prev_batch"))
            gap = Gap(self._homeserver, self._us, room_id, before, token)
        return RoomNews(room_id, state, said, left, gap)


def _invited(sections: dict[str, Any]) -> Invited:
    invited = table(sections.get("invite")).items()
    return {room: events(table(each).get("invite_state")) for room, each in invited}


def _timeout() -> str:
    # Synapse answers the same question with the same, old answer for two minutes, which would
    # make a lie of `begun`. With another number it is another question.
    return str(int(LONG_POLL.total_seconds() * 1000) + random.randrange(1000))
