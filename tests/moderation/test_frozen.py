"""What was frozen: nobody gets to see it, wherever it stands; in the end it is destroyed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot import media
from bot.app import App
from bot.incoming import Attached
from bot.refusals import Refusal
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

SAMPLE = Path(__file__).parents[1] / "bot" / "pictures" / "turned.jpg"
PHOTO = Attached("a.jpg", "image/jpeg", SAMPLE.read_bytes())


@beginning
async def waits(app: App, matrix: FakePlatform, notices: Notices) -> str:
    """Anna's notice with a picture, as case 1; Mehmet moderates. What the picture is called."""
    found = await app.writer.do(lambda session: media.keep(session, PHOTO, app.clock()))
    notices.pictures = (found,)
    await matrix.says("anna", "pin Look!")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    return found


@pytest.fixture
async def name(app: App, matrix: FakePlatform, notices: Notices) -> str:
    return await waits(app, matrix, notices)


@pytest.fixture
@beginning
async def frozen(app: App, matrix: FakePlatform, notices: Notices) -> str:
    """Mehmet has frozen it."""
    name = await waits(app, matrix, notices)
    await matrix.says("mehmet", "freeze 1", where="#desk")
    return name


async def is_to_be_seen(app: App, name: str) -> bool:
    return await app.writer.do(lambda session: media.stored(session, name) is not None)


def files(app: App) -> list[Path]:
    return list(app.store.album.folder.glob("*"))


async def test_the_file_is_kept_and_shown_to_nobody(
    app: App, matrix: FakePlatform, clock: Clock, name: str
) -> None:
    assert await is_to_be_seen(app, name)
    await matrix.says("mehmet", "freeze 1", where="#desk")
    assert not await is_to_be_seen(app, name)
    await app.writer.do(lambda session: media.forget(session, [name]))  # Anna is forgotten.
    clock.forward(days=2)
    await app.tidy()
    assert len(files(app)) == 1
    await later(app, clock)
    [called] = matrix.posts("#city")
    assert files(app)[0].name in dict(called.facts)["Files in the folder of pictures"]
    assert "after 30 days" in told(called)


async def test_what_is_frozen_once_more_is_told_once_more(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str
) -> None:
    await matrix.says("mo", "decline 1 No.", where="#desk")
    await matrix.says("anna", "appeal 1 It is mine!")
    clock.forward(seconds=1)
    await matrix.says("mehmet", "freeze 1", where="#desk")
    await later(app, clock, seconds=1)
    letters = [each for each in matrix.posts("#city") if "Mehmet froze it" in told(each)]
    assert len(letters) == 2


async def test_the_same_picture_is_not_taken_in_again(
    app: App, matrix: FakePlatform, clock: Clock, name: str
) -> None:
    other = await app.writer.do(lambda session: media.keep(session, PHOTO, clock()))
    await matrix.says("mehmet", "freeze 1", where="#desk")
    assert not await is_to_be_seen(app, other)

    def again(session: Session) -> None:
        with pytest.raises(Refusal, match="locked away"):
            media.keep(session, PHOTO, clock())

    await app.writer.do(again)


async def test_it_is_taken_out_of_rooms_and_of_what_still_waits(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, name: str
) -> None:
    await matrix.says("mo", "approve 1", where="#desk")
    await app.postman.round(["matrix"])
    [post] = [key for key, shown in matrix.shown.items() if shown.post.title == "Notice 1"]
    await matrix.says("charlie", "report This is awful.", replies_to=post)
    await matrix.says("mehmet", "freeze 1", where="#desk")
    await later(app, clock, seconds=1)
    assert matrix.removed == [post]
    assert "Look!" not in [each.text for each in discord.posts()]
    assert discord.removed == []


async def test_released_it_is_there_again(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str, notices: Notices
) -> None:
    await matrix.says("mo", "approve 1", where="#desk")
    assert notices.up == {1}
    assert await is_to_be_seen(app, frozen)
    await later(app, clock, seconds=1)
    assert "Look!" in [each.text for each in matrix.posts()]


async def test_declined_it_is_destroyed_and_the_log_says_so(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str
) -> None:
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    assert not await is_to_be_seen(app, frozen)
    clock.forward(days=2)
    await app.tidy()
    assert files(app) == []
    assert "Mo destroyed the pictures of case 1" in told(
        await matrix.says("mo", "log", private=True)
    )


