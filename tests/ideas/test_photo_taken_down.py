"""A moderator takes a single photo off an idea that stands: whoever sent it reads why, may ask
for a second look, and the idea stays."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later
from tests.ideas.test_more_photos import known_for_long
from tests.ideas.test_photos import kept, with_photo, with_photos
from tests.scenes import told

TAKEN = "dropphoto 1 2 It shows a face."


@pytest.fixture
@beginning
async def shown(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> list[str]:
    """Anna's idea stands in all rooms with three photos; Rosi moderates, too."""
    await matrix.whispers("anna", "help")
    await known_for_long(app, matrix, clock)
    await matrix.says("anna", with_photos("amend 1", 3))
    await matrix.says("rosi", "help")
    await matrix.says("mo", "grant rosi moderator")
    await later(app, clock)
    return [each.medium for each in matrix.posts()[0].pictures]


@beginning
async def taken_down(app: App, matrix: FakePlatform) -> None:
    """By Mo."""
    await matrix.says("mo", TAKEN, where="#desk")


@beginning
async def appealed(app: App, matrix: FakePlatform) -> None:
    """Anna asks for a second look at that."""
    await matrix.says("mo", TAKEN, where="#desk")
    await matrix.says("anna", "appeal 3 That is my own face.")


@beginning
async def frozen(app: App, matrix: FakePlatform) -> None:
    """Anna asks for a second look at what Rosi took down, and Mo locks it away."""
    await matrix.says("rosi", TAKEN, where="#desk")
    await matrix.says("anna", "appeal 3 That is my own face.")
    await matrix.says("mo", "freeze 3", where="#desk")


