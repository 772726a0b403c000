"""A secret vote that was typed into a room for all to read: it counts, and is taken away."""

import pytest

from tests.adapters.matrix.hafen import Hafen

pytestmark = pytest.mark.synapse
SECRET = 'poll "Where should the bench go?" "Park" "Square" secret'


async def words_of(hafen: Hafen, message_id: str) -> str:
    """As the homeserver has them for everybody in the room."""
    mo = await hafen.person("mo")
    [event] = [each for each in await mo.history() if each["event_id"] == message_id]
    return str(event["content"].get("body", ""))


async def moderates(hafen: Hafen) -> None:
    """From now on Bude may take away what others have said."""
    mo = await hafen.person("mo")
    levels = f"rooms/{hafen.stage.room.target}/state/m.room.power_levels"
    power = await mo._get(levels)
    users = power["users"] | {hafen.stage.bude.user_id: 50}
    await mo._put(levels, power | {"users": users})


async def test_where_bude_may_nobody_reads_it_any_more(hafen: Hafen) -> None:
    await moderates(hafen)
    anna = await hafen.person("anna")
    await hafen.asks(SECRET)
    open_vote = await anna.say("!vote 1 2")
    await hafen.reads("But it stood in the room for all to read.")

    async def gone() -> bool:
        return await words_of(hafen, open_vote) == ""

    await hafen.at_last(gone)
    await hafen.stage.says("mo", "results 1")
    await hafen.reads("Votes so far: 1.")
    assert "Square" not in (await hafen.reads("Your vote counts.")).text


async def test_where_bude_may_not_it_counts_and_nothing_is_held_up(
    hafen: Hafen, caplog: pytest.LogCaptureFixture
) -> None:
    await hafen.asks(SECRET)
    anna = await hafen.person("anna")
    open_vote = await anna.say("!vote 1 2")
    await hafen.reads("I take it away there if I may")
    await hafen.stage.says("mo", "close 1 Done.")
    await hafen.reads("Poll 1 has closed")
    assert await words_of(hafen, open_vote) == "!vote 1 2"
    refused = [each for each in caplog.records if "M_FORBIDDEN" in each.getMessage()]
    assert len(refused) == 1
