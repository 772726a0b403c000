"""What somebody with Discord in German reads when something goes wrong."""

from typing import Any

import pytest

from bot.incoming import Call
from bot.posts import Button, Post
from tests.adapters.discord.hafen import Hafen
from tests.adapters.discord.test_ballots import HIDDEN, shows
from tests.adapters.stage import until
from tests.discord_server.neighbours import labels
from tests.discord_server.reading import read


@pytest.fixture(autouse=True)
def german(hafen: Hafen) -> None:
    hafen.people.person("anna").locale = "de"


async def test_a_press_on_a_poll_that_has_closed(hafen: Hafen) -> None:
    before = dict(await hafen.asks(**HIDDEN))
    closed = await hafen.people.slash("mo", "close", poll=1, reason="It is decided.")
    await closed.answered()
    pressed = await hafen.people.press("anna", before, "Park")
    assert (await pressed.text()).startswith("Diese Umfrage endete am ")
    assert pressed.private


async def test_a_press_by_somebody_who_may_not(hafen: Hafen) -> None:
    await hafen.asks(**HIDDEN)
    close = Call("close", {"poll": 1, "reason": "Because."})
    post = Post("Shall it end?", buttons=(Button("End it", close, "close 1"),))
    pressed = await hafen.people.press("anna", await shows(hafen.app, hafen, post), "End it")
    assert (await pressed.text()).startswith("Das darf nur die Moderation.")
    assert pressed.private


async def test_a_tap_by_somebody_who_may_not(hafen: Hafen) -> None:
    """Nothing can be said below a poll of Discord's own, and a tap tells no language."""
    await (await hafen.people.slash("anna", "sprache", sprache="deutsch")).answered()
    message = await hafen.asks(wer="known")
    await hafen.people.taps("anna", message["id"], 1)
    direct = hafen.people.direct("anna")
    await until(lambda: bool(direct.messages))
    [no] = [read(each["content"]) for each in direct.messages.values()]
    assert no.startswith("Hier stimmt nur ab, wer in Hafen bekannt ist.")


async def test_a_form_sent_twice(hafen: Hafen) -> None:
    opened = await hafen.people.slash("anna", "idee")
    form = await opened.answered()
    assert form["title"] == "Eine Idee für die Nachbarschaft einreichen"
    words = {"text": "Eine Bank am Kran, von der aus man die Schiffe sieht."}
    await (await hafen.people.submit("anna", opened, **words)).answered()
    again = await hafen.people.submit("anna", opened, **words)
    assert await again.text() == "Das habe ich schon; einmal genügt."


async def test_a_command_and_a_button_that_are_no_more(hafen: Hafen) -> None:
    known = hafen.stage.world.commands
    known.append(known[0] | {"name": "dance", "id": "1", "options": []})
    gone = "Das kenne ich nicht mehr. /hilfe zeigt, was ich kann."
    assert await (await hafen.people.slash("anna", "dance")).text() == gone
    old = dict(await hafen.asks(**HIDDEN)) | {"id": "1"}
    assert await (await hafen.people.press("anna", old, "Park")).text() == gone


async def test_a_channel_in_which_bude_may_not_write(hafen: Hafen) -> None:
    hafen.stage.world.hafen.silent = True
    asked = await hafen.people.slash("anna", "umfragen")
    assert "Übrigens: In diesem Kanal darf ich nicht schreiben" in await asked.text()
    assert asked.private


async def test_too_late_to_be_answered(hafen: Hafen) -> None:
    hafen.discord.interactions.deadline = -1.0
    await hafen.people.slash("anna", "abstimmen", umfrage="7", antwort="1")
    direct = hafen.people.direct("anna")
    await until(lambda: bool(direct.messages))
    told = [read(each["content"]) for each in direct.messages.values()]
    assert told[0] == "Umfrage 7 gibt es hier nicht. /umfragen zeigt alle offenen."


async def test_what_is_asked_back_has_a_german_button(hafen: Hafen) -> None:
    """A message tells no language but by its words."""
    await hafen.asks()
    await hafen.stage.whispers("anna", "abstimmen 1")
    direct = hafen.people.direct("anna")

    async def asked() -> dict[str, Any] | None:
        found = [each for each in direct.messages.values() if each["components"]]
        return found[0] if found else None

    question = await hafen.at_last(asked)
    assert "Welche Antwort nimmst du?" in question["content"]
    assert labels(question) == ["Antworten"]


async def test_the_help_names_the_menu_of_a_message(hafen: Hafen) -> None:
    explained = await (await hafen.people.slash("anna", "hilfe", befehl="idee")).text()
    assert "Als Idee einreichen: im Menü der Nachricht, unter „Apps“" in explained
    assert "antworten" not in explained
