"""A bare matrix-nio bot, as its documentation shows one: it notes every vote it hears.

`python nio_bot.py HOMESERVER USER DEVICE TOKEN FOLDER`, in an environment with matrix-nio[e2e].
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    RoomMessageText,
    SyncResponse,
    UnknownEvent,
)

RESPONSE = "org.matrix.msc3381.poll.response"


async def main(homeserver: str, user: str, device: str, token: str, folder: str) -> None:
    counted = Path(folder, "counted").open("a", buffering=1)  # noqa: ASYNC230, SIM115
    config = AsyncClientConfig(store_sync_tokens=True, encryption_enabled=True)
    client = AsyncClient(homeserver, user, device, store_path=folder, config=config)
    client.restore_login(user, device, token)

    async def hear(_room: Any, event: Any) -> None:
        said = event.type == RESPONSE if isinstance(event, UnknownEvent) else _votes(event)
        if said:
            counted.write(f"{event.event_id} {time.time()}\n")

    async def ready(_response: Any) -> None:
        Path(folder, "ready").touch()  # noqa: ASYNC240

    client.add_event_callback(hear, (RoomMessageText, UnknownEvent))
    client.add_response_callback(ready, SyncResponse)
    await client.sync_forever(timeout=30_000)


def _votes(event: Any) -> bool:
    return str(event.body).startswith("!vote ")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