async def test_after_a_month_it_is_destroyed_though_nobody_decided(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str
) -> None:
    clock.forward(days=29)
    await app.tidy()
    assert len(files(app)) == 1
    for _ in range(2):
        clock.forward(days=1)
        await app.tidy()
    clock.now += timedelta(days=1)
    await app.tidy()
    assert files(app) == []
    await later(app, clock)
    assert "Nobody decided on case 1 in Hafen in time" in told(matrix.posts("#city")[-1])
    shown = told(await matrix.says("mo", "log", private=True))
    assert shown.count("Bude destroyed the pictures of case 1, because nobody") == 1
    assert "The log is whole." in told(await matrix.says("mo", "checklog"))


async def test_its_author_hears_why_in_their_language_and_does_not_get_it_back(
    app: App, matrix: FakePlatform, clock: Clock, notices: Notices
) -> None:
    await matrix.says("anna", "hilfe", where="@anna", private=True, locale="de")
    await matrix.says("anna", "pin Katze gefunden, wer vermisst sie?", locale="de")
    await matrix.says("mo", "freeze 1", where="#desk")
    await later(app, clock, seconds=1)
    hears = told(matrix.posts("@anna")[-1])
    assert "Es ist gesperrt, bis jemand oberhalb der Moderation entscheidet." in hears
    assert "Es wird geprüft, ob das strafbar ist." in hears
    assert "Grundlage: das Recht, falls es dagegen verstößt" in hears
    assert "Katze" not in hears
    assert notices.reasons[1] == "Es wird geprüft, ob das strafbar ist."


# It is released or destroyed, and nothing else


@pytest.mark.usefixtures("frozen")
async def test_it_takes_no_other_shape_in_which_its_picture_would_be_kept_for_good(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await later(app, clock, minutes=10)
    for line in ("correct 1 Look here!", 'split 1 "Look!" "Listen!"', "merge 1 7", "freeze 1"):
        refused = told(await matrix.says("mo", line, where="#desk", locale="en"))
        assert refused == (
            "This is frozen, so it stays as it is: !approve 1 releases it, !decline 1 ends it."
        )
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    clock.forward(days=2)
    await app.tidy()
    assert files(app) == []


@pytest.mark.parametrize("first", ["approve 1", "decline 1 unlawful § 185 StGB"])
async def test_the_same_picture_frozen_twice_is_locked_until_both_are_released(
    app: App, matrix: FakePlatform, name: str, first: str
) -> None:
    await matrix.says("anna", "pin Look once more!")
    for number in (1, 2):
        await matrix.says("mehmet", f"freeze {number}", where="#desk")
    await matrix.says("mo", first, where="#desk")
    assert not await is_to_be_seen(app, name)
    await matrix.says("mo", "approve 2", where="#desk")
    released = first == "approve 1"
    assert await is_to_be_seen(app, name) == released
    assert await is_taken_in(app) == released


async def is_taken_in(app: App) -> bool:
    def send(session: Session) -> bool:
        try:
            media.keep(session, PHOTO, app.clock())
        except Refusal:
            return False
        return True

    return await app.writer.do(send)


async def test_nobody_is_asked_to_decide_who_may_not(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str
) -> None:
    await later(app, clock, seconds=1)
    letter = matrix.posts("#desk")[-1]
    assert not letter.buttons
    assert "Whose turn" not in told(letter)


async def test_what_those_above_declined_is_not_shown_again(
    app: App, matrix: FakePlatform, clock: Clock, frozen: str
) -> None:
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    await later(app, clock, seconds=1)
    for letter in (
        *matrix.posts("#desk"),
        await matrix.says("mehmet", "case 1", where="#desk"),
    ):
        assert "Look!" not in told(letter)


async def test_those_above_read_what_they_can_do_with_it(
    matrix: FakePlatform, frozen: str
) -> None:
    shown = await matrix.says("mo", "case 1", where="#desk")
    assert shown
    assert [each.label for each in shown.post.buttons] == ["Release it", "Decline it for good"]
    below = await matrix.says("mehmet", "case 1", where="#desk")
    assert below
    assert not below.post.buttons


async def test_where_nobody_above_can_be_written_to_the_moderator_tells_them(
    app: App, matrix: FakePlatform
) -> None:
    """In Schwerte no room of the city is named, and Mo has no chat with Bude yet."""
    await matrix.says("mehmet", "polls", where="#holzen")
    await matrix.says("mo", "grant mehmet moderator", where="#holzen")
    for number in (1, 2):
        await matrix.says("anna", f"pin Look, number {number}!", where="#holzen")
    said = told(await matrix.says("mehmet", "freeze 1", where="#amt"))
    assert "please tell those who look after Bude here" in said
    await matrix.whispers("mo", "help")
    said = told(await matrix.says("mehmet", "freeze 2", where="#amt"))
    assert "Those who look after Bude here know." in said
