"""A room on a real homeserver with fifty voters, and all that they say in it."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.servers.synapse import Synapse, User

PEOPLE, POLLS = 50, 20
OPTIONS = ("Park", "Square", "School")
# Each new event can merge ten ends of the room's history; with more at once it grows frayed,
# and the homeserver slow.
IN_FLIGHT = 10
MESSAGE = "m.room.message"
START, RESPONSE = "org.matrix.msc3381.poll.start", "org.matrix.msc3381.poll.response"


@dataclass(frozen=True, slots=True)
class Vote:
    voter: str
    poll: int
    option: int


@dataclass
class Room:
    """`asked` holds for each poll the event with which it stands in the room."""

    http: ClientSession
    mo: User
    voters: list[User]
    room_id: str = ""
    asked: dict[int, dict[str, Any]] = field(default_factory=dict)
    native: bool = False

    def votes(self, turn: int) -> Iterator[Vote]:
        """Everybody in every poll; each turn everybody changes their mind."""
        for poll in range(1, POLLS + 1):
            for number, voter in enumerate(self.voters):
                yield Vote(voter.user_id, poll, 1 + (number + poll + turn) % len(OPTIONS))

    async def vote(self, turn: int) -> set[str]:
        """Cast them; give back the events' ids."""
        tokens = {voter.user_id: voter.access_token for voter in self.voters}
        limit = asyncio.Semaphore(IN_FLIGHT)

        async def cast(vote: Vote) -> str:
            kind, content = self._said(vote)
            async with limit:
                return await self.send(tokens[vote.voter], kind, content, f"{turn}.{vote.poll}")

        return set(await asyncio.gather(*map(cast, self.votes(turn))))

    async def send(
        self, token: str, kind: str, content: dict[str, Any], transaction: str
    ) -> str:
        place = f"rooms/{self.room_id}/send/{kind}/{transaction}"
        return str((await self.request("PUT", place, token, content))["event_id"])

    async def request(
        self, method: str, place: str, token: str, content: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/_matrix/client/v3/{place}"
        async with self.http.request(method, url, json=content, headers=headers) as answer:
            answer.raise_for_status()
            said: dict[str, Any] = await answer.json()
            return said

    def _said(self, vote: Vote) -> tuple[str, dict[str, Any]]:
        """A pick on the native poll where there is one, else a typed line."""
        if not self.native:
            return MESSAGE, {"msgtype": "m.text", "body": f"!vote {vote.poll} {vote.option}"}
        event = self.asked[vote.poll]
        answer = event["content"][START]["answers"][vote.option - 1]["id"]
        relation = {"rel_type": "m.reference", "event_id": event["event_id"]}
        return RESPONSE, {"m.relates_to": relation, RESPONSE: {"answers": [answer]}}

    async def ask(self, bude: str) -> None:
        """Mo has Bude ask; wait until every poll stands in the room."""
        options = " ".join(f'"{option}"' for option in OPTIONS)
        for poll in range(1, POLLS + 1):
            words = {"msgtype": "m.text", "body": f'!poll "Number {poll}?" {options}'}
            await self.send(self.mo.access_token, MESSAGE, words, f"poll.{poll}")
        async with asyncio.timeout(60):
            while len(self.asked) < POLLS:
                await asyncio.sleep(0.5)
                await self._look(bude)
        self.native = all(event["type"] == START for event in self.asked.values())

    async def _look(self, bude: str) -> None:
        place = f"rooms/{self.room_id}/messages?dir=b&limit=1000"
        for event in (await self.request("GET", place, self.mo.access_token))["chunk"]:
            shown = json.dumps(event["content"])
            for poll in range(1, POLLS + 1):
                stands = event["type"] == START or "1. Park" in shown
                if event["sender"] == bude and f"Number {poll}?" in shown and stands:
                    self.asked[poll] = event


def homeserver(folder: Path) -> Synapse:
    """Without Synapse's cache of answers, which would give to one run what another asked."""
    synapse = Synapse(folder)
    place = folder / "homeserver.yaml"
    config = json.loads(place.read_text())
    config["caches"] = {"sync_response_cache_duration": "0s"}
    place.write_text(json.dumps(config))
    synapse.start()
    return synapse


async def furnish(synapse: Synapse, bots: list[User], stack: AsyncExitStack) -> Room:
    """Mo's room with the bots and all voters in it. Nobody listens but the bots."""
    http = await stack.enter_async_context(ClientSession(synapse.url))
    voters = [synapse.register(f"n{number}") for number in range(PEOPLE)]
    room = Room(http, synapse.register("mo"), voters)
    wishes = {"name": "Hafen", "preset": "public_chat"}
    made = await room.request("POST", "createRoom", room.mo.access_token, wishes)
    room.room_id = made["room_id"]
    for somebody in [*bots, *voters]:
        await room.request("POST", f"join/{room.room_id}", somebody.access_token, {})
    return room
