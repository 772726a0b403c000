"""Somebody presses a button before Bude knows that its post stands there."""

from functools import partial
from typing import Any

import pytest

from adapters.discord import listening
from bot.incoming import Picked
from tests.adapters.discord.hafen import BENCH, Hafen
from tests.adapters.stage import until


async def test_the_press_counts_however_long_the_database_takes(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENT", (0.05,) * 100)
    postman, known = hafen.app.postman, hafen.app.postman._done
    news: list[dict[str, Any]] = []
    asked = await hafen.people.slash("mo", "poll", **(BENCH | {"results": "after"}))
    await asked.answered()
    monkeypatch.setattr(postman, "_done", lambda session, **given: news.append(given))
    await postman.round(["discord"])
    message = next(each for each in hafen.room.values() if each["components"])
    pressed = await hafen.people.press("anna", message, "Park")
    await until(lambda: presses(hafen) > len(listening.SOON) + 1)
    for given in news:
        await hafen.app.writer.do(partial(known, **given))
    assert "Your vote counts" in await pressed.text()
    await hafen.counts(1, 0, 0)


def presses(hafen: Hafen) -> int:
    return sum(isinstance(heard.said, Picked) for heard, _ in hafen.stage.ear.replies)
