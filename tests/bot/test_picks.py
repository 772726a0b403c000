"""What is picked on a post: changed, taken back one by one, heard late, early or twice."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.incoming import Ended, Picked, Reacted, Retracted, Said
from tests.beginnings import beginning
from tests.bot.scene import rows
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, poll_of, told

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square" "Harbour"'
ONE, TWO, THREE = "1\ufe0f\u20e3", "2\ufe0f\u20e3", "3\u20e3"
NOBODY = ["Park: 0 votes", "Square: 0 votes", "Harbour: 0 votes"]


async def asks(app: App, platform: FakePlatform, line: str = BENCH) -> str:
    """A poll that stands in all rooms; the id of its post on this platform."""
    await platform.says("mo", line)
    await app.postman.round()
    return list(platform.shown)[-1]


@pytest.fixture
@beginning
async def bench(app: App, matrix: FakePlatform) -> str:
    return await asks(app, matrix)


@pytest.fixture
@beginning
async def benches(app: App, matrix: FakePlatform) -> str:
    return await asks(app, matrix, f"{BENCH} several")


async def votes(app: App, matrix: FakePlatform) -> list[str]:
    """Which answers have a vote."""
    lines = await count(app, matrix)
    return [name for line in NOBODY if f"{(name := line[:-9])}: 1 vote" in lines]


# Native answers


async def test_a_changed_vote_and_a_vote_taken_back(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    for options, stands in [
        ((1,), ["Park"]),
        ((2,), ["Square"]),
        ((), []),
        ((3,), ["Harbour"]),
    ]:
        clock.forward(seconds=1)
        await matrix.says("anna", Picked(bench, options))
        assert await votes(app, matrix) == stands


async def test_too_many_are_cut_off(app: App, matrix: FakePlatform, bench: str) -> None:
    await matrix.says("anna", Picked(bench, (3, 1)))
    assert await votes(app, matrix) == ["Harbour"]


async def test_an_unknown_answer_spoils_the_ballot(
    app: App, matrix: FakePlatform, benches: str
) -> None:
    await matrix.says("anna", Picked(benches, (1, 2)))
    reply = await matrix.says("anna", Picked(benches, (1, 4)))
    assert "taken back" in told(reply)
    assert await count(app, matrix) == NOBODY


async def test_heard_twice_is_once(app: App, matrix: FakePlatform, bench: str) -> None:
    said = matrix.incoming("anna", Picked(bench, (1,)), message_id="$1")
    first, second = await matrix.hears([said, said])
    assert first
    assert second is None
    assert await matrix.hears([said]) == [None]
    assert rows(app.store)["pick"] == 1


async def test_what_was_said_later_stands_whatever_comes_last(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    clock.forward(hours=1)
    late, later = (SUNDAY + timedelta(minutes=minutes) for minutes in (10, 20))
    await matrix.says("anna", Picked(bench, (2,)), said_at=later)
    await matrix.says("anna", Picked(bench, (1,)), said_at=late)
    assert await votes(app, matrix) == ["Square"]


# Taking back one message


async def test_a_redacted_answer_falls_back(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    for option in (1, 2):
        clock.forward(seconds=1)
        await matrix.says("anna", Picked(bench, (option,)), message_id=f"${option}")
    clock.forward(seconds=1)
    await matrix.says("anna", Retracted("$2"))
    assert await votes(app, matrix) == ["Park"]
    await matrix.says("anna", Retracted("$1"))
    assert await votes(app, matrix) == []
    assert await matrix.says("anna", Retracted("$1")) is None


async def test_of_one_batch_the_last_stands_and_falls_back_in_order(
    app: App, matrix: FakePlatform, bench: str
) -> None:
    """All were heard at the same moment, and the ids have another order."""
    said = [
        matrix.incoming("anna", Picked(bench, (option,)), message_id=message_id)
        for option, message_id in [(3, "$z"), (1, "$m"), (2, "$a")]
    ]
    await matrix.hears(said)
    assert await votes(app, matrix) == ["Square"]
    await matrix.says("anna", Retracted("$a"))
    assert await votes(app, matrix) == ["Park"]


async def test_removing_an_old_answer_changes_nothing(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    await matrix.says("anna", Picked(bench, (1,)), message_id="$1")
    clock.forward(minutes=1)
    await matrix.says("anna", Picked(bench, (2,)))
    await matrix.says("anna", Retracted("$1"))
    assert await votes(app, matrix) == ["Square"]


async def test_what_was_typed_later_outlives_a_redaction(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    await matrix.says("anna", Picked(bench, (1,)), message_id="$1")
    clock.forward(minutes=1)
    await matrix.says("anna", "vote 1 3")
    clock.forward(minutes=1)
    await matrix.says("anna", Retracted("$1"))
    assert await votes(app, matrix) == ["Harbour"]


async def test_a_moderator_removes_somebodys_answer(
    app: App, matrix: FakePlatform, bench: str
) -> None:
    await matrix.says("anna", Picked(bench, (1,)), message_id="$1")
    await matrix.says("mo", Picked(bench, (2,)))
    await matrix.says("mo", Retracted("$1"))
    assert await votes(app, matrix) == ["Square"]


async def test_nothing_is_taken_back_after_the_end(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    await matrix.says("anna", Picked(bench, (1,)), message_id="$1")
    await matrix.says("mo", "close 1 Done")
    clock.forward(minutes=1)
    assert await matrix.says("anna", Retracted("$1")) is None
    assert await votes(app, matrix) == ["Park"]


async def test_who_picked_what_is_not_kept_beyond_the_end(
    app: App, matrix: FakePlatform, bench: str
) -> None:
    await matrix.says("anna", Picked(bench, (1,)))
    await matrix.says("mehmet", Reacted(bench, TWO))
    await matrix.says("charlie", "polls 1")
    await matrix.says("charlie", Reacted(matrix.replies[-1], ONE))
    other = await asks(app, matrix)
    await matrix.says("anna", Picked(other, (1,)))
    assert rows(app.store)["pick"] == 4
    await matrix.says("mo", "close 1 Done")
    assert rows(app.store)["pick"] == 1
    refused = await matrix.says("mehmet", Reacted(bench, ONE))
    assert refused
    assert refused.refused
    assert rows(app.store)["pick"] == 1


# Reactions


async def test_a_reaction_replaces_where_one_counts(
    app: App, matrix: FakePlatform, bench: str, clock: Clock
) -> None:
    for sign, stands in [(ONE, "Park"), (THREE, "Harbour")]:
        clock.forward(seconds=1)
        await matrix.says("anna", Reacted(bench, sign), message_id=sign)
        assert await votes(app, matrix) == [stands]
    await matrix.says("anna", Retracted(THREE))
    assert await votes(app, matrix) == ["Park"]
    await matrix.says("anna", Reacted(bench, ONE, on=False))
    assert await votes(app, matrix) == []


async def test_reactions_add_up_where_several_count(
    app: App, matrix: FakePlatform, benches: str, clock: Clock
) -> None:
    for sign in (ONE, THREE, TWO):
        clock.forward(seconds=1)
        await matrix.says("anna", Reacted(benches, sign), message_id=sign)
    assert await votes(app, matrix) == ["Park", "Square", "Harbour"]
    await matrix.says("anna", Retracted(ONE))
    await matrix.says("anna", Reacted(benches, TWO, on=False))
    assert await votes(app, matrix) == ["Harbour"]


async def test_reactions_add_up_in_whatever_order_they_are_heard(
    app: App, matrix: FakePlatform, benches: str, clock: Clock
) -> None:
    clock.forward(hours=1)
    for sign, minutes in [(TWO, 20), (ONE, 10)]:
        said_at = SUNDAY + timedelta(minutes=minutes)
        await matrix.says("anna", Reacted(benches, sign), said_at=said_at)
    assert await votes(app, matrix) == ["Park", "Square"]


async def test_a_native_answer_replaces_reactions_and_falls_back_to_them(
    app: App, matrix: FakePlatform, benches: str, clock: Clock
) -> None:
    said: list[Said] = [Reacted(benches, ONE), Reacted(benches, TWO), Picked(benches, (3,))]
    for number, each in enumerate(said, 1):
        clock.forward(seconds=1)
        await matrix.says("anna", each, message_id=f"${number}")
    assert await votes(app, matrix) == ["Harbour"]
    await matrix.says("anna", Retracted("$3"))
    assert await votes(app, matrix) == ["Park", "Square"]


@pytest.mark.parametrize(
    "sign", ["👍", "4\ufe0f\u20e3", "0\ufe0f\u20e3", "#\ufe0f\u20e3", "2", "🔟"]
)
async def test_other_signs_mean_nothing(
    app: App, matrix: FakePlatform, bench: str, sign: str
) -> None:
    assert await matrix.says("anna", Reacted(bench, sign)) is None
    assert await count(app, matrix) == NOBODY


# Ending it


async def test_ending_it_is_the_command_with_its_rights(
    app: App, matrix: FakePlatform, bench: str
) -> None:
    refused = await matrix.says("anna", Ended(bench))
    assert told(refused).startswith("Only moderators may do this.")
    assert told(await matrix.says("mo", Ended(bench))).startswith("Why is it closed early?")
    assert "is closed" in told(await matrix.says("mo", "The tree has fallen."))
    assert (await poll_of(app)).reason == "The tree has fallen."
    late = await matrix.says("anna", Picked(bench, (1,)))
    assert late
    assert late.refused
