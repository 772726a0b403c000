"""The gateway: sessions that are identified, resumed and dropped, and what they are told."""

import asyncio
import json
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.discord_server.world import World

Json: TypeAlias = dict[str, Any]

HEARTBEAT = 41_250  # milliseconds, as Discord has it
MEMBERS, CONTENT = 1 << 1, 1 << 15
DISPATCH, BEAT, IDENTIFY, RESUME, RECONNECT, MEMBERS_WANTED, INVALID, HELLO, ACK = (
    0, 1, 2, 6, 7, 8, 9, 10, 11,
)  # fmt: skip


@dataclass
class Line:
    """One WebSocket; compressed as one stream, if the other side wants that."""

    socket: web.WebSocketResponse
    compressor: "zlib._Compress | None"

    async def send(self, payload: Json) -> None:
        text = json.dumps(payload)
        with suppress(ConnectionError):
            if self.compressor is None:
                await self.socket.send_str(text)
                return
            packed = self.compressor.compress(text.encode())
            await self.socket.send_bytes(packed + self.compressor.flush(zlib.Z_SYNC_FLUSH))


@dataclass
class Session:
    id: str = field(default_factory=lambda: uuid4().hex)
    intents: int = 0
    told: list[Json] = field(default_factory=list)
    line: Line | None = None


class Gateway:
    """`without_server`: it tells nothing of the one server that there is."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.allowed = ~(MEMBERS | CONTENT)
        self.identified = self.resumed = 0
        self.refused = 0
        self.refusing = False
        self.without_server = False

    @property
    def live(self) -> list[Session]:
        return [each for each in self.sessions.values() if each.line]

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if self.refusing:
            self.refused += 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        packed = "zlib" in request.query.get("compress", "")
        line = Line(socket, zlib.compressobj() if packed else None)
        await line.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT}})
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    await self._hear(line, json.loads(message.data))
        finally:
            for session in self.live:
                session.line = None if session.line is line else session.line
        return socket

    async def _hear(self, line: Line, said: Json) -> None:
        match said["op"]:
            case op if op == BEAT:
                await line.send({"op": ACK})
            case op if op == IDENTIFY:
                await self._identify(line, said["d"])
            case op if op == RESUME:
                await self._resume(line, said["d"])
            case op if op == MEMBERS_WANTED and not self.without_server:
                await self._tell_members(line, said["d"])

    async def _identify(self, line: Line, wish: Json) -> None:
        if wish["token"] != self.token:
            await line.socket.close(code=4004, message=b"Authentication failed.")
            return
        if wish["intents"] & ~self.allowed:
            await line.socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        session = Session(intents=wish["intents"], line=line)
        self.sessions[session.id] = session
        self.identified += 1
        await self._tell(session, "READY", self._ready(session))
        await self._tell(session, "GUILD_CREATE", self.world.guild)

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.world.bude.user,
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "guilds": [{"id": self.world.guild_id, "unavailable": True}],
            "application": {"id": self.world.application_id, "flags": 0},
        }

    async def _resume(self, line: Line, wish: Json) -> None:
        session = self.sessions.get(wish["session_id"])
        if session is None or wish["token"] != self.token:
            await line.send({"op": INVALID, "d": False})
            return
        session.line = line
        self.resumed += 1
        for event in session.told[wish["seq"] :]:
            await line.send(event)
        await self._tell(session, "RESUMED", {})

    async def _tell_members(self, line: Line, wish: Json) -> None:
        wanted = wish.get("user_ids") or []
        wanted = wanted if isinstance(wanted, list) else [wanted]
        found = [
            self.world.people[str(each)] for each in wanted if str(each) in self.world.people
        ]
        chunk = {
            "guild_id": self.world.guild_id,
            "members": [each.member for each in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": wish.get("nonce"),
        }
        for session in self.live:
            if session.line is line:
                await self._tell(session, "GUILD_MEMBERS_CHUNK", chunk)

    async def _tell(self, session: Session, event: str, data: Any) -> None:
        said = {"op": DISPATCH, "t": event, "s": len(session.told) + 1, "d": data}
        session.told.append(said)
        if session.line:
            await session.line.send(said)

    # For the server, and for whoever plays

    async def dispatch(self, event: str, data: Json) -> None:
        """To everybody who listens; what nobody has the right to read is left out."""
        if self.without_server and "guild_id" in data:
            return
        for session in self.sessions.values():
            shown = self._shown(data, session) if event.startswith("MESSAGE_") else data
            await self._tell(session, event, shown)

    def _shown(self, message: Json, session: Session) -> Json:
        if session.intents & CONTENT or "content" not in message or "guild_id" not in message:
            return message
        us = self.world.bude.id
        mentioned = us in [each["id"] for each in message.get("mentions", ())]
        if mentioned or message["author"]["id"] == us:
            return message
        return message | {"content": "", "embeds": [], "attachments": [], "components": []}

    async def lose_server(self, *, outage: bool) -> None:
        """Discord has an outage; or somebody has thrown Bude out."""
        lost = {"id": self.world.guild_id} | ({"unavailable": True} if outage else {})
        await self.dispatch("GUILD_DELETE", lost)
        self.without_server = True

    async def return_server(self, *, outage: bool) -> None:
        self.without_server = False
        # Only one that was away is said to be there again.
        back = {k: v for k, v in self.world.guild.items() if outage or k != "unavailable"}
        await self.dispatch("GUILD_CREATE", back)

    async def drop(self, code: int = 4000) -> None:
        """The line breaks; the session can be resumed."""
        for session in self.live:
            line, session.line = session.line, None
            assert line
            await line.socket.close(code=code)

    async def say(self, op: int, data: Any = None) -> None:
        """RECONNECT, or INVALID with whether the session may be resumed."""
        for session in self.live:
            assert session.line
            await session.line.send({"op": op, "d": data})

    def forget(self) -> None:
        """No session can be resumed any more."""
        self.sessions.clear()

    async def close(self) -> None:
        await asyncio.gather(*(each.line.socket.close() for each in self.live if each.line))
