"""What ideas keep about somebody: told when they ask, and gone when they leave."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Pressed, Text
from bot.outbox import Letter
from bot.store import dialect
from ideas import index
from ideas.likeness import folded
from ideas.models import Comment, Credit, Follow, Idea, Support, Wording
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, later, officer, waits_for_mo
from tests.scenes import told

FOUNTAIN = "idea A fountain on the market square, for hot days."


async def forgets(matrix: FakePlatform, who: str) -> None:
    await matrix.whispers(who, "forget me")
    assert "I have forgotten you" in told(await matrix.whispers(who, "forget me for sure"))


@beginning
async def mehmet_supports_it(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Anna's idea, in all rooms."""
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "support 1")
    await later(app, clock)


async def test_everything_is_told(app: App, matrix: FakePlatform) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", FOUNTAIN)
    await matrix.says("anna", "support 2")
    await matrix.says("anna", "comment 2 Very good!")
    await matrix.says("anna", 'amend 1 goal="To rest" place="Speicherstraße"')
    kept = told(await matrix.whispers("anna", "mydata"))
    assert "Your ideas\n- Idea: 1; Title: A bench at the harbour" in kept
    assert "What it is to become: To rest" in kept
    assert "Where: Speicherstraße" in kept
    assert "Ideas you stand behind\n- Idea: 1; Said: Sunday" in kept
    assert "- Idea: 2; Said: Sunday" in kept
    assert "Your comments\n- Idea: 2; Words: Very good!" in kept
    assert "fountain" not in kept


