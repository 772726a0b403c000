"""Discord's own polls: for open, short questions with live results."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.discord.catching_up import CatchingUp
from bot.adapter import Standing
from bot.incoming import Picks
from tests.adapters.discord.hafen import Hafen
from tests.adapters.stage import until
from tests.discord_server.reading import read
from tests.discord_server.refusing import Refused


async def test_votes_count_and_can_be_changed_and_taken_back(hafen: Hafen) -> None:
    message = await hafen.asks()
    poll = message["poll"]
    assert poll["question"] == {"text": "Where should the bench go?"}
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.people.taps("mehmet", message["id"], 1)
    await hafen.counts(1, 1, 0)
    await hafen.people.taps("anna", message["id"], 3)
    await hafen.counts(1, 0, 1)
    await hafen.people.taps("mehmet", message["id"], 1, on=False)
    await hafen.counts(0, 0, 1)


async def test_the_running_total_of_all_rooms_stands_below(hafen: Hafen) -> None:
    message = await hafen.asks()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.counts(0, 1, 0)
    await hafen.matrix.says("rosi", "vote 1 1")
    below = await hafen.reads("So far: Park 1, Square 1, Harbour 0")
    assert "Where should the bench go?" not in read(below["content"])
    assert below["components"] == []
    assert "/vote 1" not in read(below["content"]), "one taps the poll above"


async def test_several_choices(hafen: Hafen) -> None:
    message = await hafen.asks(several=True)
    assert message["poll"]["allow_multiselect"]
    await hafen.people.taps("anna", message["id"], 1)
    await hafen.people.taps("anna", message["id"], 3)
    await hafen.counts(1, 0, 1)
    await hafen.people.taps("anna", message["id"], 1, on=False)
    await hafen.counts(0, 0, 1)


async def test_it_ends_with_the_poll(hafen: Hafen) -> None:
    message = await hafen.asks()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.counts(0, 1, 0)
    closed = await hafen.people.slash("mo", "close", poll=1, reason="The city has decided.")
    await closed.answered()

    async def over() -> bool:
        return bool(hafen.room[message["id"]]["poll"]["results"]["is_finalized"])

    await hafen.at_last(over)
    await hafen.reads("Most votes: Square.")
    with pytest.raises(Refused):
        await hafen.people.taps("mehmet", message["id"], 1)


@pytest.mark.parametrize(
    "given",
    [
        {"answer": "; ".join(f"Place {n}" for n in range(1, 12))},
        {"answer": f"Park; {'Harbour ' * 9}"},
        {"closes": "in 40 days"},
        {"results": "after"},
        {"secret": True},
    ],
    ids=["many answers", "long answers", "more than 32 days", "hidden", "secret"],
)
async def test_what_it_has_no_room_for_is_a_ballot_of_ours(
    hafen: Hafen, given: dict[str, Any]
) -> None:
    message = await hafen.asks(**given)
    assert "poll" not in message
    assert message["components"]


async def test_other_words_make_it_a_ballot_of_ours(hafen: Hafen) -> None:
    """Nobody can change a poll of Discord's once it stands there."""
    message = await hafen.asks()
    reworded = await hafen.people.slash("mo", "reword", poll=1, question="Where now?")
    assert "new words" in await reworded.text()
    below = await hafen.reads("Where now?")
    assert hafen.room[message["id"]]["poll"]["results"]["is_finalized"]
    pressed = await hafen.people.press("anna", below, "Square")
    assert "Your vote counts: Square." in await pressed.text()
    await hafen.reads("So far: Park 0, Square 1, Harbour 0")


async def test_where_polls_are_not_allowed_it_is_a_ballot_of_ours(hafen: Hafen) -> None:
    hafen.stage.world.hafen.without_polls = True
    message = await hafen.asks()
    assert "poll" not in message
    pressed = await hafen.people.press("anna", message, "Square")
    assert "Your vote counts: Square." in await pressed.text()


async def test_votes_of_the_time_without_us_are_found_once(hafen: Hafen) -> None:
    message = await hafen.asks()
    for who in ("anna", "mehmet", "rosi"):
        await hafen.people.taps(who, message["id"], 1)
    await hafen.counts(3, 0, 0)
    await hafen.stage.stops()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.people.taps("mehmet", message["id"], 1, on=False)
    for n in range(120):
        await hafen.people.taps(f"Neighbour {n}", message["id"], 3)
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(1, 1, 120)
    heard = len(hafen.stage.ear.replies)
    await hafen.stage.listens(hafen.app.router)
    assert heard >= 122
    assert hafen.stage.ear.replies == []


