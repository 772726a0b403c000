"""Matrix as a stage: a real Synapse, a room, and neighbours who share no code with Bude."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Inbox
from bot.incoming import Address, Call, Picks
from tests.adapters.eavesdropping import Eavesdropping
from tests.adapters.matrix import wire
from tests.adapters.matrix.seeing import contents_of, standing
from tests.adapters.matrix.wire import Wire
from tests.adapters.stage import Ability, File, Seen, until
from tests.servers.asking import NOWHERE, ask
from tests.servers.fixtures import Arrives
from tests.servers.neighbour import Neighbour
from tests.servers.synapse import SERVER_NAME, Synapse, User


class MatrixStage:
    lacks: Mapping[Ability, str] = {
        Ability.CALLS: "Matrix knows no slash commands or buttons of bots",
        Ability.PRESSING: "Matrix knows no buttons of bots",
        Ability.FORMS: "Matrix knows no forms of bots",
    }

    def __init__(self, synapse: Synapse, arrives: Arrives, bude: User, line: Wire) -> None:
        self.synapse = synapse
        self.bude = bude
        self.wire = line
        self.room = Address("matrix", "")
        # Each receipt makes the homeserver look again for everybody. In encrypted rooms, and in
        # scenes about them, they are sent.
        self.settings = MatrixSettings(line.url, bude.user_id, bude.device_id, receipts=False)
        self.adapter = self.fresh()
        self._arrives = arrives
        self._people: dict[str, Neighbour] = {}
        self._since = ""
        self._chats: dict[str, str] = {}
        self._running: asyncio.Task[None] | None = None

    def fresh(self) -> MatrixAdapter:
        return MatrixAdapter(self.settings, self.bude.access_token)

    async def opens(self, room: str = "Hafen") -> str:
        """Mo makes a room and takes Bude in; the first is where all scenes are played."""
        mo = await self.person("mo")
        room_id = await mo.create_room(room)
        await self.takes_bude_in(room_id)
        self.room = Address("matrix", self.room.target or room_id)
        return room_id

    async def takes_bude_in(self, room_id: str) -> None:
        async with self._as_bude() as session:
            await session.post(f"/_matrix/client/v3/join/{room_id}", json={})

    def _as_bude(self, **headers: str) -> ClientSession:
        headers["Authorization"] = f"Bearer {self.bude.access_token}"
        return ClientSession(self.synapse.url, headers=headers, raise_for_status=True)

    async def person(self, who: str) -> Neighbour:
        """Bude is always new; its neighbours may have been in other scenes."""
        if who not in self._people:
            self._since = self._since or await self._now()
            room = self.room.target or None
            self._people[who] = await self._arrives(who, room=room, since=self._since)
        return self._people[who]

    async def _now(self) -> str:
        """The moment, as the homeserver counts."""
        async with self._as_bude() as session:
            params = {"filter": json.dumps(NOWHERE)}
            moment = await ask(session, "GET", "/_matrix/client/v3/sync", params=params)
        return str(moment["next_batch"])

    async def account_of(self, who: str) -> str:
        return (await self.person(who)).user_id

    # Bude

    async def listens(self, inbox: Inbox) -> None:
        await self.stops()
        self.ear = Eavesdropping(inbox)
        self.adapter = self.fresh()
        self._running = asyncio.create_task(self.adapter.run(self.ear))
        await until(lambda: bool(self.ear.cursors) or self.has_ended)
        if self.has_ended:
            await self._running

    @property
    def has_ended(self) -> bool:
        return self._running is not None and self._running.done()

    async def stops(self) -> None:
        if self._running:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        self._running = None

    # Neighbours

    async def says(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        await self.chats(who, f"!{words}", replies_to=replies_to)

    async def chats(self, who: str, words: str, *, replies_to: str | None = None) -> None:
        somebody = await self.person(who)
        await somebody.say(words, reply_to=replies_to, room=self.room.target)

    async def whispers(self, who: str, words: str) -> None:
        somebody = await self.person(who)
        await somebody.say(f"!{words}", room=await self._chat(who))

    async def told(self, who: str) -> list[Seen]:
        somebody = await self.person(who)
        return standing(await somebody.history(await self._chat(who)), self.bude.user_id)

    async def _chat(self, who: str) -> str:
        """Bude is there from the first word on."""
        if who not in self._chats:
            self._chats[who] = await self._opens_chat(who)
        return self._chats[who]

    async def _opens_chat(self, who: str) -> str:
        somebody = await self.person(who)
        chat = await somebody.direct(self.bude.user_id)
        await self.takes_bude_in(chat)
        return chat

    async def answers(self, who: str, seen: Seen, words: str) -> None:
        await self.chats(who, words, replies_to=seen.message_id)

    async def calls(self, who: str, call: Call) -> None:
        raise NotImplementedError

    async def picks(self, who: str, message_id: str, options: Picks) -> None:
        marks = [f"bude.{number}" for number in options]
        somebody = await self.person(who)
        await somebody.pick(message_id, marks, room=self.room.target)

    async def presses(self, who: str, message_id: str, button: int) -> None:
        raise NotImplementedError

    async def fills(self, who: str, call: Call) -> None:
        raise NotImplementedError

    async def polls(self) -> list[str]:
        mo = await self.person("mo")
        history = await mo.history(self.room.target)
        polls = [each for each in history if each["type"].endswith("poll.start")]
        return [each["event_id"] for each in polls if each["content"]]

    async def sends(self, who: str, file: File, words: str) -> None:
        content = {
            "msgtype": "m.image" if file.mime.startswith("image/") else "m.file",
            "body": f"!{words}",
            "filename": file.name,
            "url": await self.uploads(file),
            "info": {"mimetype": file.mime, "size": len(file.content)},
        }
        somebody = await self.person(who)
        await somebody.send("m.room.message", content, self.room.target)

    async def uploads(self, file: File) -> str:
        """Anybody's account will do."""
        place = "/_matrix/media/v3/upload"
        async with (
            self._as_bude(**{"Content-Type": file.mime}) as session,
            session.post(place, data=file.content) as answer,
        ):
            uploaded: dict[str, str] = await answer.json()
            return uploaded["content_uri"]

    async def files(self, who: str | None = None) -> list[File]:
        somebody = await self.person(who or "mo")
        room = await self._chat(who) if who else self.room.target
        stands = contents_of(await somebody.history(room), self.bude.user_id)
        return [
            File(each["filename"], each["info"]["mimetype"], await self.behind(each))
            for each in stands.values()
            if each.get("msgtype") == "m.file"
        ]

    async def behind(self, content: dict[str, Any]) -> bytes:
        """The file that a neighbour's client shows for a message."""
        return await self._download(content["url"])

    async def _download(self, mxc: str) -> bytes:
        place = f"/_matrix/client/v1/media/download/{mxc.removeprefix('mxc://')}"
        async with self._as_bude() as session, session.get(place) as answer:
            return await answer.read()

    async def seen(self) -> list[Seen]:
        mo = await self.person("mo")
        return standing(await mo.history(self.room.target), self.bude.user_id)

    async def pause(self) -> None:
        """To look again sooner only keeps the homeserver from doing its work."""
        await self.wire.news(within=0.5)

    # Trouble

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        self.wire.trouble = wire.cut
        try:
            yield
        finally:
            self.wire.trouble = None

    async def nowhere(self) -> Address:
        return replace(self.room, target=f"!gone:{SERVER_NAME}")
