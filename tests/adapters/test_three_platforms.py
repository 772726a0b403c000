"""One poll on Matrix, on Discord and in the terminal: one ballot per person, one count.

Real Synapse, the real clients of both platforms, a real pipe.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.discord import client, speaking
from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.pipe import Pipe
from bot import patience
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from polls import closing, results
from polls.models import Poll
from tests.adapters import writing_down
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.test_conversation import direct_chat
from tests.adapters.matrix.wire import Wire
from tests.adapters.stage import PATIENCE
from tests.adapters.writing_down import Transcript
from tests.discord_server.reading import read
from tests.discord_server.server import Discord
from tests.neighbours.scene import code_in, number_in
from tests.servers.fixtures import Arrives
from tests.servers.synapse import SERVER_NAME, Synapse

T = TypeVar("T")

pytestmark = pytest.mark.synapse


@dataclass
class Quarter:
    """A neighbourhood with one room on each platform."""

    app: App
    matrix: MatrixStage
    discord: DiscordStage
    typed: int
    chat: str = ""

    async def at_last(self, look: Callable[[], Awaitable[T | None]]) -> T:
        async with asyncio.timeout(PATIENCE):
            while not (found := await look()):
                await self.ticks()
                await asyncio.sleep(0.02)
        return found

    async def ticks(self) -> None:
        await self.app.router.take_up_early()
        await self.app.writer.do(lambda session: closing.refresh(session, self.app.clock()))
        await self.app.postman.round()

    async def counts(self, *votes: int) -> None:
        async def look() -> bool:
            return votes == await self.app.writer.do(
                lambda session: (
                    results._count(session, found).counts
                    if (found := session.get(Poll, 1))
                    else ()
                )
            )

        await self.at_last(look)

    async def stands_on_matrix(self, words: str) -> str:
        async def look() -> str | None:
            seen = [each for each in await self.matrix.seen() if words in each.text]
            return seen[-1].message_id if seen else None

        return await self.at_last(look)

    async def said_on_matrix(self, words: str) -> str:
        message_id = await self.stands_on_matrix(words)
        seen = {each.message_id: each.text for each in await self.matrix.seen()}
        return seen[message_id]

    async def stands_on_discord(self, words: str) -> str:
        async def look() -> str | None:
            seen = [each for each in await self.discord.seen() if words in each.text]
            return seen[-1].message_id if seen else None

        return await self.at_last(look)

    def types(self, *lines: str) -> None:
        for line in lines:
            os.write(self.typed, f"{line}\n".encode())

    async def link_anna(self) -> None:
        """Alone with Bude: a code on Discord, entered on Matrix; a yes on both."""
        people, chat = self.discord.neighbours, self.discord.neighbours.direct("anna")
        given = await (await people.slash("anna", "link", where=chat)).text()
        number = number_in(await self._alone_on_matrix(f"link {code_in(given)}", "confirm "))
        await self._alone_on_matrix(f"confirm {number}", "to say yes, too")
        agreed = await people.slash("anna", "confirm", where=chat, link=int(number))
        assert "one person" in await agreed.text()

    async def _alone_on_matrix(self, line: str, expected: str) -> str:
        anna = await self.matrix.person("anna")
        chat = self.chat = self.chat or await direct_chat(self.matrix)
        await anna.say(line, room=chat)
        return await self.told_anna(expected)

    async def told_anna(self, expected: str) -> str:
        """In her direct chat on Matrix."""
        anna = await self.matrix.person("anna")

        async def look() -> str | None:
            said = [
                str(each["content"].get("body", ""))
                for each in await anna.history(self.chat)
                if each["sender"] == self.matrix.bude.user_id
            ]
            return next((each for each in reversed(said) if expected in each), None)

        return await self.at_last(look)


@pytest.fixture
async def quarter(
    synapse: Synapse,
    arrives: Arrives,
    empty_sqlite: str,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Quarter]:
    monkeypatch.setattr(patience, "FIRST", 0.05)
    monkeypatch.setattr(client, "READY_AFTER", 0.02)
    monkeypatch.setattr(speaking, "BETWEEN_EDITS", 0.0)
    async with Wire().to(synapse.url) as wire, Discord() as discord:
        matrix = MatrixStage(synapse, arrives, synapse.register("bude"), wire)
        matrix.settings = replace(matrix.settings, accept_invitations_from=(SERVER_NAME,))
        await matrix.opens()
        async with _at_home(matrix, DiscordStage(discord), empty_sqlite) as place:
            yield place
        assert discord.problems == []


@asynccontextmanager
async def _at_home(
    matrix: MatrixStage, discord: DiscordStage, store_url: str
) -> AsyncIterator[Quarter]:
    read_end, typed = os.pipe()
    out = Path(os.devnull).open("w")  # noqa: ASYNC230, SIM115 - nothing is ever written there
    terminal = TerminalAdapter(Pipe(lambda most: os.read(read_end, most), out), "en")
    rooms = (f"matrix:{matrix.room.target}", f"discord:{discord.room.target}")
    settings = Settings(
        admins=(f"discord:{await discord.account_of('mo')}",),
        store=StoreSettings(store_url),
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={
            "hafen": NeighbourhoodSettings("Hafen", "dortmund", (*rooms, "terminal:terminal"))
        },
    )
    app = App(settings, [matrix.adapter, discord.adapter, terminal])
    app.prepare()
    await matrix.listens(app.router)
    await discord.listens(app.router)
    app.adapters |= {"matrix": matrix.adapter, "discord": discord.adapter}
    talking = asyncio.create_task(terminal.run(app.router))
    try:
        yield Quarter(app, matrix, discord, typed)
    finally:
        os.close(typed)
        talking.cancel()
        with suppress(asyncio.CancelledError):
            await talking
        await matrix.stops()
        await discord.stops()
        await app.close()
        os.close(read_end)
        out.close()


async def test_one_ballot_per_person_wherever_they_vote(quarter: Quarter) -> None:
    people, told = quarter.discord.neighbours, Transcript()
    await quarter.link_anna()
    question, answer = "Where should the bench go?", "Park; Square; Harbour"
    asked = await people.slash("mo", "poll", question=question, answer=answer)
    told.add("discord", "mo", f"/poll question: {question} answer: {answer}")
    told.add("discord", "bude", await asked.text(), "alone")
    assert "in 3 rooms" in await asked.text()
    on_matrix = await quarter.stands_on_matrix("1. Park")
    on_discord = await quarter.stands_on_discord(question)
    poll_there = quarter.discord.world.hafen.messages[on_discord]

    # Anna is one person: her later word on Matrix replaces the tap on Discord.
    await people.taps("anna", on_discord, 1)
    await quarter.counts(1, 0, 0)
    await quarter.matrix.says("anna", "vote 1 3")
    await quarter.counts(0, 0, 1)
    answered = await quarter.told_anna("Your vote counts: Harbour.")

    # Mehmet never linked his accounts, so nobody can know that he is one.
    await people.taps("mehmet", on_discord, 1)
    await quarter.matrix.says("mehmet", "vote 1 1")
    await quarter.counts(2, 0, 1)

    quarter.types("as Rosi", "vote 1 2", "as Karl", "vote 1 2")
    await quarter.counts(2, 2, 1)
    total = "So far: Park 2, Square 2, Harbour 1"
    told.add("matrix", "bude", f"{question}\n1. Park\n2. Square\n3. Harbour")
    told.add("matrix", "anna", "!vote 1 3")
    told.add("matrix", "bude", answered, "alone")
    told.add("matrix", "bude", await quarter.said_on_matrix(total))
    told.add("discord", "bude", writing_down.poll(poll_there))
    below = await quarter.stands_on_discord(total)
    told.add("discord", "bude", read(quarter.discord.world.hafen.messages[below]["content"]))

    closed = await people.slash("mo", "close", poll=1, reason="The city has decided.")
    told.add("discord", "mo", "/close poll: 1 reason: The city has decided.")
    assert "closed" in await closed.text()
    result = await quarter.stands_on_discord("A tie: Park / Square.")
    told.add("discord", "bude", read(quarter.discord.world.hafen.messages[result]["content"]))
    told.add("matrix", "bude", await quarter.said_on_matrix("A tie: Park / Square."))
    assert poll_there["poll"]["results"]["is_finalized"]
    assert on_matrix
    if path := os.environ.get("BUDE_TRANSCRIPT"):
        await asyncio.to_thread(Path(path).write_text, told.text, "utf-8")
