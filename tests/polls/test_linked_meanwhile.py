"""Two Budes on one database: one hears a vote while the other makes its voter one person with
somebody else, or forgets them."""

import asyncio
import threading

import pytest

from bot.app import App
from bot.context import Context
from polls import asking
from polls.models import Poll, State
from tests.fakes import FakePlatform
from tests.held_up import until_held_up
from tests.neighbours.scene import alone, asks_for_code, number_in
from tests.scenes import told

pytestmark = pytest.mark.postgres


@pytest.fixture
def store_url(empty_postgresql: str) -> str:
    return empty_postgresql


async def begun(matrix: FakePlatform, discord: FakePlatform) -> str:
    """The number of a link between Anna's accounts, which nobody has said yes to."""
    for platform in (matrix, discord):
        await platform.says("anna", "polls")
    code = await asks_for_code(matrix, "anna")
    return number_in(await alone(discord, "anna", f"link {code}"))


class GoOn(threading.Event):
    """What is on its way waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.on_its_way = threading.Event()


def slow_on_discord(monkeypatch: pytest.MonkeyPatch) -> GoOn:
    """A vote from there has been heard, and its transaction stays open for a while."""
    find, go_on = asking.find, GoOn()

    def slowly(context: Context, poll: int, **given: State | None) -> Poll:
        if context.who.platform == "discord":
            go_on.on_its_way.set()
            go_on.wait(10)
        return find(context, poll, **given)

    monkeypatch.setattr("polls.asking.find", slowly)
    return go_on


async def test_a_vote_on_its_way_counts_for_the_one_person(
    other: App, matrix: FakePlatform, discord: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await begun(matrix, discord)
    await alone(discord, "anna", f"confirm {number}")
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    await matrix.says("anna", "vote 1 1")
    go_on = slow_on_discord(monkeypatch)
    vote = asyncio.create_task(discord.says("anna", "vote 1 2"))
    await asyncio.to_thread(go_on.on_its_way.wait, 10)
    yes = asyncio.create_task(alone(matrix, "anna", f"confirm {number}"))
    await until_held_up(yes, other.store)
    go_on.set()
    assert "Your vote counts: Square." in told(await vote)
    assert "one person here now" in await yes
    text = told(await matrix.says("mo", "results 1"))
    assert "Square: 1 vote\nPark: 0 votes" in text
    assert "People who voted: 1" in text


async def test_two_who_say_yes_at_once_are_one(
    other: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    number = await begun(matrix, discord)
    both = [alone(platform, "anna", f"confirm {number}") for platform in (matrix, discord)]
    answers = await asyncio.gather(*both)
    assert sorted("one person here now" in each for each in answers) == [False, True], answers
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    for platform in (matrix, discord):
        await platform.says("anna", "vote 1 1")
    assert "People who voted: 1" in told(await matrix.says("mo", "results 1"))


async def test_a_vote_on_its_way_is_forgotten_with_its_voter(
    other: App, matrix: FakePlatform, discord: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await begun(matrix, discord)
    for platform in (matrix, discord):
        await alone(platform, "anna", f"confirm {number}")
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    await alone(matrix, "anna", "forget me")
    go_on = slow_on_discord(monkeypatch)
    vote = asyncio.create_task(discord.says("anna", "vote 1 2"))
    await asyncio.to_thread(go_on.on_its_way.wait, 10)
    gone = asyncio.create_task(alone(matrix, "anna", "forget me for sure"))
    await until_held_up(gone, other.store)
    go_on.set()
    await vote
    assert "I have forgotten you" in await gone
    assert "People who voted: 0" in told(await matrix.says("mo", "results 1"))
