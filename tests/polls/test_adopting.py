"""A poll made with the platform's own means, taken over by the neighbourhood."""

import pytest

from bot.app import App
from bot.incoming import Call, Incoming, NativePoll, Picked
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, later, poll_of, told

NATIVE = NativePoll("$anna", ("x", "y", "z"), 2)
CALL = Call(
    "poll",
    {
        "question": "Where?",
        "options": ("Park", "Square", "Harbour"),
        "several": True,
        "results": "live",
        "adopts": NATIVE,
    },
)


def picks(matrix: FakePlatform, who: str, *marks: str) -> Incoming:
    return matrix.incoming(who, Picked("$anna", (), marks))


async def test_its_answers_are_votes_from_the_first_moment(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    heard = [
        picks(matrix, "mehmet", "z"),  # Heard, but handed over once more with the poll.
        matrix.incoming("mehmet", CALL),
        picks(matrix, "anna", "x", "y", "z"),
        picks(matrix, "charlie", "x", "w"),
    ]
    _, asked, anna, _ = await matrix.hears(heard)
    assert told(asked).startswith("Poll 1 now stands in Hafen, in 2 rooms.")
    assert "counts: Park / Square." in told(anna)
    await app.router.take_up_early()
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 1 vote", "Harbour: 0 votes"]
    await later(app, clock)
    assert "So far: Park 1, Square 1, Harbour 0" in told(discord.posts()[-1])


async def test_the_letter_goes_below_it_and_changes_there(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mehmet", CALL)
    await later(app, clock)
    [receipt] = matrix.keys.values()
    assert receipt.messages[0] == "$anna"
    assert list(matrix.shown) == [receipt.messages[1]]
    await matrix.hears([picks(matrix, "anna", "z")])
    await later(app, clock)
    assert matrix.shown[receipt.messages[1]].edits == 1


async def test_it_is_adopted_once(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mehmet", CALL)
    assert told(await matrix.says("anna", CALL)) == (
        "This poll is one of the neighbourhood already."
    )
    assert (await poll_of(app)).several


async def test_its_words_stay(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mehmet", CALL)
    assert "made by other means" in told(await matrix.says("mehmet", "reword 1 question=When?"))


@pytest.mark.parametrize("given", ["$anna", 1, True, ("a", "b")])
async def test_nobody_can_type_one(
    app: App, matrix: FakePlatform, given: str | int | bool | tuple[str, ...]
) -> None:
    call = Call("poll", {**CALL.arguments, "adopts": given})
    assert told(await matrix.says("anna", call)) == (
        "To make somebody's own poll one of the neighbourhood, reply to it with !poll and "
        "nothing else."
    )
