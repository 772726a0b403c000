"""One message, two ideas: their author may part them, as long as nobody else stands behind."""

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later, officer
from tests.scenes import told

BOTH = "idea Benches along the quay. And a fountain in the middle."
PART = "part 1\nBenches along the quay.\nA fountain in the middle."


@beginning
async def two_in_one(app: App, matrix: FakePlatform) -> None:
    """Anna's message is idea 1."""
    await matrix.says("anna", BOTH)


@beginning
async def two_in_one_wait(app: App, matrix: FakePlatform) -> None:
    """Moderators read everything first, and Anna's message is case 1."""
    await matrix.says("mo", "rule all")
    await matrix.says("anna", BOTH)


async def test_the_author_parts_what_is_published(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await two_in_one(app, matrix)
    said = told(await matrix.says("anna", PART, locale="en"))
    assert said == "These are ideas of their own now: 1, 2."
    await later(app, clock)
    first, second = matrix.posts()[:2]
    assert told(first).startswith("Idea 1: Benches along the quay.\nFrom: Anna")
    assert told(second).startswith("Idea 2: A fountain in the middle.")
    for post in (first, second):
        assert "From: Anna\nSupporters: 1" in told(post)


async def test_what_waits_is_parted_and_moderators_see_both(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await two_in_one_wait(app, matrix)
    said = told(await matrix.says("anna", PART, locale="en"))
    assert said.endswith("A moderator reads what is new in them first.")
    await later(app, clock)
    one, other = matrix.posts("#desk")
    assert "Benches along the quay." in told(one)
    assert "fountain" not in told(one)
    assert "A fountain in the middle." in told(other)
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert told(matrix.posts()[0]).startswith("Idea 2: A fountain")
    assert "Idea 1" not in "".join(map(told, matrix.posts()))


async def test_new_words_pass_the_desk(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await two_in_one(app, matrix)
    part = "part 1\nBenches, see https://example.org\nBuy at https://example.org"
    said = told(await matrix.says("anna", part, locale="en"))
    assert said.endswith("A moderator reads what is new in them first.")
    await later(app, clock)
    assert "example.org" not in "".join(map(told, matrix.posts()))


async def test_support_for_one_cannot_be_given_to_another(
    app: App, matrix: FakePlatform
) -> None:
    await two_in_one(app, matrix)
    await matrix.says("mehmet", "support 1")
    refused = told(await matrix.says("anna", PART, locale="en"))
    assert refused == (
        "Others support idea 1 already, so a moderator must take it apart. Ask one of them."
    )
    assert "1, 2" in told(await matrix.says("mo", PART, locale="en"))


async def test_once_is_enough(app: App, matrix: FakePlatform) -> None:
    await two_in_one(app, matrix)
    await matrix.says("anna", PART)
    for number in (1, 2):
        again = told(await matrix.says("anna", f"part {number}\nOne.\nTwo.", locale="en"))
        assert again == f"Idea {number} was taken apart before. Ask a moderator."


async def test_nobody_parts_what_is_not_theirs(app: App, matrix: FakePlatform) -> None:
    await two_in_one(app, matrix)
    assert told(await matrix.says("charlie", PART, locale="en")) == (
        "Only the person whose idea this is, or a moderator, can take it apart."
    )


async def test_nor_what_is_settled(app: App, matrix: FakePlatform) -> None:
    await two_in_one(app, matrix)
    await officer(matrix)
    await matrix.says("charlie", "status 1 done They stand there.")
    for who in ("anna", "mo"):
        refused = told(await matrix.says(who, PART, locale="en"))
        assert refused == "Only what is published, and not settled, can be taken apart here."


async def test_what_waits_is_shown_with_its_new_words(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await two_in_one_wait(app, matrix)
    await later(app, clock)
    await matrix.says("anna", 'amend 1 text="Only a fountain."')
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Only a fountain." in told(letter)


async def test_a_part_waits_as_long_as_the_whole(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", f'idea "{BOTH.removeprefix("idea ")}" by=youth')
    said = told(await matrix.says("anna", PART, locale="en"))
    assert said.endswith("A moderator reads what is new in them first.")
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert matrix.posts() == []
    beside = told(await matrix.says("mo", "case 2", where="#desk", locale="en"))
    assert "children or young people wrote it" in beside
    assert "Mo; one more must agree" in beside


async def test_moderators_do_not_part_their_own_past_the_desk(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", BOTH)
    await matrix.says("mo", "grant mehmet moderator")
    part = "part 1\nBenches, see https://example.org\nBuy at https://example.org"
    said = told(await matrix.says("mehmet", part, locale="en"))
    assert said.endswith("A moderator reads what is new in them first.")
    await later(app, clock)
    assert "example.org" not in "".join(map(told, matrix.posts()))
