"""The servers as fixtures: one of each a process, one database a test."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import NoReturn, TypeAlias

import pytest

from tests.servers import element, postgres, synapse
from tests.servers.memory import in_memory
from tests.servers.neighbour import Neighbour

Arrives: TypeAlias = Callable[..., Awaitable[Neighbour]]


def do_without(missing: str) -> NoReturn:
    if os.environ.get("BUDE_SERVICES") == "required":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session", name="synapse")
def running_synapse() -> Iterator[synapse.Synapse]:
    """A Matrix homeserver. All tests share it: registered names are new, rooms your own."""
    if not synapse.is_installed():
        do_without("Synapse is not installed: `make test` brings it.")
    with in_memory() as folder:
        homeserver = synapse.Synapse(folder / "synapse")
        homeserver.start()
        try:
            yield homeserver
        finally:
            homeserver.stop()


@pytest.fixture
async def arrives(synapse: synapse.Synapse) -> AsyncIterator[Arrives]:
    """Somebody new: `anna = await arrives("anna")`, or `arrives("anna", room=...)`. With
    `since`, the moment from which they hear what is said: somebody whom scenes share."""
    async with AsyncExitStack() as until_the_end:

        async def arrive(
            name: str, room: str | None = None, since: str | None = None
        ) -> Neighbour:
            who = synapse.neighbour(name) if since else synapse.register(name)
            coming = Neighbour.arrive(synapse.url, who.access_token, room, who.user_id, since)
            return await until_the_end.enter_async_context(await coming)

        yield arrive


@pytest.fixture(scope="session", name="element")
def installed_element() -> element.Element:
    """Element's own SDK, to ask how it counts a poll."""
    sdk = element.installed()
    if sdk is None:
        do_without("Element's SDK is not installed: `make services` and `make test` bring it.")
    return sdk


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    programs = postgres.programs()
    if programs is None:
        do_without("PostgreSQL is not installed: `make services` brings it.")
    # Who waits for each other is found out soon.
    server = postgres.Postgres(programs, deadlock_timeout="50ms")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def postgres_url(postgres_server: postgres.Postgres) -> Iterator[str]:
    """The URL of an empty database that this test alone uses."""
    name = postgres_server.create_database()
    try:
        yield postgres_server.url(name)
    finally:
        postgres_server.drop_database(name)
