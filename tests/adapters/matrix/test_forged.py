"""Whatever a homeserver hands over passes the whole way into the database, and stops nothing:
forged, malformed and aimed at our poll, in every kind of event that Bude reads."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.matrix.homeserver import Homeserver
from adapters.matrix.listening import Listening
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.syncing import KEY_NEWS, Syncing
from bot import receipts
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address
from polls import results
from polls.models import Poll
from tests.adapters.matrix.script import ROOM, US, said
from tests.adapters.matrix.test_hear import EVENTS, JSON
from tests.bot.scene import rows
from tests.servers.gestures import POLL

MO, ANNA = "@mo:hs.test", "@anna:hs.test"
RULES = "!rules:hs.test"
OURS, VOTED = "$poll", "$voted"
TIMES = st.sampled_from([0, -1, -(10**15), 10**15, 1_700_000_000_000, 2.5, "now", None])
PEOPLE = st.sampled_from([ANNA, "@mehmet:hs.test", US, "anna", "", "@\ud800:hs.test", "@a\0:b"])
# What a neighbour may type is tried elsewhere; a poll of mo's would be another one to count.
LINES = st.sampled_from(["!vote 1 2", "!vote 1", f"!vote 1 {10**20}", "!", "2", "\ud800"])
NAMES = """m.reaction m.poll.response m.poll.end m.room.redaction m.room.message
m.room.encrypted m.room.member m.room.tombstone m.space.child m.room.name m.room.encryption
m.room.create m.room.canonical_alias m.policy.rule.user m.policy.rule.server m.direct"""
KINDS = st.sampled_from([*NAMES.split(), f"{POLL}.response", f"{POLL}.end", f"{POLL}.start"])


def aimed(inner: Any, kind: str, sender: str, at: Any, line: str, more: Any) -> dict[str, Any]:
    """An event that means our poll, or a vote on it, with something forged in it."""
    relation = {"event_id": OURS, "key": "1\ufe0f\u20e3", **({} if at else {"key": inner})}
    kinds = {"m.reaction": "m.annotation", "m.room.message": "m.replace"}
    content = {
        "m.relates_to": {"rel_type": kinds.get(kind, "m.reference"), **relation},
        f"{POLL}.response": {"answers": inner},
        "m.selections": inner,
        "redacts": VOTED,
        "msgtype": "m.text",
        "body": line,
        "m.new_content": {"msgtype": "m.text", "body": line},
        **(more if isinstance(more, dict) else {}),
    }
    return {"content": content, "type": kind, "sender": sender, "origin_server_ts": at}


AIMED = st.builds(aimed, JSON | st.just(["bude.1"]), KINDS, PEOPLE, TIMES, LINES, JSON)
STATE = st.sampled_from([{}, {}, {"state_key": ""}, {"state_key": ANNA}, {"state_key": [1]}])
NUMBERED = st.builds(
    lambda event, state, number: {**event, **state, "event_id": number},
    AIMED,
    STATE,
    st.sampled_from([VOTED, "$other", OURS, "", None]) | st.uuids().map(str),
)


@dataclass
class Scene:
    """A whole Bude in which Anna has voted; its homeserver is made up, and never answers."""

    store: StoreSettings
    tokens: int = 0
    faults: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        places = {"hafen": NeighbourhoodSettings("Hafen", "dortmund", (f"matrix:{ROOM}",))}
        self.app = App(
            Settings(
                admins=(f"matrix:{MO}",),
                store=self.store,
                cities={"dortmund": CitySettings("Dortmund", language="en")},
                neighbourhoods=places,
            ),
            [],
        )
        self.app.prepare()
        own = MatrixSettings(
            "http://127.0.0.1:1",
            US,
            receipts=False,
            typing=False,
            policy_rooms=(RULES,),
            spaces={"hafen": ROOM},
        )
        self.nowhere = nowhere = Homeserver(own, "syt")
        self.listening = Listening(nowhere, own, self.app.router, (), self.app.clock)
        self.syncing = Syncing(nowhere, US, self.app.clock)
        await self.hear([said('!poll "Where?" "Park" "Square"', sender=MO)])
        await self.app.writer.do(
            lambda session: receipts.remember(session, 1, Address("matrix", ROOM), [OURS])
        )
        await self.hear([said("!vote 1 2")])

    async def end(self) -> None:
        await self.nowhere._hang_up()
        await self.app.close()

    async def hear(self, events: list[Any], state: Any = (), other: Any = None) -> None:
        self.tokens += 1
        room = {"timeline": {"events": events}, "state": {"events": [*state]}}
        elsewhere, some = {"!other:hs.test": other}, {"events": events}
        answer = {
            "next_batch": f"s{self.tokens}",
            "rooms": {
                "join": {ROOM: room, RULES: room, **elsewhere},
                "leave": elsewhere if self.tokens % 3 else other,
                "invite": {"!new:hs.test": {"invite_state": some}, **elsewhere},
            },
            "account_data": some,
            **dict.fromkeys(KEY_NEWS, other if self.tokens % 5 else some),
        }
        now = datetime.now(UTC)
        news = self.syncing._news(answer, "s", now, now)
        await self.listening._take_in(news, live=self.tokens % 2 == 0)
        await self.listening._errands.finish(0)

    async def votes(self) -> tuple[int, ...]:
        return await self.app.writer.do(
            lambda session: results._count(session, session.get_one(Poll, 1)).counts
        )


@contextmanager
def scene(store: StoreSettings) -> Iterator[tuple[asyncio.Runner, Scene]]:
    with asyncio.Runner() as runner:
        place = Scene(store)
        runner.run(place.begin())
        try:
            yield runner, place
        finally:
            runner.run(place.end())


def test_nothing_forged_stops_bude_or_anybody_elses_vote(own_store: StoreSettings) -> None:
    with scene(own_store) as (runner, place):

        @settings(deadline=None, max_examples=80)
        @given(st.lists(EVENTS | NUMBERED, max_size=4), st.lists(EVENTS, max_size=2), JSON)
        def hears(events: list[Any], state: list[Any], other: Any) -> None:
            runner.run(place.hear(events, state, other))

        hears()
        assert rows(place.app.store)["unheard"] == 0
        before = runner.run(place.votes())
        runner.run(place.hear([said("!vote 1 1", sender="@rosi:hs.test")]))
        assert runner.run(place.votes()) == (before[0] + 1, before[1])
