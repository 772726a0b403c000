"""Pictures go along with their message, with words for those who do not see them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Call
from bot.posts import Picture, Post, Question, Reply, Stored
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook
from tests.discord_server.reading import read
from tests.discord_server.server import Fault

SAMPLE = Path(__file__).parents[2] / "bot" / "pictures" / "lossless.webp"
STORED = Stored(SAMPLE, "image/webp", 12, 8, SAMPLE.stat().st_size)
BENCH = Picture("a1", "A bench in the rain, calls @everyone", STORED)


async def deliver(
    stage: DiscordStage, post: Post, key: str, replaces: Receipt | None = None
) -> Receipt:
    return await stage.adapter.deliver(stage.room, post, key=key, replaces=replaces)


def shown(stage: DiscordStage) -> list[dict[str, Any]]:
    """All pictures in the channel."""
    messages = stage.world.hafen.messages.values()
    return [each for message in messages for each in message["attachments"]]


def words(stage: DiscordStage) -> list[str]:
    return [read(each["content"]) for each in stage.world.hafen.messages.values()]


async def test_a_picture_is_shown_with_its_words(stage: DiscordStage) -> None:
    receipt = await deliver(stage, Post("What Anna found", pictures=(BENCH,)), "a")
    assert len(receipt.messages) == 1
    [picture] = shown(stage)
    assert stage.discord.messages.files.content_of(picture) == SAMPLE.read_bytes()
    assert picture["filename"] == "bude.webp"
    assert picture["content_type"] == "image/webp"
    assert picture["description"] == "A bench in the rain, calls @everyone"
    assert words(stage) == ["What Anna found"]
    assert not stage.world.hafen.messages[receipt.messages[0]]["mention_everyone"]


async def test_what_may_be_hard_to_bear_is_covered(stage: DiscordStage) -> None:
    await deliver(stage, Post("Look", pictures=(replace(BENCH, veiled=True),)), "a")
    assert [each["filename"] for each in shown(stage)] == ["SPOILER_bude.webp"]


async def test_said_again_it_is_there_once(stage: DiscordStage) -> None:
    """Also when Discord has forgotten our key: it is found by what it says and shows."""
    await stage.listens(Notebook())
    post, other = (
        Post(pictures=(BENCH,)),
        Post(pictures=(replace(BENCH, description="A lamp"),)),
    )
    stage.discord.faults.append(Fault("create_message", after=True, cut=True))
    with pytest.raises(DeliveryFailed):
        await deliver(stage, post, "a")
    stage.discord.messages.nonces.clear()
    await deliver(stage, other, "b")
    await deliver(stage, post, "a")
    described = [each["description"] for each in shown(stage)]
    assert described == [BENCH.description, "A lamp"]


async def test_it_stays_when_the_words_change(stage: DiscordStage) -> None:
    first, then = Post("No votes", pictures=(BENCH,)), Post("One vote", pictures=(BENCH,))
    stands = await deliver(stage, first, "a")
    [before] = shown(stage)
    assert (await deliver(stage, then, "b", stands._replace(said=first))) == stands
    assert (words(stage), shown(stage)) == (["One vote"], [before])
    other = Post("One vote", pictures=(replace(BENCH, medium="b2", description="Mended"),))
    await deliver(stage, other, "c", stands._replace(said=then))
    assert [each["description"] for each in shown(stage)] == ["Mended"]
    await deliver(stage, Post("Withdrawn"), "d", stands._replace(said=other))
    assert (words(stage), shown(stage)) == (["Withdrawn"], [])


async def test_several_stand_in_one_message(stage: DiscordStage) -> None:
    """Each with its words; one more comes to them, and one that cannot be had is told."""
    lamp = replace(BENCH, medium="b2", description="A lamp")
    gone = replace(BENCH, medium="c3", description="A tree", stored=None)
    first = Post("Look", pictures=(BENCH, lamp))
    stands = await deliver(stage, first, "a")
    assert len(stands.messages) == 1
    assert [each["description"] for each in shown(stage)] == [BENCH.description, "A lamp"]
    assert [each["filename"] for each in shown(stage)] == ["bude.webp", "bude-1.webp"]
    then = Post("Look", pictures=(BENCH, lamp, gone, replace(lamp, medium="d4")))
    await deliver(stage, then, "b", stands._replace(said=first))
    assert len(shown(stage)) == 3
    assert words(stage) == ["Look\nA tree"]


async def test_more_than_a_message_takes_are_told(stage: DiscordStage) -> None:
    many = tuple(replace(BENCH, medium=f"m{n}", description=f"Photo {n}") for n in range(12))
    await deliver(stage, Post("Look", pictures=many), "a")
    assert len(shown(stage)) == 10
    assert words(stage) == ["Look\nPhoto 10\nPhoto 11"]


async def test_it_goes_when_its_owner_is_forgotten(stage: DiscordStage) -> None:
    post = Post("Look", pictures=(BENCH,))
    stands = await deliver(stage, post, "a")
    forgotten = Post("Look", pictures=(replace(BENCH, stored=None),))
    await deliver(stage, forgotten, "b", stands._replace(said=post))
    assert shown(stage) == []


async def test_below_a_poll_it_stays_too(stage: DiscordStage) -> None:
    vote, closes = Call("vote", {"poll": 1}), datetime.now(UTC) + timedelta(days=1)
    question = Question(("Park", "Square"), vote, "", public=True, closes=closes)
    poll = Post("Where?", question=question, pictures=(BENCH,))
    stands = await deliver(stage, poll, "a")
    more = replace(poll, facts=(("So far", "Park 1"),))
    assert await deliver(stage, more, "b", stands._replace(said=poll)) == stands
    assert len(shown(stage)) == 1
    assert words(stage)[-1] == "So far: Park 1"


async def test_an_answer_shows_one_too(stage: DiscordStage) -> None:
    await stage.listens(Notebook(lambda heard: Reply(Post("Look", pictures=(BENCH,)), True)))
    asked = await stage.neighbours.slash("anna", "help")
    message = await asked.answered()
    assert [each["description"] for each in message["attachments"]] == [BENCH.description]
    assert asked.private


@pytest.mark.parametrize(
    "stored",
    [replace(STORED, file=Path("/gone")), replace(STORED, size=60 * 1024 * 1024), None],
    ids=["gone", "too large", "forgotten"],
)
async def test_what_cannot_be_shown_is_told(stage: DiscordStage, stored: Stored | None) -> None:
    await deliver(stage, Post("Look", pictures=(replace(BENCH, stored=stored),)), "a")
    assert words(stage) == [f"Look\n{BENCH.description}"]


async def test_where_files_are_not_allowed_it_is_told(stage: DiscordStage) -> None:
    stage.world.hafen.without_files = True
    await deliver(stage, Post("Look", pictures=(BENCH,)), "a")
    assert words(stage) == [f"Look\n{BENCH.description}"]


async def test_the_photo_of_an_idea_is_seen_in_the_channel(hafen: Hafen) -> None:
    photo = hafen.people.file("bench.webp", "image/webp", SAMPLE.read_bytes())
    text = "A bench by the crane, where one can see the ships."
    given = await hafen.people.slash("anna", "idea", text=text, photo=photo)
    assert "A moderator reads it" in await given.text()
    looked = await hafen.people.slash("mo", "pictures", case=1)
    [covered] = (await looked.answered())["attachments"]
    assert covered["filename"] == "SPOILER_bude.webp"
    approved = await hafen.people.slash("mo", "approve", case=1)
    await approved.answered()
    message = await hafen.reads("by the crane")
    assert [each["description"][:10] for each in message["attachments"]] == ["A photo of"]


async def test_several_photos_of_an_idea_are_seen_and_one_more_comes_later(
    hafen: Hafen,
) -> None:
    content = SAMPLE.read_bytes()
    one, two, three = (hafen.people.file(f"{n}.webp", "image/webp", content) for n in range(3))
    photos: dict[str, Any] = {"photo": one, "photo-2": two}
    given = await hafen.people.slash("anna", "idea", text="A bench by the crane.", **photos)
    assert "A moderator reads it" in await given.text()
    await (await hafen.people.slash("mo", "approve", case=1)).answered()
    assert len((await hafen.reads("by the crane"))["attachments"]) == 2
    more = await hafen.people.slash("anna", "amend", idea="1", photo=three)
    assert "A moderator looks at the photos" in await more.text()
    await (await hafen.people.slash("mo", "approve", case=2)).answered()

    async def all_three() -> bool | None:
        return len((await hafen.reads("by the crane"))["attachments"]) == 3 or None

    assert await hafen.at_last(all_three)


async def test_one_that_discord_does_not_hand_over_is_asked_for_again(hafen: Hafen) -> None:
    photo = hafen.people.file("bench.webp", "image/webp", SAMPLE.read_bytes())
    hafen.discord.messages.files.contents.clear()
    given = await hafen.people.slash("anna", "idea", text="A bench by the crane.", photo=photo)
    assert "I could not get the file that came along" in await given.text()


async def test_the_photo_of_a_message_goes_along_when_it_becomes_an_idea(hafen: Hafen) -> None:
    photo = hafen.people.file("bench.webp", "image/webp", SAMPLE.read_bytes())
    said = await hafen.people.says("mehmet", "A bench by the crane.", files=[photo])
    asked = await hafen.people.menu("mehmet", "Submit as idea", said["id"])
    await asked.answered()
    looked = await hafen.people.slash("mo", "pictures", case=1)
    assert len((await looked.answered())["attachments"]) == 1
