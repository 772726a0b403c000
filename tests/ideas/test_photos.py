"""A photo comes along with an idea: looked at first, then in its post; and gone when it is not
wanted any more."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Attachment, Text
from bot.media import Medium
from ideas.models import Photo
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, later
from tests.scenes import told

SAMPLE = Path(__file__).parents[1] / "bot" / "pictures" / "turned.jpg"


@cache
def with_photo(words: str) -> Text:
    """The same for all scenes, so that they begin alike."""
    content = SAMPLE.read_bytes()

    async def read() -> bytes:
        return content

    return Text(words, (Attachment("bench.jpg", "image/jpeg", len(content), read),))


async def kept(app: App) -> tuple[int, int]:
    """How many photos there are, and how many pictures."""

    def look(session: Session) -> tuple[int, int]:
        photos, media = (select(func.count()).select_from(each) for each in (Photo, Medium))
        return session.scalar(photos) or 0, session.scalar(media) or 0

    return await app.writer.do(look)


@beginning
async def waits_with_photo(app: App, matrix: FakePlatform) -> None:
    """Anna's idea comes with a photo, and is case 1."""
    await matrix.says("anna", with_photo(BENCH))


@beginning
async def declined_with_photo(app: App, matrix: FakePlatform) -> None:
    """Mo does not want it."""
    await matrix.says("anna", with_photo(BENCH))
    await matrix.says("mo", "decline 1 private", where="#desk")


