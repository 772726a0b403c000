"""The prompt of `make discord`, at which one is a neighbour by hand."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.settings import DiscordSettings
from tests.adapters.discord.hafen import Hafen
from tests.adapters.stage import until
from tests.adapters.terminal.test_running import hears_ctrl_c
from tests.discord_server.playing import HOW, Playing
from tests.discord_server.server import Discord


async def test_a_neighbour_at_the_prompt(hafen: Hafen) -> None:
    said: list[str] = []
    playing = Playing(hafen.discord, said.append)

    async def reads(line: str, words: str) -> None:
        await playing.does(line)
        assert words in said[-1]

    await reads("what now?", HOW)
    await playing.does("as mo")
    await reads("/poll", "[a form opens: ")
    await reads('question="Where?" options="Park\nSquare"', "Bude, to mo alone: Poll 1 now")
    await hafen.at_last(hafen._poll)
    await playing.does("as anna de")
    await playing.does("tap 2")
    await hafen.counts(0, 1)
    await reads("/abstimmen umfrage=1 antwort=1", "Bude, to anna alone: Deine Stimme zählt")
    await reads("/abstimmen frage=1", "(/vote has no option 'frage')")
    await playing.does("say Am Kanal fehlt eine Bank zum Angeln, am besten mit Blick.")
    await reads("menu Als Idee einreichen", "ist Idee 1.")


async def test_an_option_may_be_called_as_it_likes(hafen: Hafen) -> None:
    said: list[str] = []
    playing = Playing(hafen.discord, said.append)
    for line, prompt in (("as mo", "Mo, en-US"), ("as anna de", "Anna, de")):
        await playing.does(line)
        assert playing.prompt == f"{prompt} (or: leave)> "
    await playing.does("/name name=Anni")
    assert "Anni" in said[-1]
    for wrong in ("who=mo", "where=here", "given=1"):
        await playing.does(f"/name {wrong}")
        assert "has no option" in said[-1]
    for line in ("tap 1", "press 1", "menu Submit as idea"):
        await playing.does(line)
        assert said[-1] == "(there is none yet)"
    await playing.does("leave")
    assert playing.is_over


async def test_at_the_prompt_ctrl_c_is_enough(tmp_path: Path, discord: Discord) -> None:
    """Whatever else has its port."""
    taken = urlsplit(discord.url).port
    house = Path(__file__).parents[3]
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.discord_server", "--port", str(taken)),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(house)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=hears_ctrl_c,
    )
    assert program.stdout
    await program.stdout.readuntil(b"Anna, en-US (or: leave)> ")
    program.send_signal(signal.SIGINT)
    assert await program.wait() == 130


async def test_two_of_them_on_one_machine(discord: Discord) -> None:
    """One port each; and one Bude each, although both are told the same token."""
    async with Discord() as another:
        mine, theirs = (
            DiscordAdapter(DiscordSettings(api=each.api), each.token)
            for each in (discord, another)
        )
        assert mine.account != theirs.account
        assert DiscordAdapter(DiscordSettings(), discord.token).account in mine.account


async def test_what_others_do_is_seen_there(hafen: Hafen) -> None:
    said: list[str] = []
    playing = Playing(hafen.discord, said.append)
    watching = asyncio.create_task(playing.watch())
    await playing.does("as anna de")
    await playing.does("write hilfe")
    await until(lambda: any("Was ich kann" in each for each in said))
    assert "Anna's direct messages, Anna: hilfe" in said
    await playing.does("as lina de")
    await playing.does("/umfragen")
    await until(
        lambda: any("Bude, to Lina alone: Hallo, ich bin die Bude!" in each for each in said)
    )
    watching.cancel()


async def test_a_door_is_closed_and_a_message_deleted_there(hafen: Hafen) -> None:
    said: list[str] = []
    playing = Playing(hafen.discord, said.append)
    await hafen.asks("anna")
    for line in ("as anna", "closed", "delete"):
        await playing.does(line)
    await until(lambda: not hafen.people.direct("anna").messages)
    assert hafen.people.person("anna").closed
    assert len(hafen.room) == 1, "the poll and the text below it were two"
    await playing.does("open")
    assert not hafen.people.person("anna").closed
