"""Further photos come to an idea that was told already, and pass the desk like the first."""

from sqlalchemy.orm import Session

from bot.app import App
from ideas import subject
from ideas.models import Idea
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_photos import kept, waits_with_photo, with_photo, with_photos
from tests.scenes import told


@beginning
async def known_for_long(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Anna is no newcomer, and her idea is published."""
    await matrix.says("anna", "help")
    clock.forward(days=8)
    await matrix.says("anna", BENCH)
    await later(app, clock)


@beginning
async def one_photo(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """It is part of Anna's idea."""
    await known_for_long(app, matrix, clock)
    await matrix.says("anna", with_photo("amend 1"))


@beginning
async def one_waits(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Moderators look at everything first, and at Anna's photo for her idea as case 2."""
    await known_for_long(app, matrix, clock)
    await matrix.says("mo", "rule all")
    await matrix.says("anna", with_photo("amend 1"))


async def test_further_ones_come_later(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """One a message, as Matrix has it; the same message again is no repeat."""
    await known_for_long(app, matrix, clock)
    for _ in range(5):
        added = told(await matrix.says("anna", with_photo("amend 1")))
        assert added == "Thank you! The photos now stand with idea 1."
    await later(app, clock)
    for room in (matrix, discord):
        assert len(room.posts()[0].pictures) == 5
    refused = told(await matrix.says("anna", with_photo("amend 1")))
    assert refused.startswith("An idea can have 5 photos, and idea 1 has 5 already")
    assert await kept(app) == (5, 5)
    refused = told(await matrix.says("mehmet", with_photo("amend 1")))
    assert refused.startswith("Only the person whose idea this is, or a moderator")


async def test_in_a_reply_to_the_idea_it_needs_no_number(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known_for_long(app, matrix, clock)
    post = next(iter(matrix.shown))
    added = told(await matrix.says("anna", with_photos("amend", 2), replies_to=post))
    assert added == "Thank you! The photos now stand with idea 1."
    gone = told(await matrix.says("anna", "dropphoto 2", replies_to=post, locale="en"))
    assert gone == "Photo 2 is taken off idea 1."


async def test_later_ones_pass_the_desk_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known_for_long(app, matrix, clock)
    await matrix.says("mo", "rule all")
    thanks = told(await matrix.says("anna", with_photos("amend 1", 2)))
    assert thanks == (
        "Thank you! A moderator looks at the photos for idea 1 first.\n"
        "Waits because: here everything is read first"
    )
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "A bench at the harbour" in told(letter)
    assert "Pictures: 2" in told(letter)
    assert matrix.posts()[0].pictures == ()
    clock.forward(hours=2)
    await app.tidy()
    assert await kept(app) == (2, 2), "they wait as long as it takes"
    seen = await matrix.says("mo", "pictures 2 2", where="#desk")
    assert seen
    assert seen.post.pictures[0].veiled
    refused = told(await matrix.says("mo", "correct 2 Better words", where="#desk"))
    assert refused == "These are photos only. Publish or decline them."
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert len(matrix.posts()[0].pictures) == 2


async def test_declined_later_ones_are_shown_to_nobody_and_leave_room_for_others(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known_for_long(app, matrix, clock)
    await matrix.says("mo", "rule all")
    await matrix.says("anna", with_photos("amend 1", 5))
    await matrix.says("mo", "decline 2 private", where="#desk")
    await later(app, clock)
    assert matrix.posts()[0].pictures == ()
    assert told(await matrix.says("anna", "case 2", private=True)).startswith(
        "Your contribution\n5 photos for: “A bench"
    )
    assert "looks at the photos" in told(await matrix.says("anna", with_photo("amend 1")))


async def test_later_ones_can_be_frozen(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await one_waits(app, matrix, clock)
    await matrix.says("mo", "freeze 2", where="#desk")
    again = told(await matrix.says("anna", with_photo("amend 1")))
    assert again == "I do not take this picture: it is locked away."


async def test_those_that_wait_go_with_their_idea_and_with_their_sender(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await one_waits(app, matrix, clock)
    await matrix.says("anna", "drop 1")
    assert await kept(app) == (0, 0)
    await matrix.says("anna", "idea Chestnut trees along Main Street.")
    await matrix.says("mo", "approve 3", where="#desk")
    await matrix.says("anna", with_photos("amend 2", 2))
    assert await kept(app) == (2, 2)
    assert "Your photos\n- Idea: 2" in told(await matrix.whispers("anna", "mydata"))
    await matrix.whispers("anna", "forget me")
    await matrix.whispers("anna", "forget me for sure")
    assert await kept(app) == (0, 0)


async def test_to_what_still_waits_they_are_added_at_once(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await waits_with_photo(app, matrix)
    await later(app, clock)
    added = told(await matrix.says("anna", with_photo("amend 1")))
    assert added.startswith("Thank you! The photos now belong to idea 1, which still waits")
    await later(app, clock)
    assert "Pictures: 2" in told(matrix.posts("#desk")[-1])


async def test_several_ideas_that_became_one_show_the_first_ten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    places = ("harbour", "station", "library")
    for number, place in enumerate(places, 1):
        said = with_photos(f"idea A bench at the {place}, so that one can rest.", 5)
        await matrix.says("anna", said)
        await matrix.says("anna", "new")
        done = "approve 1" if number == 1 else f"merge {number} 1"
        await matrix.says("mo", done, where="#desk")
    await later(app, clock)
    post = matrix.posts()[0]
    assert len(post.pictures) == 10
    assert "Photos: 15, of which you see the first 10" in told(post)


async def test_forgotten_with_their_sender_they_leave_the_rooms(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Also if nothing else about the idea changes by that, for it is another's."""
    await known_for_long(app, matrix, clock)
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", with_photos("amend 1", 2))
    await later(app, clock)
    assert [len(room.posts()[0].pictures) for room in (matrix, discord)] == [2, 2]
    await matrix.whispers("mehmet", "forget me")
    await matrix.whispers("mehmet", "forget me for sure")
    await later(app, clock)
    assert [len(room.posts()[0].pictures) for room in (matrix, discord)] == [0, 0]
    assert await kept(app) == (0, 0)


async def test_moderators_count_them_as_the_post_shows_them(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Also after two ideas became one."""
    await one_photo(app, matrix, clock)
    await matrix.says("mehmet", with_photo("idea Chestnut trees along Main Street."))
    await matrix.says("mo", "approve 3", where="#desk")
    await matrix.says("mo", "unite 1 2")
    await later(app, clock)
    [shown] = [each.pictures for each in matrix.posts() if len(each.pictures) == 2]

    def at_the_desk(session: Session) -> tuple[str, ...]:
        return subject.contribution(session, session.get_one(Idea, 2)).pictures

    assert await app.writer.do(at_the_desk) == tuple(each.medium for each in shown)
