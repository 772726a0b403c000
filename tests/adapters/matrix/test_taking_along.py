"""A command in reply to a picture of one's own takes it along: Element for browsers writes no
words below a picture."""

from pathlib import Path

import pytest

from tests.adapters.matrix.hafen import Hafen
from tests.adapters.stage import File

pytestmark = pytest.mark.synapse
SAMPLE = Path(__file__).parents[2] / "bot" / "pictures" / "turned.jpg"


async def shows(hafen: Hafen, who: str) -> str:
    """A picture without a word; the id of the message."""
    somebody = await hafen.person(who)
    file = File("bench.jpg", "image/jpeg", SAMPLE.read_bytes())
    url = await hafen.stage.uploads(file)
    info = {"mimetype": file.mime, "size": len(file.content)}
    content = {"msgtype": "m.image", "body": file.name, "url": url, "info": info}
    return await somebody.send("m.room.message", content)


async def test_an_idea_takes_it_along_and_others_come_later(hafen: Hafen) -> None:
    anna = await hafen.person("anna")
    await anna.say("!idea A bench by the crane", reply_to=await shows(hafen, "anna"))
    await anna.hears("A moderator reads it")
    await anna.say("!amend 1", reply_to=await shows(hafen, "anna"))
    await anna.hears("The photos now belong to idea 1")
    mo = await hafen.person("mo")
    await hafen.stage.whispers("mo", "case 1")
    await mo.hears("Pictures: 2")


async def test_what_others_show_does_not_come_along(hafen: Hafen) -> None:
    anna = await hafen.person("anna")
    theirs = await shows(hafen, "mehmet")
    await anna.say("!idea A bench by the crane", reply_to=theirs)
    await anna.hears("is idea 1")
    mo = await hafen.person("mo")
    await hafen.stage.whispers("mo", "case 1")
    waits = await mo.hears("Case 1")
    assert "Pictures" not in waits["content"]["body"]


async def test_nor_what_came_before_in_a_thread_by_chance(hafen: Hafen) -> None:
    """Clients name it by themselves."""
    anna = await hafen.person("anna")
    begun = await anna.say("What do you think?")
    before = await shows(hafen, "anna")
    await anna.say("!idea A bench by the crane", reply_to=before, thread=begun)
    await anna.hears("is idea 1")
    mo = await hafen.person("mo")
    await hafen.stage.whispers("mo", "case 1")
    waits = await mo.hears("Case 1")
    assert "Pictures" not in waits["content"]["body"]
