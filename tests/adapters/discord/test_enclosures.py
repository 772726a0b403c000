"""Files that Bude hands over: attached, also to what one person alone sees."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord.acknowledging import EPHEMERAL
from adapters.discord.showing import LARGEST
from bot.adapter import Receipt
from bot.posts import Enclosure, Post
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.discord.test_pictures import BENCH, deliver, shown, words
from tests.adapters.stage import File

TABLE = Enclosure("ideas.csv", "text/csv", "Idea;Place\nA bench;*By* the crane")


async def test_a_picture_and_a_file_go_along_with_one_message(stage: DiscordStage) -> None:
    receipt = await deliver(stage, Post("Look", pictures=(BENCH,), enclosure=TABLE), "a")
    assert len(receipt.messages) == 1
    assert [each["filename"] for each in shown(stage)] == ["bude.webp", "ideas.csv"]
    [_, table] = await stage.files()
    assert table == File("ideas.csv", "text/csv", TABLE.content.encode())


async def test_another_one_takes_its_place(stage: DiscordStage) -> None:
    first = Post("Look", pictures=(BENCH,), enclosure=TABLE)
    stands = await deliver(stage, first, "a")
    other = replace(first, enclosure=replace(TABLE, content="None"))
    await deliver(stage, other, "b", stands._replace(said=first))
    assert [each.content for each in (await stage.files())[1:]] == [b"None"]
    await deliver(stage, Post("Gone"), "c", Receipt(stands.messages, other))
    assert shown(stage) == []


async def test_one_that_is_too_large_begins_in_words(stage: DiscordStage) -> None:
    large = replace(TABLE, content="A bench.\n" * (LARGEST // 9 + 1))
    await deliver(stage, Post("Look", enclosure=large), "a")
    assert shown(stage) == []
    said = "\n".join(words(stage))
    assert said.startswith("Look\nideas.csv\nA bench.\nA bench.")
    assert said.rstrip().endswith("…")
    assert len(said) < 5_000


async def test_where_files_are_not_allowed_it_is_told(stage: DiscordStage) -> None:
    stage.world.hafen.without_files = True
    await deliver(stage, Post("Look", enclosure=TABLE), "a")
    assert words(stage) == [f"Look\nideas.csv\n{TABLE.content}"]


async def handed(hafen: Hafen, answer: dict[str, Any]) -> Any:
    [file] = answer["attachments"]
    return json.loads(hafen.discord.messages.files.content_of(file))


async def test_what_is_kept_of_me_is_handed_to_me_alone(hafen: Hafen) -> None:
    asked = await hafen.people.slash("anna", "mydata", form="data")
    answer = await asked.answered()
    assert answer["flags"] & EPHEMERAL
    kept = await handed(hafen, answer)
    assert kept["Your accounts"][0]["Account"] == hafen.people.person("anna").id
    assert await hafen.stage.files() == []


async def test_ideas_are_handed_to_whoever_moderates(hafen: Hafen) -> None:
    given = await hafen.people.slash("anna", "idea", text="A bench by the crane, by the water.")
    await given.answered()
    approved = await hafen.people.slash("mo", "approve", case=1)
    await approved.answered()
    asked = await hafen.people.slash("mo", "export", form="data")
    [idea] = await handed(hafen, await asked.answered())
    assert idea["Lösung"] == "A bench by the crane, by the water."


@pytest.mark.parametrize("name", ["Ideen.csv", "meinedaten.json"])
async def test_it_has_its_own_name(stage: DiscordStage, name: str) -> None:
    await deliver(stage, Post(enclosure=replace(TABLE, name=name)), "a")
    assert [each.name for each in await stage.files()] == [name]
