"""Moderators decide on the words that they could read, whoever changes them meanwhile."""

import pytest

from bot.app import App
from bot.incoming import Pressed
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later
from tests.scenes import told

CHANGED = "These words were changed a moment ago; please look once more."
SWAPPED = 'amend 1 text="Buy my pills."'


@pytest.fixture
@beginning
async def letter(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """The message that shows Anna's idea at the desk; the time has passed to read it."""
    await matrix.says("anna", "idea A bench at the harbour. As in https://bench.example")
    await later(app, clock, seconds=1)
    clock.forward(minutes=10)
    return next(key for key, shown in matrix.shown.items() if shown.target == "#desk")


async def whole(matrix: FakePlatform) -> str:
    return told(await matrix.says("mehmet", "ideas 1", locale="en"))


@pytest.mark.parametrize("line", ["approve 1", "decline 1 No.", "merge 1 7"])
async def test_nothing_is_decided_on_words_that_are_not_in_the_room_yet(
    app: App, matrix: FakePlatform, letter: str, line: str
) -> None:
    await matrix.says("anna", SWAPPED)
    assert told(await matrix.says("mo", line, where="#desk", locale="en")) == CHANGED
    assert "There is no idea 1 here." in await whole(matrix)
    assert "Case 1" in told(await matrix.says("mo", "cases", where="#desk"))


async def test_nor_with_a_press_of_the_button(
    app: App, matrix: FakePlatform, letter: str
) -> None:
    await matrix.says("anna", SWAPPED)
    pressed = await matrix.says("mo", Pressed(letter, 1), where="#desk", locale="en")
    assert told(pressed) == CHANGED
    assert "There is no idea 1 here." in await whole(matrix)


async def test_nor_on_words_that_came_there_this_very_moment(
    app: App, matrix: FakePlatform, clock: Clock, letter: str
) -> None:
    await matrix.says("anna", SWAPPED)
    await later(app, clock, minutes=1)
    assert "pills" in told(matrix.shown[letter].post)
    said = await matrix.says("mo", "freigeben 1", where="~mo", private=True, locale="de")
    assert told(said) == "Diese Worte wurden gerade eben geändert; bitte sieh noch einmal hin."


async def test_who_has_looked_once_more_decides(
    app: App, matrix: FakePlatform, clock: Clock, letter: str
) -> None:
    await matrix.says("anna", 'amend 1 text="A bench at the quay."')
    assert told(await matrix.says("mo", "approve 1", where="#desk", locale="en")) == CHANGED
    await later(app, clock, seconds=1)
    clock.forward(seconds=10)
    await matrix.says("mo", "approve 1", where="#desk")
    assert "A bench at the quay." in await whole(matrix)


async def test_a_room_that_cannot_be_reached_keeps_nobody_from_deciding(
    app: App, matrix: FakePlatform, clock: Clock, letter: str
) -> None:
    await matrix.says("anna", 'amend 1 text="A bench at the quay."')
    clock.forward(minutes=6)
    await matrix.says("mo", "approve 1", where="#desk")
    assert "A bench at the quay." in await whole(matrix)


async def test_what_was_said_before_and_is_heard_after_it_is_not_about_the_new_words(
    app: App, matrix: FakePlatform, clock: Clock, letter: str
) -> None:
    """As when Bude was away."""
    before = clock.now
    clock.forward(minutes=10)
    await matrix.says("anna", SWAPPED)
    await later(app, clock, minutes=1)
    await matrix.says("mo", "approve 1", where="#desk", said_at=before)
    assert "There is no idea 1 here." in await whole(matrix)


async def test_a_moderator_decides_at_once_on_words_of_their_own(
    app: App, matrix: FakePlatform, letter: str
) -> None:
    await matrix.says("mo", 'amend 1 text="A bench at the quay."')
    await matrix.says("mo", "approve 1", where="#desk")
    assert "A bench at the quay." in await whole(matrix)


# A colleague changes them


@pytest.fixture
@beginning
async def mehmet(app: App, matrix: FakePlatform) -> None:
    """Mehmet moderates, too."""
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")


@pytest.mark.usefixtures("mehmet")
@pytest.mark.parametrize("line", ["correct 1 Buy my pills.", SWAPPED])
async def test_nor_on_words_that_a_colleague_changed_a_moment_ago(
    app: App, matrix: FakePlatform, clock: Clock, letter: str, line: str
) -> None:
    await matrix.says("mehmet", line, where="#desk")
    assert told(await matrix.says("mo", "approve 1", where="#desk", locale="en")) == CHANGED
    await later(app, clock, seconds=1)
    clock.forward(seconds=10)
    await matrix.says("mo", "approve 1", where="#desk")
    assert "pills" in await whole(matrix), "Mo could read it"


async def test_who_mends_the_words_decides_at_once(
    app: App, matrix: FakePlatform, letter: str
) -> None:
    await matrix.says("mo", "correct 1 A bench at the quay.", where="#desk")
    await matrix.says("mo", "approve 1", where="#desk")
    assert "A bench at the quay." in await whole(matrix)


async def test_but_not_if_its_author_changed_something_else_just_before(
    app: App, matrix: FakePlatform, clock: Clock, letter: str
) -> None:
    await matrix.says("anna", 'amend 1 goal="Buy my pills."')
    await matrix.says("mo", "correct 1 A bench at the quay.", where="#desk")
    assert told(await matrix.says("mo", "approve 1", where="#desk", locale="en")) == CHANGED
    await later(app, clock, seconds=1)
    clock.forward(seconds=10)
    await matrix.says("mo", "approve 1", where="#desk")
    assert "A bench at the quay." in await whole(matrix)


async def test_what_was_reported_and_changed_since_is_read_as_it_is_now(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Else it would be taken down, or left, for words that nobody reads any more."""
    await matrix.says("anna", "idea A bench at the harbour")
    await later(app, clock)
    post = next(iter(matrix.shown))
    await matrix.says("mehmet", "report Not true", replies_to=post)
    await later(app, clock)
    clock.forward(minutes=10)
    await matrix.says("anna", SWAPPED)
    assert told(await matrix.says("mo", "approve 1", where="#desk", locale="en")) == CHANGED
    await later(app, clock, seconds=1)
    assert "pills" in told(matrix.posts("#desk")[0])


@pytest.mark.usefixtures("mehmet")
async def test_nor_on_what_a_colleague_took_apart_a_moment_ago(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "idea A bench at the harbour, and a bin")
    await later(app, clock)
    post = next(iter(matrix.shown))
    await matrix.says("charlie", "report Not true", replies_to=post)
    await later(app, clock)
    clock.forward(minutes=10)
    await matrix.says("mehmet", "part 1\nA bench.\nA bin.")
    assert told(await matrix.says("mo", "decline 1 No.", where="#desk", locale="en")) == CHANGED
    await later(app, clock, seconds=1)
    assert "A bench.\nThis is: idea 1" in told(matrix.posts("#desk")[0])