async def test_it_leaves_all_rooms_and_the_others_stay(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    done = told(await matrix.says("mo", TAKEN, where="#desk", locale="en"))
    assert done == "Photo 2 is taken off idea 1, and whoever sent it knows the reason."
    await later(app, clock)
    for room in (matrix, discord):
        [post] = room.posts()
        assert [each.medium for each in post.pictures] == [shown[0], shown[2]]
        assert "A bench at the harbour" in told(post)
    log = told(await matrix.says("mo", "log", where="#desk", locale="en"))
    assert "Mo took a photo of idea 1 down: It shows a face." in log


async def test_whoever_sent_it_reads_the_reasons(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    """What the Digital Services Act, Art. 17(3), asks for; and that the idea is not meant."""
    await taken_down(app, matrix)
    await later(app, clock)
    statement = told(matrix.posts("~anna")[-1])
    assert statement.startswith("Your contribution\nA photo for: “A bench at the harbour")
    for said in (
        "What is decided: It was taken down. Nobody sees it any more.",
        "Where, and how long: In Hafen, for good",
        "Why: It shows a face.",
        "This rests on: the rules of the neighbourhood",
        "How it came up: the moderators saw it",
        "Who decided: a person of the moderators, not a machine",
        "If you disagree: Write !appeal 3 and why, until",
    ):
        assert said in statement


async def test_in_german_and_by_a_canned_reason(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await matrix.whispers("anna", "sprache de")
    line = "fotostreichen 1 2 private"
    done = told(await matrix.says("mo", line, where="#desk", locale="de"))
    assert done == (
        "Foto 2 gehört nicht mehr zu Idee 1, und wer es geschickt hat, kennt den Grund."
    )
    await later(app, clock)
    statement = told(matrix.posts("~anna")[-1])
    assert "Ein Foto für: „A bench at the harbour" in statement
    assert "Warum: Hier steht Privates" in statement


async def test_without_a_reason_it_stays(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    asked = told(await matrix.says("mo", "dropphoto 1 2", where="#desk", locale="en"))
    assert asked == (
        "Whoever sent this photo reads why it is taken off, and may ask for a second look. "
        "Please write the reason, too, in your own words or as one of !reasons: "
        '!dropphoto 1 2 reason="…"'
    )
    await later(app, clock)
    assert len(matrix.posts()[0].pictures) == 3
    asked = told(await matrix.says("mo", "fotostreichen 1 2", where="#desk", locale="de"))
    assert asked.startswith("Wer dieses Foto geschickt hat, liest, warum es wegkommt")


async def test_an_appeal_goes_to_somebody_else_and_may_bring_it_back(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await appealed(app, matrix)
    await later(app, clock)
    letter = matrix.posts("#desk")[-1]
    assert told(letter).startswith("Case 3\nA photo for: A bench at the harbour")
    assert "The author says: That is my own face." in told(letter)
    seen = await matrix.says("rosi", "pictures 3", where="#desk")
    assert seen
    assert [each.medium for each in seen.post.pictures] == [shown[1]]
    refused = told(await matrix.says("mo", "decline 3 No.", where="#desk", locale="en"))
    assert refused.startswith("You decided on this the first time.")
    await matrix.says("rosi", "approve 3", where="#desk")
    await later(app, clock)
    assert [each.medium for each in matrix.posts()[0].pictures] == shown
    assert "You were right" in told(matrix.posts("~anna")[-1])


async def test_one_that_was_reported_says_so(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await matrix.says("mehmet", "report A face!", replies_to=next(iter(matrix.shown)))
    await matrix.says("mo", TAKEN, where="#desk")
    await later(app, clock)
    statement = told(matrix.posts("~anna")[-1])
    assert "How it came up: somebody asked the moderators to look at it" in statement
    assert "Pictures: 2" in told(matrix.posts("#desk")[-1]), "of the idea, which they still see"


@pytest.mark.parametrize("again", [False, True])
async def test_it_is_kept_only_as_long_as_somebody_may_look_again(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str], again: bool
) -> None:
    await taken_down(app, matrix)
    clock.forward(days=183)
    if again:
        await matrix.says("anna", "appeal 3 That is my own face.")
        await matrix.says("rosi", "decline 3 No.", where="#desk")
    else:
        await app.tidy()
        assert await kept(app) == (3, 3)
        clock.forward(minutes=1)
    await app.tidy()
    assert await kept(app) == (2, 2)


@pytest.mark.parametrize("forgotten", [False, True])
async def test_with_its_idea_or_its_sender_it_goes_and_nobody_must_decide(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str], forgotten: bool
) -> None:
    await appealed(app, matrix)
    if forgotten:
        await matrix.whispers("anna", "forget me")
        await matrix.whispers("anna", "forget me for sure")
    else:
        await matrix.says("anna", "drop 1")
    assert await kept(app) == (0, 0)
    waits = told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    assert waits == "Nothing waits for a moderator here."


async def test_it_takes_no_place_and_no_number_any_more(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await taken_down(app, matrix)
    assert "now stand" in told(await matrix.says("anna", with_photos("amend 1", 3)))
    gone = told(await matrix.says("anna", "dropphoto 1 2", locale="en"))
    assert gone == "Photo 2 is taken off idea 1."
    await later(app, clock)
    pictures = [each.medium for each in matrix.posts()[0].pictures]
    assert pictures[0] == shown[0]
    assert shown[1] not in pictures
    assert shown[2] not in pictures


async def test_two_who_mean_the_same_photo_take_one_off(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    """The second took the photo behind it, which nobody meant."""
    both = [matrix.incoming(who, TAKEN, where="#desk", locale="en") for who in ("mo", "rosi")]
    _, second = await matrix.hears(both)
    assert told(second) == (
        "Mo took a photo off idea 1 a moment ago, so the others are counted anew. Please look "
        "once more."
    )
    await later(app, clock, seconds=20)
    assert [each.medium for each in matrix.posts()[0].pictures] == [shown[0], shown[2]]
    assert "is taken off" in told(await matrix.says("rosi", TAKEN, where="#desk", locale="en"))


async def test_of_somebody_elses_photo_the_author_hears_too(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await matrix.says("rosi", with_photo("amend 1"))
    await matrix.says("mo", "dropphoto 1 4 It shows a face.", where="#desk")
    await later(app, clock)
    assert "A moderator has changed something in it." in told(matrix.posts("~anna")[-1])
    assert "It shows a face." in told(await matrix.whispers("rosi", "case 3"))


async def test_one_that_waits_with_new_words_is_decided_with_them(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", with_photo("amend 1"))
    refused = told(await matrix.says("mo", "dropphoto 1 4 No.", where="#desk", locale="en"))
    assert refused.startswith("This photo still waits for a moderator itself. !cases shows")


async def test_what_a_photo_cannot_be(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await appealed(app, matrix)
    for line, refused in (
        ("correct 3 A bench.", "A photo has no words to change."),
        ('split 3 "A bench." "A tree."', "A photo cannot be taken apart."),
        ("merge 3 1", "A photo cannot be joined with others."),
    ):
        assert told(await matrix.says("rosi", line, where="#desk", locale="en")) == refused


async def test_nobody_gets_a_second_look_at_somebody_elses_photo(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    """A photo that came later had the number of one that was gone, and so its case."""
    await matrix.says("mo", "dropphoto 1 3 It shows a face.", where="#desk")
    await matrix.says("anna", "drop 1")
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", with_photos("idea A lamp below the bridge.", 3))
    refused = told(await matrix.whispers("anna", "appeal 3 That is my own face."))
    assert refused == "That is not there any more, so there is nothing to look at."
    assert "lamp" not in told(await matrix.whispers("anna", "case 3"))


async def test_frozen_and_gone_with_its_idea_it_can_only_be_declined(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await frozen(app, matrix)
    await matrix.says("anna", "drop 1")
    refused = told(await matrix.says("mo", "approve 3", where="#desk", locale="en"))
    assert refused == (
        "This photo is gone, with its idea or with whoever sent it, so nobody can see it "
        "again. !decline 3 and a reason ends this."
    )
    done = told(await matrix.says("mo", "decline 3 A face.", where="#desk", locale="en"))
    assert done.startswith("Case 3 is declined")


async def test_frozen_it_is_locked_away_until_somebody_above_releases_it(
    app: App, matrix: FakePlatform, clock: Clock, shown: list[str]
) -> None:
    await frozen(app, matrix)
    again = told(await matrix.says("anna", with_photo("amend 1"), locale="en"))
    assert again == "I do not take this picture: it is locked away."
    await matrix.says("mo", "approve 3", where="#desk")
    await later(app, clock)
    assert [each.medium for each in matrix.posts()[0].pictures] == shown
