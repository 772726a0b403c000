"""No case is left at the desk on which nobody can decide, since what it was about is gone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Text
from moderation.models import Appeal
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_photos import with_photo
from tests.scenes import told

GONE = "That is not there any more, so there is nothing to look at."
NOTHING_WAITS = "Nothing waits for a moderator here."


@pytest.fixture
@beginning
async def post(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """Anna's idea stands there, and Mehmet's trees as idea 2; Rosi moderates, too."""
    for who in ("anna", "mehmet", "rosi"):
        await matrix.says(who, "help")
    await matrix.says("mo", "grant rosi moderator")
    clock.forward(days=8)
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "idea Chestnut trees along Main Street.")
    await later(app, clock)
    return next(key for key, shown in matrix.shown.items() if "bench" in told(shown.post))


async def waiting(matrix: FakePlatform) -> str:
    return told(await matrix.says("mo", "cases", where="#desk", locale="en"))


@pytest.mark.parametrize(("who", "line"), [("anna", "drop 1"), ("mo", "unite 1 2")])
async def test_what_is_gone_is_not_reported(
    app: App, matrix: FakePlatform, clock: Clock, post: str, who: str, line: str
) -> None:
    await matrix.says(who, line)
    await later(app, clock)
    reported = await matrix.says("mehmet", "report Not true", replies_to=post, locale="en")
    assert told(reported) == GONE
    assert await waiting(matrix) == NOTHING_WAITS


@pytest.mark.usefixtures("post")
async def test_nor_brought_before_the_moderators_a_second_time(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", 'amend 1 text="Seats at the quay"')
    await matrix.says("mo", "decline 3 No.", where="#desk")
    await matrix.says("anna", "drop 1")
    assert told(await matrix.says("anna", "appeal 3 Why?", locale="en")) == GONE
    assert await waiting(matrix) == NOTHING_WAITS


async def test_what_was_reported_is_decided_before_it_joins_another(
    app: App, matrix: FakePlatform, clock: Clock, post: str
) -> None:
    """A moderator could have had their own out of the way like that, too."""
    await matrix.says("mehmet", "report Not true", replies_to=post)
    await later(app, clock, minutes=10)
    assert told(await matrix.says("mo", "unite 1 2", locale="en")) == (
        "Somebody asked the moderators to look at idea 1. Decide on that first: !case 1"
    )
    await matrix.says("mo", "approve 1", where="#desk")
    assert "part of idea 2" in told(await matrix.says("mo", "unite 1 2", locale="en"))


@pytest.mark.parametrize("line", ["unite 1 2", "merge 1 2"])
@pytest.mark.parametrize("said", ["amend 1 text=Seats", with_photo("amend 1")])
async def test_new_words_and_photos_are_decided_on_before_their_idea_joins_another(
    app: App, matrix: FakePlatform, clock: Clock, post: str, line: str, said: str | Text
) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", said)
    if line == "merge 1 2":
        await matrix.says("mehmet", "report Not true", replies_to=post)
        await later(app, clock, minutes=10)
    assert told(await matrix.says("mo", line, where="#desk", locale="en")) == (
        "New words or photos for idea 1 still wait for a moderator. Decide on them first."
    )
    await matrix.says("mo", "approve 3", where="#desk")
    clock.forward(minutes=10)
    assert "part of" in told(await matrix.says("mo", line, where="#desk", locale="en"))
    assert await waiting(matrix) == NOTHING_WAITS


@pytest.mark.usefixtures("post")
async def test_who_appealed_and_is_among_the_authors_after_it_was_right(
    app: App, matrix: FakePlatform
) -> None:
    """The public counts knew nothing of it."""
    await matrix.says("mo", "rule all")
    await matrix.says("anna", "idea A fountain near the station.")
    await matrix.says("mo", "decline 3 No.", where="#desk")
    await matrix.says("anna", "appeal 3 Why?")
    await matrix.says("rosi", "merge 3 2", where="#desk")

    def appeals(session: Session) -> list[bool | None]:
        return list(session.scalars(select(Appeal.right)))

    assert await app.writer.do(appeals) == [True]


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.usefixtures("post")
async def test_what_waits_under_an_idea_that_is_gone_waits_no_more(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, forgotten: bool
) -> None:
    """A moderator had to decline the comment, and Mehmet read a reason for what was none."""
    await matrix.whispers("mehmet", "help")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "comment 1 I like benches.")
    if forgotten:
        await matrix.says("charlie", "report Not true", replies_to=next(iter(matrix.shown)))
        await matrix.says("mo", "decline 1 No.", where="#desk")
        await matrix.whispers("anna", "forget me")
        await matrix.whispers("anna", "forget me for sure")
    else:
        await matrix.says("anna", "drop 1")
    assert await waiting(matrix) == NOTHING_WAITS
    await later(app, clock)
    assert all("I like benches." not in told(each) for each in discord.posts())
    [word] = matrix.posts("~mehmet")
    assert told(word) == (
        "Your contribution\n“I like benches.”\n\nWhat it belonged to is gone meanwhile, so it "
        "is not published. There is nothing that you need to do."
    )
    case = told(matrix.posts("#desk")[0])
    assert "Now: not published, because what it belonged to is gone" in case
    refused = told(await matrix.says("mo", "approve 3", where="#desk", locale="en"))
    assert refused.startswith("Case 3 is settled already")


async def test_so_do_the_new_words_of_a_moderator_who_hears_it(
    app: App, matrix: FakePlatform, clock: Clock, post: str
) -> None:
    """For what young people wrote, a second moderator was still to agree."""
    await matrix.whispers("mo", "help")
    await matrix.says("anna", 'idea "Skating behind our school." by=youth')
    for who in ("mo", "rosi"):
        await matrix.says(who, "approve 3", where="#desk")
    await matrix.says("mo", 'amend 3 text="A quiet skate park."', where="#desk")
    await matrix.says("anna", "drop 3")
    assert await waiting(matrix) == NOTHING_WAITS
    await later(app, clock)
    word = told(matrix.posts("~mo")[-1])
    assert "“A quiet skate park.”" in word
    assert "What it belonged to is gone meanwhile, so it is not published." in word


async def test_whose_comment_it_was_reads_so_in_german(
    app: App, matrix: FakePlatform, clock: Clock, post: str
) -> None:
    await matrix.whispers("mehmet", "hilfe")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "kommentieren 1 Gut!", locale="de")
    await matrix.says("anna", "drop 1")
    await later(app, clock)
    assert "das gibt es inzwischen nicht mehr" in told(matrix.posts("~mehmet")[-1])


@pytest.mark.parametrize("said", ["comment 1 I like benches.", 'amend 1 goal="To rest"'])
async def test_while_it_may_come_back_moderators_read_what_they_can_do(
    app: App, matrix: FakePlatform, clock: Clock, post: str, said: str
) -> None:
    """The idea was taken down, and Anna may still ask for a second look at that."""
    await matrix.says("mo", "rule all")
    await matrix.says("anna", said)
    await matrix.says("mehmet", "report Not true", replies_to=post)
    await later(app, clock, minutes=10)
    await matrix.says("mo", "decline 1 No.", where="#desk")
    assert told(await matrix.says("mo", "approve 3", where="#desk", locale="en")) == (
        "Idea 1 is not published any more, so nothing that belongs to it can be published. "
        "!decline 3 with a reason settles this; its author reads the reason."
    )
    refused = told(await matrix.says("mo", "freigeben 3", where="#desk", locale="de"))
    assert refused.startswith("Idee 1 ist nicht mehr veröffentlicht")
    await matrix.says("mo", "decline 3 No.", where="#desk")
    assert await waiting(matrix) == NOTHING_WAITS
