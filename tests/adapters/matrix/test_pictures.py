"""Pictures on a real homeserver, in open rooms and in encrypted ones."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Text
from bot.pictures import veiling
from bot.posts import Picture, Post, Reply, Stored
from tests.adapters.matrix.hafen import Hafen
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.test_native_polls import CLOSED, OPEN
from tests.adapters.stage import File, Notebook
from tests.servers.neighbour import Event
from tests.servers.synapse import SERVER_NAME

pytestmark = pytest.mark.synapse

SAMPLE = Path(__file__).parents[2] / "bot" / "pictures" / "lossless.webp"
STORED = Stored(SAMPLE, "image/webp", 12, 8, SAMPLE.stat().st_size)
BENCH = Picture("a1", "A bench in the rain, calls @room", STORED)


@dataclass
class Wall:
    stage: MatrixStage

    async def pictures(self) -> list[Event]:
        mo = await self.stage.person("mo")
        history = await mo.history(self.stage.room.target)
        return [each for each in history if each["content"].get("msgtype") == "m.image"]

    async def behind(self, content: dict[str, Any]) -> bytes:
        return await self.stage.behind(content)


@pytest.fixture
async def sealed_wall(sealed_stage: SealedStage) -> Wall:
    await sealed_stage.listens(Notebook())
    return Wall(sealed_stage)


@pytest.fixture
async def open_wall(stage: MatrixStage) -> Wall:
    await stage.listens(Notebook())
    return Wall(stage)


@pytest.fixture(params=["open_wall", "sealed_wall"])
def wall(request: pytest.FixtureRequest) -> Wall:
    found: Wall = request.getfixturevalue(request.param)
    return found


async def deliver(wall: Wall, post: Post, key: str, replaces: Receipt | None = None) -> Receipt:
    return await wall.stage.adapter.deliver(wall.stage.room, post, key=key, replaces=replaces)


def uploads(wall: Wall) -> int:
    return len([each for each in wall.stage.wire.requests if "media/v3/upload" in each])


async def test_a_picture_is_shown_with_its_words(wall: Wall) -> None:
    receipt = await deliver(wall, Post("What Anna found", pictures=(BENCH,)), "a")
    [event] = await wall.pictures()
    assert event["event_id"] == receipt.messages[0]
    content = event["content"]
    assert content["body"].startswith("A bench in the rain")
    assert "@room" not in content["body"]
    assert content["m.mentions"] == {}
    assert content["info"] == {"mimetype": "image/webp", "w": 12, "h": 8, "size": STORED.size}
    assert await wall.behind(content) == SAMPLE.read_bytes()


async def test_a_veiled_one_is_blurred_before_it_leaves(wall: Wall) -> None:
    await deliver(wall, Post("Case 12", pictures=(replace(BENCH, veiled=True),)), "a")
    [event] = await wall.pictures()
    shown = await wall.behind(event["content"])
    assert SAMPLE.read_bytes() not in shown
    assert shown == veiling.veiled(SAMPLE.read_bytes(), STORED.width, STORED.height).content
    info = event["content"]["info"]
    assert (info["mimetype"], info["size"]) == ("image/jpeg", len(shown))


async def test_said_again_it_is_there_once(wall: Wall) -> None:
    post = Post("What Anna found", pictures=(BENCH,))
    assert await deliver(wall, post, "a") == await deliver(wall, post, "a")
    assert len(await wall.pictures()) == 1


async def test_it_is_not_sent_with_every_running_total(wall: Wall) -> None:
    first, then = Post("No votes", pictures=(BENCH,)), Post("One vote", pictures=(BENCH,))
    stands = await deliver(wall, first, "a")
    again = Receipt(stands.messages, first)
    assert (await deliver(wall, then, "b", again)).messages == stands.messages
    assert uploads(wall) == 1
    assert [each.text.strip() for each in await wall.stage.seen()][-1] == "One vote"
    other = Post("One vote", pictures=(Picture("b2", "Mended", STORED),))
    await deliver(wall, other, "c", Receipt(stands.messages, then))
    [_, edit] = await wall.pictures()
    new = edit["content"]["m.new_content"]
    assert new["body"] == "Mended"
    assert await wall.behind(new) == SAMPLE.read_bytes()


async def test_one_more_is_added_and_those_that_go_are_gone(wall: Wall) -> None:
    """The first stays where it is; what is taken out is not merely edited."""
    lamp, tree = (Picture(each, f"A {each}", STORED) for each in ("lamp", "tree"))
    first = Post("Look", pictures=(BENCH, lamp))
    stands = await deliver(wall, first, "a")
    assert len(stands.messages) == 3
    then = Post("Look here", pictures=(BENCH, lamp, tree))
    more = await deliver(wall, then, "b", stands._replace(said=first))
    assert more.messages[:2] == stands.messages[:2]
    assert more.messages[3] == stands.messages[2], "the words stay where they are"
    assert uploads(wall) == 3
    last = Post("Look there", pictures=(tree,))
    left = await deliver(wall, last, "c", more._replace(said=then))
    assert left.messages == more.messages[2:]
    assert uploads(wall) == 3
    bodies = [each["content"]["body"] for each in await wall.pictures()]
    assert bodies == ["A tree"]
    assert "Look there" in [each.text.strip() for each in await wall.stage.seen()]


async def test_below_a_poll_it_stays_too(wall: Wall) -> None:
    poll = replace(OPEN, pictures=(BENCH,))
    stands = await deliver(wall, poll, "a")
    assert len(stands.messages) == 3
    more = replace(poll, facts=(("So far", "Park 1"),))
    assert await deliver(wall, more, "b", stands._replace(said=poll)) == stands
    assert uploads(wall) == 1
    over = replace(CLOSED, pictures=(BENCH,))
    assert await deliver(wall, over, "c", stands._replace(said=more)) == stands
    assert "Result: Park" in (await wall.stage.seen())[-1].text


async def test_an_answer_shows_one_too(wall: Wall) -> None:
    reply = Reply(Post("Here it is", pictures=(BENCH,)))
    await wall.stage.listens(Notebook(lambda heard: reply))
    await wall.stage.says("anna", "show")
    mo = await wall.stage.person("mo")
    event = await mo.hears(lambda each: each["content"].get("msgtype") == "m.image")
    assert await wall.behind(event["content"]) == SAMPLE.read_bytes()


async def test_a_file_that_is_gone_is_told_in_words(wall: Wall) -> None:
    gone = Picture("a1", "A bench in the rain", Stored(Path("/gone"), "image/webp", 1, 1, 1))
    await deliver(wall, Post("Look", pictures=(gone,)), "a")
    assert [each.text.strip() for each in await wall.stage.seen()] == [
        "A bench in the rain",
        "Look",
    ]


async def test_one_that_the_homeserver_does_not_take(
    stage: MatrixStage, tmp_path: Path
) -> None:
    wall = Wall(stage)
    large = tmp_path / "large"
    large.write_bytes(bytes(60 * 1024 * 1024))
    picture = Picture("a1", "A bench", Stored(large, "image/png", 1, 1, 60 * 1024 * 1024))
    await deliver(wall, Post("Look", pictures=(picture,)), "a")
    assert [each.text.strip() for each in await stage.seen()] == ["A bench", "Look"]


async def test_one_while_the_homeserver_is_away(wall: Wall) -> None:
    async with wall.stage.away():
        with pytest.raises(DeliveryFailed) as failed:
            await deliver(wall, Post("Look", pictures=(BENCH,)), "a")
    assert not failed.value.permanent


async def test_one_that_the_homeserver_has_lost_is_asked_for_again(hafen: Hafen) -> None:
    anna = await hafen.person("anna")
    content = {"msgtype": "m.image", "body": "!idea A bench by the crane", "filename": "a.png"}
    lost = {"url": f"mxc://{SERVER_NAME}/lost", "info": {"mimetype": "image/png", "size": 9}}
    await anna.send("m.room.message", content | lost)
    await anna.hears("I could not get the file that came along")
    await anna.say("!ideas")
    await anna.hears("There is no idea in Hafen yet")


@pytest.mark.parametrize("kind", ["image/webp", "application/pdf"])
async def test_what_a_neighbour_sends_is_read(wall: Wall, kind: str) -> None:
    inbox = Notebook()
    await wall.stage.listens(inbox)
    await wall.stage.sends("anna", File("bench", kind, SAMPLE.read_bytes()), "show")
    said = (await inbox.next()).said
    assert isinstance(said, Text)
    [attachment] = said.attachments
    assert (attachment.mime, attachment.size) == (kind, STORED.size)
    assert await attachment.read() == SAMPLE.read_bytes()
