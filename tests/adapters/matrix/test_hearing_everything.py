"""Nothing said is lost, nothing is heard twice, on a real homeserver."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from adapters.matrix import syncing
from bot import patience
from bot.adapter import Cursor
from bot.incoming import Incoming, Text
from bot.posts import Reply
from tests.adapters.matrix import wire
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import Notebook, until
from tests.servers.neighbour import body_of

pytestmark = pytest.mark.synapse


async def test_the_first_start_ever_answers_no_old_commands(stage: MatrixStage) -> None:
    await stage.says("anna", "old")
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.says("anna", "new")
    await inbox.next()
    assert inbox.words == ["new"]


async def test_a_gap_of_300_is_heard_once_and_in_order(stage: MatrixStage) -> None:
    await stage.says("anna", "long heard")
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    before = datetime.now(UTC)
    said = await many(stage, 300)
    await stage.listens(inbox)
    await stage.says("anna", "last")
    await until(lambda: "last" in inbox.words)
    assert inbox.words == [*said, "last"]
    times = [each.said_at for each in inbox.heard[:300] if each.said_at]
    assert len(times) == 300
    assert abs(times[0] - before) < timedelta(seconds=30)


async def test_a_gap_while_running_is_heard_too(
    stage: MatrixStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST", 0.1)
    inbox = Notebook()
    await stage.listens(inbox)
    async with stage.away():
        said = await many(stage, 110)
    await until(lambda: len(inbox.heard) >= 110)
    assert inbox.words == said


async def many(stage: MatrixStage, most: int) -> list[str]:
    """Say so many things, ten at a time; give them back in the homeserver's order."""
    anna = await stage.person("anna")
    room = stage.room.target
    for start in range(0, most, 10):
        numbers = range(start, start + 10)
        await asyncio.gather(*(anna.say(f"!vote {number}", room=room) for number in numbers))
    bodies = [body_of(event) for event in await anna.history(room)]
    said = [body.removeprefix("!") for body in bodies if body.startswith("!vote")]
    assert len(said) == most
    return said


class Stuck(Notebook):
    """A database that is asked and does not answer."""

    asked = False

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if not heard:
            return await super().hear(heard, cursor)
        self.asked = True
        await asyncio.sleep(60)
        raise AssertionError


async def test_killed_before_the_commit_it_is_heard_again(stage: MatrixStage) -> None:
    stuck = Stuck()
    await stage.listens(stuck)
    await stage.says("anna", "vote 1")
    await until(lambda: stuck.asked)
    await stage.stops()
    inbox = Notebook(kept=stuck.kept)
    await stage.listens(inbox)
    assert inbox.words == ["vote 1"]


async def test_while_nothing_can_be_saved_words_keep_their_date(stage: MatrixStage) -> None:
    inbox = Notebook(away=3)
    await stage.listens(inbox)
    before = datetime.now(UTC)
    await stage.says("anna", "vote 1")
    said_at = (await inbox.next()).said_at
    assert said_at
    assert before - timedelta(seconds=1) < said_at <= datetime.now(UTC)


async def test_a_silent_room_moves_the_moment_until_which_all_was_heard(
    stage: MatrixStage, short_polls: None
) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await until(lambda: len(inbox.cursors) >= 3)
    *_, earlier, later = inbox.cursors
    assert later.value == earlier.value
    assert later.until > earlier.until
    assert later.until.tzinfo == UTC


async def test_a_suspended_homeserver(
    stage: MatrixStage, short_polls: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bude has waited in vain, and asked again, before it goes on."""
    inbox = Notebook()
    with monkeypatch.context() as impatient:
        impatient.setattr(syncing, "PATIENCE", 0.3)
        await stage.listens(inbox)
        await stage.person("anna")
        stage.synapse.suspend()
        try:
            saying = asyncio.create_task(stage.says("anna", "vote 1"))
            asked = len(stage.wire.requests)
            await until(lambda: len(stage.wire.requests) > asked)
            assert not inbox.heard
        finally:
            stage.synapse.resume()
    await saying
    assert (await inbox.next()).said == Text("vote 1")


async def test_a_homeserver_that_starts_again(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.says("anna", "vote 1")
    await inbox.next()
    await asyncio.to_thread(stage.synapse.stop)
    await asyncio.to_thread(stage.synapse.start)
    await stage.says("anna", "vote 2")
    await inbox.next()
    assert inbox.words == ["vote 1", "vote 2"]


async def test_a_broken_line_in_the_middle_of_a_gap(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    said = await many(stage, 110)
    stage.wire.trouble = wire.says(502, on="/messages")
    listening = asyncio.create_task(stage.listens(inbox))
    await until(lambda: sum("/messages" in each for each in stage.wire.requests) > 2)
    assert not inbox.heard
    stage.wire.trouble = None
    await listening
    assert inbox.words == said


async def test_what_was_said_before_we_were_shown_out_counts(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    await stage.says("anna", "vote 1")
    mo = await stage.person("mo")
    await mo._post(f"rooms/{mo._quoted(None)}/kick", {"user_id": stage.bude.user_id})
    await stage.listens(inbox)
    assert inbox.words == ["vote 1"]