async def test_a_newcomers_photo_is_looked_at_first_and_then_in_the_post(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await waits_with_photo(app, matrix)
    await later(app, clock)
    assert matrix.posts() == []
    [letter] = matrix.posts("#desk")
    assert "Waits because: a picture from somebody new" in told(letter)
    assert letter.pictures == ()
    veiled = await matrix.says("mo", "pictures 1", where="#desk")
    assert veiled
    assert veiled.post.pictures
    assert (veiled.post.pictures[0].veiled, bool(veiled.post.pictures[0].stored)) == (
        True,
        True,
    )
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    for room in (matrix, discord):
        [picture] = room.posts()[0].pictures
        assert picture.stored
        assert not picture.veiled
        assert picture.description.startswith("A photo of “A bench at the harbour")


async def test_declined_it_is_shown_to_nobody(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await declined_with_photo(app, matrix)
    await later(app, clock)
    assert [each.pictures for each in matrix.posts()] == [()]


async def test_one_whose_idea_was_never_told_is_not_kept(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    asked = await matrix.says("mehmet", with_photo(f"{BENCH} Please!"))
    assert "Is yours one of these?" in told(asked)
    assert await kept(app) == (1, 1)
    clock.forward(minutes=59)
    await app.tidy()
    assert await kept(app) == (1, 1)
    clock.forward(minutes=1)
    await app.tidy()
    assert await kept(app) == (0, 0)


async def test_one_whose_idea_is_told_after_a_question_comes_along(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    asked = await matrix.says("mehmet", with_photo(f"{BENCH} Please!"))
    assert asked
    await matrix.says("mehmet", asked.post.buttons[-1].call)
    clock.forward(hours=2)
    await app.tidy()
    assert await kept(app) == (1, 1)
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert matrix.posts()[1].pictures


async def test_frozen_with_its_idea_it_is_in_no_room_any_more(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", "follow")
    await matrix.whispers("mehmet", "help")
    await matrix.says("anna", with_photo(BENCH))
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    posts = [key for key, shown in matrix.shown.items() if shown.post.pictures]
    assert len(posts) == 2, "in the room, and for Mehmet who follows"
    await discord.says("charlie", "report", replies_to=next(iter(discord.shown)))
    await matrix.says("mo", "freeze 1", where="#desk")
    await later(app, clock)
    assert sorted(matrix.removed) == sorted(posts)
    assert discord.removed == [next(iter(discord.shown))]


@beginning
async def seen_with_two_ideas(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """The same photo is part of Anna's idea and of Charlie's; Rosi's waits with it, and Anna
    sends it once more. Mehmet moderates, too."""
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    for who, said in (("anna", BENCH), ("charlie", "idea Chestnut trees along Main Street.")):
        await matrix.says(who, with_photo(said))
    for case in (1, 2):
        await matrix.says("mo", f"approve {case}", where="#desk")
    await matrix.says("rosi", with_photo("idea A fountain near the station."))
    await matrix.says("anna", with_photo("amend 1"))
    await later(app, clock)


@pytest.mark.parametrize("number", [3, 4])
async def test_frozen_it_is_not_seen_with_another_idea_either_until_it_is_released(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, number: int
) -> None:
    """The same picture stood in all rooms still, wherever somebody had sent it before."""
    await seen_with_two_ideas(app, matrix, clock)

    def shown() -> list[int]:
        posts = [*matrix.posts("#hafen"), *discord.posts()]
        return [len(each.pictures) for each in posts if each.title.startswith("Idea ")]

    assert shown() == [1] * 4
    await matrix.says("mehmet", f"freeze {number}", where="#desk")
    await later(app, clock)
    assert shown() == [0] * 4
    assert "Photos" not in told(matrix.posts()[0])
    refused = told(await matrix.says("anna", "dropphoto 1 1", locale="en"))
    assert refused == "Idea 1 has no photo 1."
    await matrix.says("mo", f"approve {number}", where="#desk")
    await later(app, clock)
    assert shown()[1] == shown()[3] == 1


async def test_it_never_goes_along_with_another_idea(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    others = {
        "support 1": "The roof of the swimming baths leaks.",
        "1": "More cycle racks outside our library!",
        "": "Plant chestnut trees along Main Street.",
    }
    for answer, another in others.items():
        asked = await matrix.says("mehmet", with_photo(f"{BENCH} Please!"))
        assert "Is yours one of these?" in told(asked)
        if answer:
            await matrix.says("mehmet", answer)
        await matrix.says("mehmet", f"idea {another}")
    await later(app, clock)
    assert len(matrix.posts()) == 4
    assert [each.pictures for each in matrix.posts()] == [()] * 4
    assert await kept(app) == (0, 0)


async def test_whoever_sent_one_that_is_lost_hears_it_and_sends_it_again(
    app: App, matrix: FakePlatform
) -> None:
    async def gone() -> bytes:
        raise OSError("404")

    lost = Text(BENCH, (Attachment("bench.jpg", "image/jpeg", 7, gone),))
    large = Text(BENCH, (Attachment("bench.jpg", "image/jpeg", 2**30, gone),))
    for said in (lost, large):
        refused = told(await matrix.says("anna", said))
        assert refused.startswith("I could not get the file that came along: it is larger than")
    assert await kept(app) == (0, 0)
    assert "is idea 1" in told(await matrix.says("anna", with_photo(BENCH)))
    assert await kept(app) == (1, 1)


def with_photos(words: str, count: int) -> Text:
    return Text(words, with_photo(words).attachments * count)


async def test_several_come_along_and_all_are_in_the_post(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Only the first was taken, and nobody was told."""
    await matrix.says("anna", with_photos(BENCH, 3))
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Pictures: 3; !pictures 1 shows them to you alone" in told(letter)
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    for room in (matrix, discord):
        assert [bool(each.stored) for each in room.posts()[0].pictures] == [True] * 3
    assert "Photos" not in told(matrix.posts()[0]), "they are seen"


async def test_of_too_many_none_is_taken_and_their_sender_chooses(
    app: App, matrix: FakePlatform
) -> None:
    for count in (6, 11):
        refused = told(await matrix.says("anna", with_photos(BENCH, count)))
        assert refused == (
            f"{count} files came along, and I can take 5 with it. Please choose, and send it "
            "again."
        )
    assert await kept(app) == (0, 0)
    assert "is idea 1" in told(await matrix.says("anna", with_photos(BENCH, 5)))


async def test_if_one_of_several_is_lost_none_is_taken(app: App, matrix: FakePlatform) -> None:
    async def gone() -> bytes:
        raise OSError("404")

    lost = Attachment("bench.jpg", "image/jpeg", 7, gone)
    said = Text(BENCH, (*with_photo("").attachments, lost))
    refused = told(await matrix.says("anna", said))
    assert refused.startswith("I could not get the file that came along")
    assert await kept(app) == (0, 0)


# Nothing goes without a word


async def test_where_no_file_is_wanted_its_sender_hears_it(
    app: App, matrix: FakePlatform
) -> None:
    reply = await matrix.says("anna", with_photo("ideas"))
    assert reply
    assert told(reply.besides) == (
        "The file that came along is not part of it: here I take words only."
    )


async def test_whoever_is_still_asked_something_sends_it_once_more(
    app: App, matrix: FakePlatform
) -> None:
    asked = told(await matrix.says("anna", with_photo("idea")))
    assert "Please send what came along once more, together with your answer." in asked
    answer = with_photo(BENCH.removeprefix("idea "))
    assert "is idea 1" in told(await matrix.says("anna", answer))
    assert await kept(app) == (1, 1)


async def test_one_without_words_is_told_what_to_write_with_it(
    app: App, matrix: FakePlatform
) -> None:
    """As those that Element sends after the first, if several are chosen."""
    await matrix.whispers("anna", "help")
    said = told(await matrix.whispers("anna", with_photo("")))
    assert said == (
        "A file came without words, so I do not know what it belongs to. Please send it once "
        "more, and write with it what it is for:\n!idea\n!amend"
    )
    assert await kept(app) == (0, 0)
    among_neighbours = replace(with_photo(""), addressed=False)
    assert await matrix.says("anna", among_neighbours) is None
