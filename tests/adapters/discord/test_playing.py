"""The prompt of `make discord`, at which one is a neighbour by hand."""

import asyncio

from tests.adapters.discord.hafen import Hafen
from tests.adapters.stage import until
from tests.discord_server.playing import HOW, Playing


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
