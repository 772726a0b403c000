"""What moderators see beside a new idea: others that say much the same, and who wrote it."""

from bot.app import App
from bot.incoming import Call
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import (
    BENCH,
    anna_wants_a_bench,
    later,
    others_wait_for_mo,
    waits_for_mo,
)
from tests.ideas.test_photos import with_photo, with_photos
from tests.scenes import told

AGAIN = "A bench at the harbour so old people can rest on the way"
MINE = Call("idea", {"text": AGAIN, "join": 0})


async def test_likely_duplicates_are_shown_with_merging_one_tap_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await others_wait_for_mo(app, matrix)
    await matrix.says("mehmet", MINE)
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Much like number 1: “A bench at the harbour, so that old people" in told(letter)
    assert "of 100, so likely the same" in told(letter)
    merge = letter.buttons[-1]
    assert merge.label == "Put together with number 1"
    done = told(await matrix.says("mo", merge.call, where="#desk"))
    assert done == "Case 2 is now part of another; its author has been told."
    await later(app, clock)
    [idea] = matrix.posts()[:1]
    assert "From: Anna, Mehmet" in told(idea)
    assert "Supporters: 2" in told(idea)
    assert "Much like" not in told(matrix.posts("#desk")[0])


async def test_what_has_other_words_is_compared_anew(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """It stood alone in the letter once its author had said it better."""
    await anna_wants_a_bench(app, matrix)
    await matrix.says("anna", "idea A fountain on the market square, for hot days.")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", MINE)
    await matrix.says("mehmet", 'amend 3 goal="To rest"')
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Much like number 1" in told(letter)
    assert letter.buttons[-1].label == "Put together with number 1"
    await matrix.says("mehmet", 'amend 3 text="A fountain on the market square on hot days"')
    await later(app, clock)
    for shown in (await matrix.says("mo", "case 3", where="#desk"), *matrix.posts("#desk")):
        assert "Much like number 2" in told(shown)
        assert "Much like number 1" not in told(shown)
    await matrix.says("mo", 'correct 3 "Chestnut trees along Main Street"', where="#desk")
    assert "Much like" not in told(await matrix.says("mo", "case 3", where="#desk"))


async def test_and_it_still_is_when_a_photo_of_it_is_gone(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    asked = await matrix.says("mehmet", with_photos(f"idea {AGAIN}", 2))
    assert asked
    await matrix.says("mehmet", asked.post.buttons[-1].call)
    await matrix.says("charlie", "help")
    await matrix.says("mo", "grant charlie moderator")
    await matrix.says("charlie", with_photo("amend 2"))
    await matrix.says("mehmet", "dropphoto 2 1")
    await later(app, clock)
    assert "Much like number 1" in told(matrix.posts("#desk")[0])
    await matrix.whispers("charlie", "forget me")
    await matrix.whispers("charlie", "forget me for sure")
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Pictures: 1" in told(letter)
    assert "Much like number 1" in told(letter)


async def test_moderators_also_see_what_still_waits_and_neighbours_do_not(
    app: App, matrix: FakePlatform
) -> None:
    await waits_for_mo(app, matrix)
    thanks = told(await matrix.says("mehmet", f"idea {AGAIN}", locale="en"))
    assert thanks.startswith("Thank you! Your idea")
    shown = told(await matrix.says("mo", "case 2", where="#desk"))
    assert "Much like number 1" in shown
    refused = told(await matrix.says("mo", "merge 2 1", where="#desk", locale="en"))
    assert refused == "Idea 1 waits itself. Publish it first, then this can join it."
    refused = told(await matrix.says("mo", "merge 2 99", where="#desk", locale="en"))
    assert refused == "There is no open idea 99 here."


async def test_what_is_no_longer_there_is_not_shown(app: App, matrix: FakePlatform) -> None:
    await waits_for_mo(app, matrix)
    await matrix.says("mehmet", MINE)
    await matrix.says("anna", "drop 1")
    assert "Much like" not in told(await matrix.says("mo", "case 2", where="#desk"))


async def test_what_says_something_else_stands_alone(app: App, matrix: FakePlatform) -> None:
    await others_wait_for_mo(app, matrix)
    await matrix.says("mehmet", "idea Tempo 30 in front of the school")
    shown = await matrix.says("mo", "case 2", where="#desk")
    assert "Much like" not in told(shown)
    assert shown
    assert [each.call.command for each in shown.post.buttons] == [
        "approve",
        "decline",
        "inquire",
    ]


async def test_an_idea_of_young_people_says_so(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", 'idea "A skate park, please" von=jugend', locale="de")
    shown = told(await matrix.says("mo", "case 1", where="#desk"))
    assert "Waits because: children or young people wrote it" in shown
    said = told(await matrix.says("mo", "approve 1", where="#desk"))
    assert said == "You would publish case 1. One more moderator must agree."


async def test_young_people_stay_so_when_asked_whether_it_is_the_same(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    asked = await matrix.says("mehmet", Call("idea", {"text": AGAIN, "by": "youth"}))
    assert asked
    new = asked.post.buttons[-1].call
    await matrix.says("mehmet", new)
    shown = told(await matrix.says("mo", "case 2", where="#desk"))
    assert "children or young people wrote it" in shown


async def test_its_author_reads_title_and_words_apart(app: App, matrix: FakePlatform) -> None:
    """A title that is no sentence ran into the text."""
    for number, title in enumerate(("Skate park", "A skate park, please!"), 1):
        words = f"With ramps, at lot {number}."
        await matrix.says("anna", Call("idea", {"title": title, "text": words, "join": 0}))
    first, second = [
        told(await matrix.says("anna", f"case {number}", private=True)) for number in (1, 2)
    ]
    assert "“Skate park: With ramps, at lot 1.”" in first
    assert "“A skate park, please! With ramps, at lot 2.”" in second


async def test_an_author_knows_what_was_joined_or_taken_apart(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Joined, no words of it were left to know it by; and nobody said which ones came of it."""
    await matrix.says("anna", "help")
    await matrix.whispers("anna", "help")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", BENCH)
    await matrix.says("mo", "approve 1", where="#desk")
    await matrix.whispers("anna", "idea More dustbins in the park.")
    await matrix.says("mo", "merge 2 1", where="#desk")
    await matrix.whispers("anna", "idea A zebra crossing. And a basket for the yard.")
    await matrix.says("mo", 'split 3 "A zebra crossing." "A basket."', where="#desk")
    await later(app, clock)
    joined, apart = [told(post) for post in matrix.posts("~anna")]
    assert "“More dustbins in the park.”" in joined
    assert "It was put together with number 1, which says the same" in joined
    assert "“A zebra crossing. And a basket for the yard.”" in apart
    assert "with a number of its own: 3, 4. You hear of each." in apart


async def test_moderators_read_all_that_would_be_published(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """What it is to solve stands in the post as well, so nobody says there what they like."""
    await matrix.says("mo", "rule all")
    await matrix.says("anna", 'idea "A bench at the harbour." goal="To rest" place="Quay"')
    await later(app, clock)
    assert "A bench at the harbour.\nQuay\nTo rest" in told(matrix.posts("#desk")[0])
    await matrix.says("anna", 'amend 1 problem="Mehmet snores."')
    await later(app, clock)
    assert "Mehmet snores." in told(matrix.posts("#desk")[0])


async def test_a_link_in_any_part_of_it_holds_it(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", 'idea "A bench at the harbour." goal="https://bench.example"')
    assert "there is a link in it" in told(await matrix.says("mo", "case 1", where="#desk"))


async def test_a_part_that_nobody_has_seen_is_not_taken_down_but_not_published(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """The whole stood in all rooms before somebody reported it."""
    await matrix.says("anna", "idea A zebra crossing. And a basket for the yard.")
    await later(app, clock)
    await matrix.says("mehmet", "report Two things", replies_to=next(iter(matrix.shown)))
    await later(app, clock, minutes=10)
    await matrix.says("mo", 'split 1 "A zebra crossing." "A basket."', where="#desk")
    await matrix.says("mo", "decline 3 No baskets.", where="#desk")
    told_anna = told(await matrix.says("anna", "case 3", private=True))
    assert "What is decided: It is not published." in told_anna


async def test_moderators_read_what_it_is_and_on_what(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """A comment cannot be judged by its words alone."""
    await others_wait_for_mo(app, matrix)
    await matrix.says("mehmet", "comment 1 That is the last thing we need.")
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    what = "This is: a comment on idea 1: “A bench at the harbour, so that old people"
    assert what in told(letter)
    await matrix.says("mehmet", "idea Flowers for the market square")
    await later(app, clock)
    assert "This is: idea 2" in told(matrix.posts("#desk")[-1])
