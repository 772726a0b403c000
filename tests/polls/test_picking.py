"""Answers picked natively or by reacting: each can be taken back, and what is left stands."""

import pytest

from bot.app import App
from bot.incoming import Ended, Picked, Reacted, Retracted
from bot.picks import option_of
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, later, told

ONE, TWO, THREE, HEART = "1️⃣", "2️⃣", "3️⃣", "❤️"


@beginning
async def asked(app: App, matrix: FakePlatform, clock: Clock, *, several: bool) -> str:
    """The id under which the poll stands in the room."""
    line = 'poll "Where should the bench go?" "Park" "Square"'
    await matrix.says("anna", f"{line} several" if several else line)
    await later(app, clock)
    return next(iter(matrix.shown))


async def test_a_reaction_is_a_vote(app: App, matrix: FakePlatform, clock: Clock) -> None:
    poll = await asked(app, matrix, clock, several=False)
    assert "Your vote counts: Square." in told(await matrix.says("anna", Reacted(poll, TWO)))


async def test_other_reactions_are_none(app: App, matrix: FakePlatform, clock: Clock) -> None:
    poll = await asked(app, matrix, clock, several=False)
    assert await matrix.says("anna", Reacted(poll, HEART)) is None
    assert await matrix.says("anna", Reacted(poll, THREE)) is None
    assert await matrix.says("anna", Reacted("$of-charlie", ONE)) is None


async def test_an_answer_falls_back_though_the_post_has_changed_since(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=False)
    await matrix.says("anna", Picked(poll, (1,)), message_id="first")
    await later(app, clock, seconds=1)
    await matrix.says("anna", Picked(poll, (2,)), message_id="second")
    await later(app, clock, seconds=1)
    await matrix.says("anna", Retracted("second"))
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]


async def test_where_one_counts_the_newest_reaction_does(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=False)
    await matrix.says("anna", Reacted(poll, ONE))
    clock.forward(seconds=1)
    await matrix.says("anna", Reacted(poll, TWO), message_id="second")
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
    assert "counts: Park." in told(await matrix.says("anna", Retracted("second")))


async def test_where_several_count_reactions_add_up(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=True)
    await matrix.says("anna", Reacted(poll, ONE))
    clock.forward(seconds=1)
    both = await matrix.says("anna", Reacted(poll, TWO))
    assert "counts: Park / Square." in told(both)
    one = await matrix.says("anna", Reacted(poll, ONE, on=False))
    assert "counts: Square." in told(one)


async def test_the_last_one_taken_back_takes_the_vote_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=False)
    await matrix.says("anna", Picked(poll, (1,)), message_id="answer")
    assert "taken back" in told(await matrix.says("anna", Retracted("answer")))
    assert await matrix.says("anna", Retracted("answer")) is None


async def test_who_removes_an_answer_does_not_vote_with_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=False)
    await matrix.says("charlie", Picked(poll, (1,)), message_id="answer")
    await matrix.says("mo", Picked(poll, (2,)))
    await matrix.says("mo", Retracted("answer"))
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]


async def test_a_native_answer_outdoes_earlier_reactions(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=True)
    await matrix.says("anna", Reacted(poll, ONE))
    clock.forward(seconds=1)
    native = await matrix.says("anna", Picked(poll, (2,)), message_id="answer")
    assert "counts: Square." in told(native)
    assert "counts: Park." in told(await matrix.says("anna", Retracted("answer")))


async def test_ending_it_natively_is_the_command(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    poll = await asked(app, matrix, clock, several=False)
    assert "Only moderators" in told(await matrix.says("anna", Ended(poll)))
    assert "Why" in told(await matrix.says("mo", Ended(poll)))
    assert await matrix.says("mo", Ended("$of-charlie")) is None


@pytest.mark.parametrize(
    ("sign", "option"),
    [(ONE, 1), ("9⃣", 9), ("🔟", 10), ("0️⃣", None), ("#️⃣", None), ("1", None), ("", None)],
)
def test_only_numbers_from_one_to_ten_are_options(sign: str, option: int | None) -> None:
    assert option_of(sign) == option
