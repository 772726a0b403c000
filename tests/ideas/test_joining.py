"""Several ideas become one, or one several: credit and support are kept."""

from bot.app import App
from bot.incoming import Call
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, later, others_wait_for_mo, stands
from tests.scenes import told

BOTH = "idea Benches along the quay. And a fountain in the middle."


@beginning
async def two_ideas(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", Call("idea", {"text": "Seats by the water", "join": 0}))
    for number in (1, 2):
        await matrix.says("charlie", f"support {number}")


async def test_one_becomes_part_of_another(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await two_ideas(app, matrix)
    await later(app, clock)
    assert told(await matrix.says("mo", "unite 2 1", locale="en")) == (
        "Idea 2 is now part of idea 1, with all its supporters."
    )
    await later(app, clock)
    one, other = matrix.posts()[:2]
    assert "From: Anna, Mehmet" in told(one)
    assert "Supporters: 3" in told(one)
    assert told(other) == "Idea 2\nNow: part of another idea\nYou find it in: Idea 1"
    assert not other.buttons
    # Its number still leads there.
    assert told(await matrix.says("mo", "support 2", locale="en")) == (
        "You support idea 1. So far 4 people do."
    )


async def test_only_moderators_and_what_fits(app: App, matrix: FakePlatform) -> None:
    await two_ideas(app, matrix)
    only = "Only moderators may do this. Ask one of them in your room."
    assert told(await matrix.says("anna", "unite 2 1", locale="en")) == only
    same = "That is one and the same idea."
    assert told(await matrix.says("mo", "unite 1 1", locale="en")) == same
    await matrix.says("mehmet", "drop 2")
    gone = "Idea 2 is not open, so nothing can join it."
    assert told(await matrix.says("mo", "unite 1 2", locale="en")) == gone


async def test_one_message_two_ideas(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("anna", BOTH)
    await matrix.says("mehmet", "support 1")
    clock.forward(seconds=1)
    await matrix.says("mo", "part 1\nBenches along the quay.\nA fountain in the middle.")
    await later(app, clock)
    first, second = matrix.posts()[:2]
    assert told(first).startswith("Idea 1: Benches along the quay.\nFrom: Anna")
    assert told(second).startswith("Idea 2: A fountain in the middle.\nFrom: Anna")
    for post in (first, second):
        assert "From: Anna\nSupporters: 2" in told(post)
    whole = told(await matrix.says("charlie", "ideas 1", locale="en"))
    assert "before it was called “Benches along the quay.”" in whole


async def test_better_words_and_those_before(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    await later(app, clock, seconds=1)
    mine = 'amend 1 title="Benches" goal="To rest"'
    refused = "Only the person whose idea this is, or a moderator, can change it."
    assert told(await matrix.says("mehmet", mine, locale="en")) == refused
    assert told(await matrix.says("anna", "amend 1", locale="en")) == (
        'Write what shall be said anew, such as !amend 1 goal="…"'
    )
    done = "Idea 1 now has the new words everywhere."
    assert told(await matrix.says("anna", mine, locale="en")) == done
    await later(app, clock)
    assert told(matrix.posts()[0]).startswith("Idea 1: Benches\nA bench at the harbour")
    assert "Goal: To rest" in told(matrix.posts()[0])
    held = (
        "Thank you! A moderator reads the new words for idea 1 first.\n"
        "Waits because: there is a link in it"
    )
    spam = 'amend 1 text="Buy at https://example.org now"'
    assert told(await matrix.says("anna", spam, locale="en")) == held
    await later(app, clock)
    assert "example.org" not in told(matrix.posts()[0])
    await matrix.says("mo", "approve 3", where="#desk")
    await later(app, clock)
    assert "example.org" in told(matrix.posts()[0])
    whole = told(await matrix.says("charlie", "ideas 1", locale="en"))
    assert whole.count("before it was called") == 2


async def test_taking_an_idea_back(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await stands(app, matrix, clock)
    refused = "Only the person whose idea this is can take it back."
    assert told(await matrix.says("mo", "drop 1", locale="en")) == refused
    assert told(await matrix.says("anna", "drop 1", locale="en")) == (
        "You have taken idea 1 back."
    )
    await later(app, clock)
    assert told(matrix.posts()[0]) == "Idea 1\nNow: taken back by its author"
    assert "There is no idea in Hafen yet." in told(await matrix.says("anna", "ideas"))
    for line in ("drop 1", 'amend 1 goal="To rest"'):
        said = told(await matrix.says("anna", line, locale="en"))
        assert said == "Idea 1 is no longer there."
    assert "is idea 2" in told(await matrix.says("anna", BENCH))


async def test_a_project_names_the_ideas_it_came_from(app: App, matrix: FakePlatform) -> None:
    await two_ideas(app, matrix)
    assert told(await matrix.says("mo", 'project "1 2" "The quay for all"', locale="en")) == (
        "The quay for all\n"
        "Project 1 is made.\n"
        "Idea 1: A bench at the harbour, so that old people can rest on their way.\n"
        "Idea 2: Seats by the water"
    )
    assert told(await matrix.says("anna", "projects", locale="en")) == (
        "Projects in Hafen\n1: The quay for all: of 2 ideas"
    )
    shown = told(await matrix.says("anna", "projects 1", locale="en"))
    assert shown.startswith("Project 1: The quay for all\nIt was made on Sunday, 22 November")
    assert "Idea 2: Seats by the water" in shown


async def test_who_may_found_one(app: App, matrix: FakePlatform) -> None:
    await two_ideas(app, matrix)
    refused = told(await matrix.says("anna", 'project "1 2"', locale="en"))
    assert refused.startswith("Only moderators may do this.")
    await matrix.says("mo", "grant anna organiser")
    assert "is made." in told(await matrix.says("anna", 'project "1 2"', locale="en"))


async def test_what_was_taken_back_waits_no_longer(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "idea A bench as in https://bench.example, for old people.")
    await later(app, clock)
    assert "Case 1" in told(await matrix.says("mo", "cases", where="#desk"))
    await matrix.says("anna", "drop 1", locale="en")
    await later(app, clock)
    assert "Now: taken back by the author" in told(matrix.posts("#desk")[0])
    queue = told(await matrix.says("mo", "cases", where="#desk"))
    assert queue == "Nothing waits for a moderator here."


async def test_new_words_for_ones_own_idea_are_read_by_somebody_else(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", BENCH)
    await matrix.says("mo", "grant mehmet moderator")
    spam = 'amend 1 text="Buy at https://example.org now"'
    held = (
        "Thank you! A moderator reads the new words for idea 1 first.\n"
        "Waits because: there is a link in it"
    )
    assert told(await matrix.says("mehmet", spam, locale="en")) == held
    own = told(await matrix.says("mehmet", "approve 2", where="#desk", locale="en"))
    assert own == "This is about you, so somebody else must decide on it."
    await later(app, clock)
    assert "example.org" not in told(matrix.posts()[0])


async def test_new_words_of_young_people_need_two_pairs_of_eyes(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", 'idea "A bench at the harbour." by=youth')
    await matrix.says("charlie", "help")
    await matrix.says("mo", "grant charlie moderator")
    for moderator in ("mo", "charlie"):
        await matrix.says(moderator, "approve 1", where="#desk")
    held = (
        "Thank you! A moderator reads the new words for idea 1 first.\n"
        "Waits because: children or young people wrote it; it changes what two "
        "moderators must agree on"
    )
    amended = told(await matrix.says("anna", 'amend 1 goal="Call me"', locale="en"))
    assert amended == held
    said = told(await matrix.says("mo", "approve 2", where="#desk", locale="en"))
    assert said == "You would publish case 2. One more moderator must agree."
    await later(app, clock)
    assert "Call me" not in told(matrix.posts()[0])


async def test_new_words_for_an_idea_taken_back_wait_no_longer(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("anna", 'amend 1 text="Buy at https://example.org now"')
    await matrix.says("anna", "drop 1")
    queue = told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    assert queue == "Nothing waits for a moderator here."


async def test_nobody_reads_words_that_are_not_public_any_more(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("anna", 'amend 1 title="Benches"')
    await matrix.says("anna", "drop 1")
    for asked in ("ideas 1", "comments 1"):
        assert "harbour" not in told(await matrix.says("mehmet", asked, locale="en"))
        assert "Benches" not in told(await matrix.says("mehmet", asked, locale="en"))
    made = told(await matrix.says("mo", "project 1", locale="en"))
    assert made == "A project is made of published ideas. Write their numbers."


async def test_words_mended_before_they_were_published_stay_at_the_desk(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", "idea Mehmet is a thief, take his bench away.")
    mend = 'correct 1 "A bench for all." title="A bench"'
    await matrix.says("mo", mend, where="#desk")
    clock.forward(minutes=1)
    await matrix.says("mo", "approve 1", where="#desk")
    whole = told(await matrix.says("charlie", "ideas 1", locale="en"))
    assert whole.startswith("Idea 1: A bench\n")
    assert "thief" not in whole


async def test_what_is_not_published_joins_nothing_past_the_desk(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "idea Repair the roof of the swimming baths.")
    refused = "Idea 2 is not published."
    assert told(await matrix.says("mehmet", "unite 2 1", locale="en")) == refused
    await matrix.says("mo", "decline 2 unclear", where="#desk")
    assert told(await matrix.says("mehmet", "unite 2 1", locale="en")) == refused


async def test_a_moderator_mends_the_part_that_was_said_anew(
    app: App, matrix: FakePlatform
) -> None:
    await others_wait_for_mo(app, matrix)
    await matrix.says("anna", 'amend 1 goal="To resst"')
    await matrix.says("mo", 'correct 2 "To rest"', where="#desk")
    await matrix.says("mo", "approve 2", where="#desk")
    idea = told(await matrix.says("anna", "ideas 1", locale="en"))
    assert "old people can rest on their way.\nFrom: Anna\nGoal: To rest\n" in idea
    await matrix.says("anna", 'amend 1 goal="To sit" problem="No bench"')
    several = told(await matrix.says("mo", 'correct 3 "To sit"', where="#desk", locale="en"))
    assert several.startswith("These new words are for several parts of the idea")


async def test_whoever_reported_hears_that_it_was_taken_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    await matrix.whispers("mehmet", "help")
    await matrix.says("mehmet", "report Not true", replies_to=post, locale="en")
    await matrix.says("anna", "drop 1")
    await later(app, clock)
    [heard] = matrix.posts("~mehmet")
    assert "Whoever wrote it took it back, so nobody sees it any more." in told(heard)
