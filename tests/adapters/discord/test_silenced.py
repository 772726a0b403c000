"""Bude may not write in a channel, where people speak to it all the same."""

import pytest

from bot.posts import Post, Reply
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.discord.test_desk import told_alone
from tests.adapters.stage import Notebook, until
from tests.discord_server.reading import read

WARNING = "I am not allowed to write in this channel"


@pytest.mark.parametrize("private", [True, False])
async def test_who_writes_to_bude_there_reads_the_answer_alone(
    stage: DiscordStage, private: bool
) -> None:
    inbox = Notebook(lambda heard: Reply(Post("It is done."), private=private))
    await stage.listens(inbox)
    stage.world.hafen.silent = True
    await stage.says("anna", "polls")
    direct = stage.neighbours.direct("anna")
    await until(lambda: bool(direct.messages))
    [told] = [read(each["content"]) for each in direct.messages.values()]
    assert "It is done." in told
    assert (WARNING in told) != private


async def test_in_the_language_of_the_answer(hafen: Hafen) -> None:
    """What is written in a channel does not say in which language its writer has Discord."""
    await (await hafen.people.slash("anna", "language", language="deutsch")).answered()
    hafen.stage.world.hafen.silent = True
    await hafen.stage.says("anna", "umfragen")
    told = await told_alone(hafen, "anna", "keine Umfrage offen")
    assert "darf ich nicht schreiben" in told
