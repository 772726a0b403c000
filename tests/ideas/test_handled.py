"""Whatever moderators make of a published idea, its author hears alone."""

import pytest

from bot.app import App
from bot.incoming import Call
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.scenes import told


@pytest.fixture
@beginning
async def two(app: App, matrix: FakePlatform) -> None:
    """Anna and Mehmet had an idea each, and can be told alone; so can Charlie, who supports
    Mehmet's."""
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", Call("idea", {"text": "Seats by the water", "join": 0}))
    await matrix.says("charlie", "support 2")
    for who in ("anna", "mehmet", "charlie", "mo"):
        await matrix.whispers(who, "help")


def alone(matrix: FakePlatform, *people: str) -> dict[str, list[str]]:
    return {who: [told(each) for each in matrix.posts(f"~{who}")] for who in people}


async def test_that_it_is_part_of_another(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    """Those who support it support the other one by that."""
    await matrix.says("mo", "unite 2 1")
    await later(app, clock)
    news = (
        "News of idea 2: Seats by the water\n"
        "Idea 2 is now part of idea 1, with all its supporters."
    )
    heard = alone(matrix, "anna", "mehmet", "charlie", "mo")
    assert heard == {"anna": [], "mehmet": [news], "charlie": [news], "mo": []}


async def test_that_it_was_taken_apart(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    await matrix.says("mo", "part 2\nSeats.\nWater.")
    await later(app, clock)
    for [news] in alone(matrix, "mehmet", "charlie").values():
        assert news.endswith("These are ideas of their own now: 2, 3.")


async def test_that_it_has_other_words(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    await matrix.says("mo", 'amend 2 goal="To rest"')
    await matrix.says("anna", 'amend 1 goal="To rest"')
    await later(app, clock)
    [news] = alone(matrix, "mehmet")["mehmet"]
    assert news == (
        "News of idea 2: Seats by the water\n"
        "A moderator has changed something in it. !ideas 2 shows it, and how it was called "
        "before."
    )
    assert alone(matrix, "anna", "charlie") == {"anna": [], "charlie": []}


async def test_words_for_young_people_once_two_agreed(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    await matrix.says("mo", "grant charlie moderator")
    await matrix.says("anna", 'idea "Skating behind our school." by=youth')
    for who in ("mo", "charlie"):
        await matrix.says(who, "approve 3", where="#desk")
    await matrix.says("mo", 'amend 3 text="A quiet skate park."')
    await later(app, clock)
    before = len(matrix.posts("~anna"))
    clock.forward(minutes=10)
    await matrix.says("charlie", "approve 4", where="#desk")
    await later(app, clock)
    [*_, news] = alone(matrix, "anna")["anna"]
    assert len(matrix.posts("~anna")) == before + 1
    assert "A moderator has changed something in it." in news


async def test_words_changed_before_it_was_published(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    await matrix.says("anna", "idea Damned benches. See https://bench.example")
    await matrix.says("mo", 'amend 3 text="Benches, please."')
    await matrix.says("mo", "approve 3", where="#desk")
    await later(app, clock)
    [*_, news] = alone(matrix, "anna")["anna"]
    assert "It is published. A moderator has changed some words." in news


async def test_words_changed_because_somebody_reported_it(
    app: App, matrix: FakePlatform, clock: Clock, two: None
) -> None:
    """They heard only that it stays; and of one report nothing is left for the next."""
    await later(app, clock)
    post = next(key for key, shown in matrix.shown.items() if "Seats" in told(shown.post))
    heard = []
    for lines in (("correct 2 Chairs by the water", "approve 2"), ("approve 2",)):
        await matrix.says("charlie", "report Not true", replies_to=post)
        await later(app, clock, minutes=10)
        for line in lines:
            await matrix.says("mo", line, where="#desk")
        await later(app, clock)
        heard.append(told(matrix.posts("~mehmet")[-1]).rpartition("\n")[2])
    asked = "Somebody asked the moderators to look at it."
    assert heard == [
        f"{asked} It stays, and a moderator has changed some words.",
        f"{asked} It stays.",
    ]
