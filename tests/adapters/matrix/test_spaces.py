"""A space of Matrix as a neighbourhood: its rooms are the neighbourhood's, as it changes."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.config import StoreSettings
from tests.adapters.matrix.hafen import BENCH, Hafen
from tests.adapters.matrix.hafen import hafen as whole
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import until
from tests.servers.neighbour import Neighbour, body_of
from tests.servers.synapse import SERVER_NAME

pytestmark = pytest.mark.synapse
MEMBERS = "m.room_membership"


class Space:
    def __init__(self, mo: Neighbour, space_id: str) -> None:
        self.mo = mo
        self.id = space_id

    async def takes(self, room: str) -> None:
        await self._says(room, {"via": [SERVER_NAME]})

    async def leaves_out(self, room: str) -> None:
        await self._says(room, {})

    async def _says(self, room: str, content: dict[str, list[str]]) -> None:
        place = f"rooms/{self.mo._quoted(self.id)}/state/m.space.child/{self.mo._quoted(room)}"
        await self.mo._put(place, content)


async def room(mo: Neighbour, name: str, preset: str = "public_chat", kind: str = "") -> str:
    wishes = {"name": name, "preset": preset}
    made = await mo._post("createRoom", wishes | {"creation_content": {"type": kind}})
    return str(made["room_id"])


@pytest.fixture
async def space(stage: MatrixStage) -> Space:
    mo = await stage.person("mo")
    here = mo.room
    made = Space(mo, await room(mo, "Hafen", kind="m.space"))
    mo.room = here
    await stage.takes_bude_in(made.id)
    stage.settings = replace(
        stage.settings, spaces={"hafen": made.id}, accept_invitations_from=(mo.user_id,)
    )
    return made


@pytest.fixture
async def hafen(
    stage: MatrixStage, space: Space, own_store: StoreSettings
) -> AsyncIterator[Hafen]:
    async with whole(stage, own_store) as place:
        yield place


async def shows_polls(hafen: Hafen, room: str) -> bool:
    """As soon as a poll can be read there."""
    mo = await hafen.person("mo")

    async def look() -> bool:
        try:
            said = await mo.history(room)
        except Exception:
            return False
        return any("Where should the bench go?" in body_of(event) for event in said)

    return await hafen.at_last(look)


async def test_its_rooms_become_the_neighbourhoods(hafen: Hafen, space: Space) -> None:
    mo = await hafen.person("mo")
    quay = await room(mo, "Kai")
    await space.takes(quay)
    await hafen.stage.says("mo", BENCH)
    assert await shows_polls(hafen, quay)
    anna = await hafen.person("anna")
    await anna._post(f"join/{quay}", {})
    await anna.say("!vote 1 2", room=quay)
    await hafen.counts(0, 1, 0)


async def test_a_room_for_members_of_the_space_is_entered(hafen: Hafen, space: Space) -> None:
    mo = await hafen.person("mo")
    quay = await room(mo, "Kai", "private_chat")
    members = {"join_rule": "restricted", "allow": [{"type": MEMBERS, "room_id": space.id}]}
    await mo._put(f"rooms/{mo._quoted(quay)}/state/m.room.join_rules/", members)
    await space.takes(quay)
    await hafen.stage.says("mo", BENCH)
    assert await shows_polls(hafen, quay)


async def test_a_room_taken_in_later_gets_the_open_polls(hafen: Hafen, space: Space) -> None:
    await hafen.asks()
    late = await room(await hafen.person("mo"), "Kai")
    await space.takes(late)
    assert await shows_polls(hafen, late)


async def test_a_room_left_out_while_we_were_away_belongs_no_more(
    hafen: Hafen, space: Space
) -> None:
    mo = await hafen.person("mo")
    quay, square = await room(mo, "Kai"), await room(mo, "Platz")
    await space.takes(quay)
    await hafen.asks()
    assert await shows_polls(hafen, quay)
    await hafen.stage.stops()
    await space.leaves_out(quay)
    await space.takes(square)
    await hafen.stage.listens(hafen.app.router)
    assert await shows_polls(hafen, square)
    await hafen.stage.says("mo", BENCH.replace("bench", "swing"))
    await hafen.reads("swing")
    await hafen.ticks()
    assert not [each for each in await mo.history(quay) if "swing" in body_of(each)]


async def test_a_closed_room_belongs_as_soon_as_we_are_let_in(
    hafen: Hafen, space: Space, caplog: pytest.LogCaptureFixture
) -> None:
    mo = await hafen.person("mo")
    closed = await room(mo, "Private", "private_chat")
    await hafen.asks()
    await space.takes(closed)
    await until(lambda: "closed to us" in caplog.text)
    await mo._post(f"rooms/{mo._quoted(closed)}/invite", {"user_id": hafen.stage.bude.user_id})
    assert await shows_polls(hafen, closed)


async def test_what_cannot_be_entered_or_is_a_space_holds_up_no_other(
    hafen: Hafen, space: Space, caplog: pytest.LogCaptureFixture
) -> None:
    mo = await hafen.person("mo")
    closed = await room(mo, "Private", "private_chat")
    inner, quay = await room(mo, "Inner", kind="m.space"), await room(mo, "Kai")
    for child in (closed, inner, f"!gone:{SERVER_NAME}", quay):
        await space.takes(child)
    await hafen.stage.says("mo", BENCH)
    assert await shows_polls(hafen, quay)
    assert any("closed to us" in each.getMessage() for each in caplog.records)
    assert not [each for each in await mo.history(inner) if "bench" in body_of(each)]