@pytest.mark.parametrize("told", ["vote", "withdraw"])
async def test_what_was_said_by_command_just_before_does_not_outlive_a_tap(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    """Bude heard the command, so it would have heard a tap made before it."""
    monkeypatch.setattr("adapters.discord.client.MARKING", 3600)
    await hafen.stage.listens(hafen.app.router)
    message = await hafen.asks()
    await (await hafen.people.slash("anna", "vote", poll="1", answer="1")).answered()
    if told == "withdraw":
        await (await hafen.people.slash("anna", "withdraw", poll="1")).answered()
    await hafen.stage.stops()
    await hafen.people.taps("anna", message["id"], 2)
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 0)


async def test_a_tap_made_without_us_does_not_outlive_what_is_said_afterwards(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command comes as soon as Bude is back, before it has looked for taps."""
    message = await hafen.asks()
    await hafen.stage.stops()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.people.taps("mehmet", message["id"], 3)
    hafen.discord.gateway.forget()
    look, said = CatchingUp._polls, asyncio.Event()

    async def later(catching_up: CatchingUp, *moments: datetime) -> None:
        await said.wait()
        await look(catching_up, *moments)

    monkeypatch.setattr(CatchingUp, "_polls", later)
    listening = asyncio.create_task(hafen.stage.listens(hafen.app.router))
    await until(lambda: hafen.discord.gateway.identified == 2)
    await (await hafen.people.slash("anna", "vote", poll="1", answer="1")).answered()
    said.set()
    await listening
    await hafen.counts(1, 0, 1)


async def test_what_is_tapped_while_bude_looks_for_taps_is_newer_than_what_it_sees(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await hafen.asks(several=True)
    await hafen.stage.stops()
    for answer in (1, 2):
        await hafen.people.taps("anna", message["id"], answer)
    hafen.discord.gateway.forget()
    look = CatchingUp._voted

    async def slowly(
        catching_up: CatchingUp, posed: Standing, poll: dict[str, Any]
    ) -> Mapping[str, Picks]:
        voted = await look(catching_up, posed, poll)
        await hafen.people.taps("anna", message["id"], 2, on=False)
        await hafen.people.taps("mehmet", message["id"], 3)
        await until(lambda: any(reply for _, reply in hafen.stage.ear.replies))
        return voted

    monkeypatch.setattr(CatchingUp, "_voted", slowly)
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(1, 0, 1)


async def test_what_was_heard_last_does_not_outlive_what_came_after(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bude ends between two looks at how far it has heard, with taps in between."""
    monkeypatch.setattr("adapters.discord.client.MARKING", 3600)
    await hafen.stage.listens(hafen.app.router)
    message = await hafen.asks()
    await hafen.people.taps("anna", message["id"], 1)
    await hafen.people.taps("rosi", message["id"], 1)
    await hafen.counts(2, 0, 0)
    await hafen.people.taps("rosi", message["id"], 1, on=False)
    await hafen.counts(1, 0, 0)
    await hafen.stage.stops()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.people.taps("rosi", message["id"], 3)
    hafen.discord.gateway.forget()
    await hafen.stage.listens(hafen.app.router)
    await hafen.counts(0, 1, 1)


@pytest.mark.parametrize("by_command", [False, True], ids=["tapped", "said"])
async def test_a_tap_that_is_told_again_comes_after_what_was_heard_before(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch, by_command: bool
) -> None:
    """Discord tells it when the line is back, but not when it was made."""
    monkeypatch.setattr("adapters.discord.client.MARKING", 3600)
    await hafen.stage.listens(hafen.app.router)
    message = await hafen.asks()
    if by_command:
        await (await hafen.people.slash("anna", "vote", poll=1, answer="1")).answered()
    else:
        await hafen.people.taps("anna", message["id"], 1)
    await hafen.counts(1, 0, 0)
    monkeypatch.setattr("adapters.discord.client.SILENCE", -1)
    await hafen.discord.gateway.drop()
    await hafen.people.taps("anna", message["id"], 2)
    await hafen.counts(0, 1, 0)
    assert hafen.discord.gateway.resumed == 1


async def test_its_hours_are_whole_and_never_too_few(hafen: Hafen) -> None:
    message = await hafen.asks(closes="in 90 minutes")
    left = datetime.fromisoformat(message["poll"]["expiry"]) - hafen.app.clock()
    assert timedelta(minutes=90) <= left <= timedelta(hours=2)
