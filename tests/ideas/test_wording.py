"""Other words for an idea: by its author or a moderator, past nobody who must agree."""

import pytest

from bot.app import App
from ideas.models import Idea
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later
from tests.ideas.test_similar import Streets
from tests.scenes import told


async def test_a_title_that_only_began_the_text_does_not_outlive_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "idea Damned benches at the harbour! See https://bench.example")
    await matrix.says("mo", "correct 1 Benches at the harbour, please.", where="#desk")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    assert told(matrix.posts()[0]).startswith("Idea 1: Benches at the harbour, please.\n")
    await matrix.says("anna", 'amend 1 title="For us all"')
    await matrix.says("anna", 'amend 1 text="Benches at the quay."')
    await later(app, clock)
    said = "Idea 1: For us all\nBenches at the quay.\n"
    assert told(matrix.posts()[0]).startswith(said)


async def test_what_was_mended_and_published_in_one_moment_was_read_by_nobody(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """As when Bude was away, and both are heard together."""
    await matrix.says("anna", "idea Damned benches! See https://bench.example")
    lines = ("correct 1 Benches at the harbour, please.", "approve 1")
    await matrix.hears([matrix.incoming("mo", line, where="#desk") for line in lines])
    whole = told(await matrix.says("mehmet", "ideas 1"))
    assert "Benches at the harbour, please." in whole
    assert "Damned" not in whole


async def test_who_wrote_what_waits_sees_it_and_its_words_alone(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "idea Benches at the harbour. As in https://bench.example")
    here = told(await matrix.says("anna", "ideas 1", locale="en"))
    assert here == (
        "Idea 1: Benches at the harbour.\nNow: received; a moderator reads it first"
    )
    assert "bench.example" in told(await matrix.whispers("anna", "ideas 1"))
    assert "There is no idea 1 here." in told(await matrix.says("mehmet", "ideas 1"))


async def test_what_waits_is_not_everywhere(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "idea Benches at the harbour. As in https://bench.example")
    assert told(await matrix.says("anna", 'amend 1 goal="To rest"', locale="en")) == (
        "Idea 1 has the new words now, and still waits for a moderator."
    )


@pytest.fixture
@beginning
async def skate_park(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Young people's idea, published by Mo and Charlie, who moderate."""
    await matrix.says("anna", 'idea "A skate park at the harbour." by=youth')
    await matrix.says("charlie", "help")
    await matrix.says("mo", "grant charlie moderator")
    for moderator in ("mo", "charlie"):
        await matrix.says(moderator, "approve 1", where="#desk")
    await later(app, clock)


async def test_a_moderator_alone_puts_no_other_words_into_young_peoples_mouths(
    app: App, matrix: FakePlatform, clock: Clock, skate_park: None
) -> None:
    held = (
        "Thank you! A moderator reads the new words for idea 1 first.\n"
        "Waits because: children or young people wrote it; it changes what two "
        "moderators must agree on"
    )
    amended = told(await matrix.says("mo", 'amend 1 text="A car park."', locale="en"))
    assert amended == held
    own = told(await matrix.says("mo", "approve 2", where="#desk", locale="en"))
    assert own == "This is about you, so somebody else must decide on it."
    await later(app, clock)
    assert "car park" not in told(matrix.posts()[0])
    done = told(await matrix.whispers("mo", "log"))
    assert "Mo wants other words for idea 1" in done
    assert "changed the words" not in done
    await matrix.says("charlie", "approve 2", where="#desk")
    await later(app, clock)
    assert "car park" in told(matrix.posts()[0])


async def test_nor_takes_their_idea_apart(
    app: App, matrix: FakePlatform, clock: Clock, skate_park: None
) -> None:
    parted = told(await matrix.says("mo", 'part 1 "A car park." "A road."', locale="en"))
    assert parted == (
        "These are ideas of their own now: 1, 2. A moderator reads what is new in them first."
    )
    await later(app, clock)
    assert not any("A road" in told(post) for post in matrix.posts())
    assert "skate park" in told(matrix.posts()[0])
    for case in (2, 3):
        await matrix.says("charlie", f"approve {case}", where="#desk")
    await later(app, clock)
    assert any("A road" in told(post) for post in matrix.posts())
    assert "car park" in told(matrix.posts()[0])


async def test_what_is_wrong_with_its_goal_a_moderator_mends_by_the_line_of_the_letter(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", 'idea "See https://bench.example" goal="To ressst"')
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Its place, goal and so on: !amend 1 changes them" in told(letter)
    await matrix.says("mo", 'amend 1 goal="To rest"', where="#desk")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock)
    assert "Goal: To rest" in told(matrix.posts()[0])
    assert "changes them" not in told(matrix.posts("#desk")[0]), "it is decided"


async def test_the_line_stands_there_only_if_there_is_something_to_change(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "idea Benches. See https://bench.example")
    await later(app, clock)
    assert "changes them" not in told(matrix.posts("#desk")[0])


async def test_another_place_is_in_the_city_and_has_its_district(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideas.placing.gazetteer.of", lambda city: Streets())
    await matrix.says("anna", "idea A bench, please")
    refused = told(await matrix.says("anna", 'amend 1 place="Broadway"', locale="en"))
    assert refused.startswith("I do not know “Broadway” in Dortmund.")
    await matrix.says("anna", 'amend 1 place="Am Kai 3"')
    found = await app.writer.do(lambda session: session.get_one(Idea, 1).district)
    assert found == "Hafen"
