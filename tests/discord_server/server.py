"""The HTTP side: every request is looked at, carried out, and its answer looked at too."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeAlias

from aiohttp import web

from tests.discord_server import routes
from tests.discord_server.archive import Archive
from tests.discord_server.commands import Commands
from tests.discord_server.events import Events
from tests.discord_server.files import Sent
from tests.discord_server.gateway import Gateway
from tests.discord_server.interactions import Interactions
from tests.discord_server.messages import Messages
from tests.discord_server.refusing import Refused
from tests.discord_server.spec import Spec, spec
from tests.discord_server.world import World

Json: TypeAlias = dict[str, Any]
Operation: TypeAlias = Callable[["Wish"], Awaitable[Any]]

TOKEN = "a.token.of.bude"
API = "/api/v10"
# Whoever has the token in the path needs no other.
OPEN = {
    "create_interaction_response",
    "execute_webhook",
    "get_original_webhook_message",
    "update_original_webhook_message",
    "get_gateway",
}


@dataclass(frozen=True)
class Wish:
    """A request, as the operations get it."""

    path: dict[str, str]
    query: dict[str, str]
    payload: Any

    @property
    def body(self) -> Json:
        return self.payload or {}


@dataclass
class Fault:
    """What goes wrong with the next request of an operation; `after` it was carried out."""

    operation: str
    status: int = 502
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    cut: bool = False
    times: int = 1


class Discord:
    """The whole of it. `problems` is what nobody may ever do; every test looks at it."""

    def __init__(self, *, validating: bool = True, token: str = TOKEN) -> None:
        self.world = World()
        self.token = token
        self.gateway = Gateway(self.world, token)
        self.messages = Messages(self.world, self.gateway)
        self.interactions = Interactions(self.world, self.gateway, self.messages)
        self.commands = Commands(self.world)
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self.away = False
        self._spec: Spec | None = spec() if validating else None
        self.events = Events(self.world)
        parts = (self.messages, self.interactions, self.commands, self.events)
        self._parts = (*parts, Archive(self.world))
        self._runner: web.AppRunner | None = None
        self.url = ""

    # Coming and going

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=30 * 1024 * 1024)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_get("/files/{name}/{file}", self._file)
        app.router.add_route("*", "/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, found = self._runner.addresses[0][:2]
        self.url = self.messages.files.url = f"http://{host}:{found}"
        self.gateway.url = f"ws://{host}:{found}/gateway/"

    async def stop(self) -> None:
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def revoke(self) -> None:
        """Nobody has this token any more."""
        self.token = self.gateway.token = "another.token.of.bude"

    @property
    def api(self) -> str:
        return f"{self.url}{API}"

    # Requests

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        found = routes.match(request.method, request.path.removeprefix(API))
        if self.away:
            return _cut(request)
        if found is None:
            self.problems.append(f"nobody plays {request.method} {request.path}")
            return _answer(404, {"code": 0, "message": "404: Not Found"})
        operation, path = found
        self.requests.append(operation)
        fault = self._next_fault(operation)
        if fault and not fault.after:
            return (
                _cut(request) if fault.cut else _answer(fault.status, fault.body, fault.headers)
            )
        status, body = await self._carried_out(operation, path, request)
        if fault:
            return (
                _cut(request) if fault.cut else _answer(fault.status, fault.body, fault.headers)
            )
        return _answer(status, body)

    def _next_fault(self, operation: str) -> Fault | None:
        for fault in self.faults:
            if re.fullmatch(fault.operation, operation):
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    async def _carried_out(
        self, operation: str, path: dict[str, str], request: web.Request
    ) -> tuple[int, Any]:
        method, written = routes.ROUTES[operation].split(" ", 1)
        try:
            payload, files = await self._payload(request)
            self._authorise(operation, request)
            if self._spec:
                self._look_at(self._spec.request_problems(method, written, payload), operation)
            taken = self.messages.files.take_in(payload, files)
            wish = Wish(path, dict(request.query), taken)
            body = await self._operation(operation)(wish)
        except Refused as no:
            return no.status, {"code": no.code, "message": str(no)}
        status = 201 if operation.startswith("create_thread") else 204 if body is None else 200
        if self._spec:
            wrong = self._spec.response_problems(method, written, status, body)
            self.problems += [f"our own answer to {operation}: {each}" for each in wrong]
        return status, body

    def _operation(self, operation: str) -> Operation:
        for part in self._parts:
            found: Operation | None = getattr(part, f"op_{operation}", None)
            if found:
                return found
        raise LookupError(operation)

    def _look_at(self, problems: list[str], operation: str) -> None:
        if problems:
            self.problems += [f"{operation}: {each}" for each in problems]
            raise Refused(400, 50035, f"Invalid Form Body: {problems[0]}")

    def _authorise(self, operation: str, request: web.Request) -> None:
        given = request.headers.get("Authorization")
        if operation not in OPEN and given != f"Bot {self.token}":
            raise Refused(401, 0, "401: Unauthorized")

    async def _payload(self, request: web.Request) -> tuple[Any, dict[str, Sent]]:
        """What was written, and the files beside it by their names in the form."""
        if request.content_type == "application/json":
            return await request.json(), {}
        if request.content_type == "multipart/form-data":
            form = await request.post()
            files = {
                key: Sent(each.filename, each.content_type, each.file.read())
                for key, each in form.items()
                if isinstance(each, web.FileField)
            }
            return json.loads(str(form["payload_json"])), files
        return None, {}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.messages.files.contents.get(request.path)
        return web.Response(status=404) if content is None else web.Response(body=content)


def _answer(
    status: int, body: Any, headers: dict[str, str] | None = None
) -> web.StreamResponse:
    if body is None:
        return web.Response(status=204)
    # Exactly this type: with a charset behind it, discord.py would take it for text.
    told = {"Content-Type": "application/json"} | (headers or {})
    return web.Response(status=status, body=json.dumps(body).encode(), headers=told)


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.close()
    return web.Response()
