"""Who takes no direct messages: the letter waits, and they alone see it when they next come."""

from datetime import timedelta

import pytest

from bot import closed_doors
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.test_desk import REPORT, at_the_desk, published, told_alone
from tests.adapters.stage import until
from tests.discord_server.reading import read
from tests.discord_server.server import Fault

WAITED = "I could not send you a private message, so this has waited for you."
STAYS = "it stays"


@pytest.fixture
async def unheard(hafen: Hafen) -> None:
    """Anna has reported something; what came of it does not reach her."""
    hafen.people.person("anna").closed = True
    idea = await published(hafen)
    await (await hafen.people.menu("anna", REPORT, idea["id"])).answered()
    letter = await at_the_desk(hafen, "somebody asks you to look at it")
    await (await hafen.people.press("mo", letter, "Leave it")).answered()
    await hafen.ticks()


@pytest.mark.usefixtures("unheard")
async def test_it_comes_with_the_next_answer_once_and_nobody_else_sees_it(
    hafen: Hafen,
) -> None:
    asked = await hafen.people.slash("anna", "polls")
    await asked.answered()
    await until(lambda: len(asked.more) == 2)
    introduction, news = [read(each["content"]) for each in asked.more]
    assert WAITED in introduction
    assert STAYS in news
    assert all(each["id"] in hafen.discord.interactions.hidden for each in asked.more)
    assert not [each for each in hafen.room.values() if STAYS in each["content"]]
    await hafen.ticks()
    again = await hafen.people.slash("anna", "polls")
    assert WAITED not in await again.text()
    assert hafen.people.direct("anna").messages == {}


@pytest.mark.usefixtures("unheard")
async def test_in_german(hafen: Hafen) -> None:
    hafen.people.person("anna").locale = "de"
    asked = await hafen.people.slash("anna", "umfragen")
    await asked.answered()
    await until(lambda: len(asked.more) == 2)
    introduction = (
        "Ich konnte dir keine private Nachricht schicken, darum hat das hier auf dich"
    )
    assert introduction in await asked.text()


@pytest.mark.usefixtures("unheard")
async def test_what_was_not_shown_then_comes_the_next_time(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed_doors, "LEASE", timedelta(0))
    body = {"message": "Unknown Webhook", "code": 10015}
    hafen.discord.faults.append(Fault("execute_webhook", 404, body, times=2))
    await (await hafen.people.slash("anna", "polls")).answered()
    await until(lambda: not hafen.discord.faults)
    again = await hafen.people.slash("anna", "polls")
    await again.answered()
    await until(lambda: len(again.more) == 2)
    assert STAYS in await again.text()


@pytest.mark.usefixtures("unheard")
async def test_who_writes_alone_gets_it_there(hafen: Hafen) -> None:
    hafen.people.person("anna").closed = False
    await hafen.stage.whispers("anna", "polls")
    assert "What you reported (case 1)" in await told_alone(hafen, "anna", STAYS)
    asked = await hafen.people.slash("anna", "polls")
    assert WAITED not in await asked.text()


async def test_a_tap_that_does_not_count_is_told_with_the_next_answer(hafen: Hafen) -> None:
    """Below a poll of Discord's own nobody can be answered."""
    hafen.people.person("anna").closed = True
    message = await hafen.asks(wer="known")
    await hafen.people.taps("anna", message["id"], 2)
    await until(lambda: bool(hafen.stage.ear.untold_to))
    asked = await hafen.people.slash("anna", "polls")
    await asked.answered()
    await until(lambda: len(asked.more) == 3)
    told = [read(each["content"]) for each in asked.more]
    assert WAITED in told[-2]
    assert told[-1].startswith("Only neighbours known in Hafen can vote here.")
    assert all(each["id"] in hafen.discord.interactions.hidden for each in asked.more)


async def test_what_came_too_late_is_told_with_the_next_answer(hafen: Hafen) -> None:
    hafen.people.person("anna").closed = True
    message = await hafen.asks(results="after")
    seconds, hafen.discord.interactions.deadline = hafen.discord.interactions.deadline, -1.0
    await hafen.people.press("anna", message, "Square")
    await hafen.counts(0, 1, 0)
    await until(lambda: hafen.stage.ear.untold_to == ["anna"])
    hafen.discord.interactions.deadline = seconds
    asked = await hafen.people.slash("anna", "polls")
    await asked.answered()
    await until(lambda: len(asked.more) == 3)
    assert "only my answer came too late to be shown to you." in await asked.text()
