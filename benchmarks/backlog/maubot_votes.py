"""A maubot plugin that notes every vote it hears; maubot loads it beside its maubot.yaml."""

import time
from pathlib import Path
from typing import Any

from maubot import Plugin
from maubot.handlers import event
from mautrix.types import EventType

RESPONSE = EventType.find("org.matrix.msc3381.poll.response", EventType.Class.MESSAGE)
HERE = Path(__file__).parent


class Votes(Plugin):  # type: ignore[misc]
    async def start(self) -> None:
        (HERE / "ready").touch()

    @event.on(EventType.ROOM_MESSAGE)  # type: ignore[untyped-decorator]
    async def message(self, said: Any) -> None:
        if str(said.content.body).startswith("!vote "):
            _note(said.event_id)

    @event.on(RESPONSE)  # type: ignore[untyped-decorator]
    async def response(self, said: Any) -> None:
        _note(said.event_id)


def _note(event_id: str) -> None:
    with (HERE / "counted").open("a") as counted:
        counted.write(f"{event_id} {time.time()}\n")
