"""Files that Bude hands over on a real homeserver, in open rooms and in encrypted ones."""

from dataclasses import replace

import pytest

from bot.adapter import DeliveryFailed, Receipt
from bot.posts import Enclosure, Post, Reply
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.test_native_polls import CLOSED, OPEN
from tests.adapters.matrix.test_pictures import BENCH
from tests.adapters.stage import File, Notebook

pytestmark = pytest.mark.synapse

TABLE = Enclosure("ideas.csv", "text/csv", "Idee;Ort\nBänke;am Kai\n")
HANDED = File("ideas.csv", "text/csv", TABLE.content.encode())


@pytest.fixture
async def open_room(stage: MatrixStage) -> MatrixStage:
    await stage.listens(Notebook())
    return stage


@pytest.fixture
async def sealed_room(sealed_stage: SealedStage) -> MatrixStage:
    await sealed_stage.listens(Notebook())
    return sealed_stage


@pytest.fixture(params=["open_room", "sealed_room"])
def room(request: pytest.FixtureRequest) -> MatrixStage:
    found: MatrixStage = request.getfixturevalue(request.param)
    return found


async def deliver(
    room: MatrixStage, post: Post, key: str, replaces: Receipt | None = None
) -> Receipt:
    return await room.adapter.deliver(room.room, post, key=key, replaces=replaces)


async def said(room: MatrixStage) -> list[str]:
    return [each.text.strip() for each in await room.seen()]


async def test_it_comes_before_its_words_and_calls_nobody(room: MatrixStage) -> None:
    named = replace(TABLE, name="all @room\nideas.csv")
    await deliver(room, Post("All ideas", pictures=(BENCH,), enclosure=named), "a")
    picture, file, words = await room.seen()
    assert (file.text, words.text.strip()) == ("all @\u2060room ideas.csv", "All ideas")
    assert picture.calls == file.calls == ()
    assert [each.content for each in await room.files()] == [HANDED.content]


async def test_an_answer_hands_one_over(room: MatrixStage) -> None:
    await room.listens(Notebook(lambda heard: Reply(Post("Here it is", enclosure=TABLE))))
    await room.says("anna", "export")
    mo = await room.person("mo")
    await mo.hears("Here it is")
    assert await room.files() == [HANDED]


async def test_below_a_poll_it_stays(room: MatrixStage) -> None:
    poll = replace(OPEN, enclosure=TABLE)
    stands = await deliver(room, poll, "a")
    more = replace(poll, facts=(("So far", "Park 1"),))
    assert await deliver(room, more, "b", stands._replace(said=poll)) == stands
    over = replace(CLOSED, enclosure=TABLE)
    assert await deliver(room, over, "c", stands._replace(said=more)) == stands
    assert "Result: Park" in (await said(room))[-1]
    assert await room.files() == [HANDED]


async def test_another_one_takes_its_place(room: MatrixStage) -> None:
    first = Post("Look", pictures=(BENCH,), enclosure=TABLE)
    stands = await deliver(room, first, "a")
    other = replace(first, enclosure=replace(TABLE, name="new.csv", content="None"))
    await deliver(room, other, "b", stands._replace(said=first))
    assert (await said(room))[1:] == ["new.csv", "Look"]
    assert [each.content for each in await room.files()] == [b"None"]


async def test_one_that_the_homeserver_does_not_take_begins_in_words(
    stage: MatrixStage,
) -> None:
    await stage.listens(Notebook())
    large = replace(TABLE, content="A bench 🪑 & more.\n" * (60 * 1024 * 1024 // 18))
    await deliver(stage, Post("Look", enclosure=large), "a")
    words, look = await said(stage)
    assert look == "Look"
    assert words.startswith("ideas.csv\nA bench 🪑 & more.")
    assert words.endswith("…")


async def test_one_while_the_homeserver_is_away(room: MatrixStage) -> None:
    async with room.away():
        with pytest.raises(DeliveryFailed) as failed:
            await deliver(room, Post("Look", enclosure=TABLE), "a")
    assert not failed.value.permanent


async def test_the_homeserver_cannot_read_what_is_handed_over_sealed(
    sealed_stage: SealedStage,
) -> None:
    await sealed_stage.listens(Notebook())
    await deliver(sealed_stage, Post("Look", enclosure=TABLE), "a")
    mo = await sealed_stage.person("mo")
    [file] = [
        each["content"]["file"]
        for each in await mo.history(sealed_stage.room.target)
        if each["content"].get("msgtype") == "m.file"
    ]
    assert HANDED.content not in await sealed_stage._download(file["url"])