async def test_what_they_follow_took_back_and_reworded_too(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mehmet", FOUNTAIN)
    await matrix.whispers("anna", "polls")
    await matrix.says("anna", "follow")
    await matrix.says("anna", "support 1")
    await matrix.says("anna", "unsupport 1")
    await matrix.says("anna", BENCH)
    await matrix.says("anna", 'amend 2 text="A bench with a roof."')
    kept = told(await matrix.whispers("anna", "mydata"))
    assert "What you follow\n- Neighbourhood: Hafen" in kept
    assert "- Idea: 1; Said: Sunday, 22 November 2026 at 12:00; State: withdrawn" in kept
    assert "Ideas whose words you changed\n- Idea: 2; When: Sunday" in kept


async def test_what_others_stand_behind_stays_without_a_name(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await mehmet_supports_it(app, matrix, clock)
    assert "From: Anna" in told(matrix.posts()[0])
    await forgets(matrix, "anna")
    await later(app, clock)
    post = told(matrix.posts()[0])
    assert "A bench at the harbour" in post
    assert "Anna" not in post
    assert "Supporters: 1" in post


async def test_what_has_not_been_said_yet_does_not_name_them_any_more(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.whispers("mehmet", "quiet 11:00 14:00")
    await matrix.says("mehmet", "follow")
    await officer(matrix)
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "support 1")
    await matrix.says("charlie", "status 1 accepted In May.")
    await forgets(matrix, "anna")
    await app.postman.round()
    clock.forward(hours=3)
    await app.postman.round()
    posts = [*matrix.posts(), *matrix.posts("~mehmet")]
    assert len([each for each in posts if "A bench at the harbour" in told(each)]) == 4
    assert not [each for each in posts if "Anna" in told(each)]


async def test_no_earlier_version_of_its_post_keeps_the_name(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """It can be supported for years, and is kept as long."""
    await mehmet_supports_it(app, matrix, clock)
    await matrix.says("anna", 'amend 1 goal="To rest"')
    await later(app, clock)
    await forgets(matrix, "anna")
    await later(app, clock)

    def naming(session: Session) -> list[str]:
        said = select(Letter.key).where(Letter.post.contains("Anna"))
        return list(session.scalars(said))

    assert await app.writer.do(naming) == []
    await later(app, clock, days=300)
    await app.tidy()
    post, *_ = [key for key, shown in matrix.shown.items() if shown.target == "#hafen"]
    assert "It can be revived" in told(await matrix.says("charlie", Pressed(post, 1)))


async def test_nothing_else_of_them_is_left(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", FOUNTAIN)
    await later(app, clock)
    [post] = matrix.shown
    await matrix.says("anna", "support 1")
    await matrix.says("anna", "follow")
    await matrix.says("anna", Text("Very good!", addressed=False), replies_to=post)
    await forgets(matrix, "anna")

    def look(session: Session) -> list[object]:
        rows = (select(Support.person_id), select(Follow.id), select(Credit.person_id))
        said = select(Comment.text, Comment.author_id, Comment.state)
        return [len(session.scalars(each).all()) for each in rows] + [
            tuple(row) for row in session.execute(said)
        ]

    assert await app.writer.do(look) == [1, 0, 0, ("", None, "withdrawn")]


async def test_what_was_not_published_goes_also_from_the_index(
    app: App, matrix: FakePlatform
) -> None:
    await waits_for_mo(app, matrix)
    await matrix.says("mo", 'correct 1 "A bench at the harbour, please."', where="#desk")
    assert await found(app) == [1]
    await forgets(matrix, "anna")
    assert await found(app) == []

    def look(session: Session) -> tuple[str, str, int]:
        idea = session.get_one(Idea, 1)
        return idea.text, idea.likeness, len(session.scalars(select(Wording.id)).all())

    assert await app.writer.do(look) == ("", "", 0)


async def found(app: App) -> list[int]:
    """By the index alone, whatever their state."""

    def look(session: Session) -> list[int]:
        near = index.candidates(session, 1, folded("a bench at the harbour"), 10)
        if dialect(session) == "sqlite":
            held = text("SELECT count(*) FROM idea_search WHERE likeness LIKE '%bench%'")
            assert session.scalar(held) == len(near)
        return [number for number, _ in near]

    return await app.writer.do(look)


async def test_declined_ones_are_shown_as_similar_to_moderators_alone(
    app: App, matrix: FakePlatform
) -> None:
    await waits_for_mo(app, matrix)
    await matrix.says("mo", "decline 1 unclear", where="#desk")
    thanks = told(await matrix.says("mehmet", f"{BENCH} Please!", locale="en"))
    assert thanks.startswith("Thank you! Your idea")
    beside = await matrix.says("mo", "case 2", where="#desk")
    assert "of 100, so likely the same; it is not published" in told(beside)
    assert beside
    assert "merge" not in [each.call.command for each in beside.post.buttons]


async def test_nothing_of_them_waits_at_the_desk(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await mehmet_supports_it(app, matrix, clock)
    await matrix.says("mo", "rule all")
    await matrix.says("anna", 'amend 1 goal="To rest with my aunt"')
    await matrix.says("anna", "comment 1 My aunt is old.")
    await matrix.says("anna", "idea A fountain for my aunt, in summer.")
    await later(app, clock)
    assert "aunt" in "".join(map(told, matrix.posts("#desk")))
    await forgets(matrix, "anna")
    await later(app, clock)
    queue = told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    assert queue == "Nothing waits for a moderator here."
    at_the_desk = "".join(map(told, matrix.posts("#desk")))
    assert "aunt" not in at_the_desk
    assert "Anna" not in at_the_desk
    await matrix.says("mo", "approve 2", where="#desk")
    assert "aunt" not in told(await matrix.says("mehmet", "ideas 1"))


async def test_what_bude_quoted_of_them_is_taken_down(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", BENCH)
    await later(app, clock)
    [post] = matrix.shown
    await matrix.says("anna", Text("Very good!", addressed=False), replies_to=post)
    await later(app, clock)
    assert "Anna on idea 1\nVery good!" in [told(each) for each in discord.posts()]
    await forgets(matrix, "anna")
    await later(app, clock)
    said = "".join(map(told, discord.posts()))
    assert "Anna" not in said
    assert "Very good!" not in said
    assert "Comments:" not in said


async def test_what_was_taken_down_goes_along(app: App, matrix: FakePlatform) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("anna", "drop 1")
    await forgets(matrix, "anna")
    assert await found(app) == []
