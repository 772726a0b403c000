"""What keeps a line to Discord alive."""

import threading
from collections.abc import Iterator

import discord
from discord.gateway import KeepAliveHandler


async def end(client: discord.Client) -> None:
    """With their lines: discord.py forgets one that was still being opened."""
    for heartbeat in of(client):
        heartbeat.stop()
        await heartbeat.ws.socket.close()


def of(client: discord.Client) -> Iterator[KeepAliveHandler]:
    """Each runs in a thread of its own."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is client._connection:
            yield thread
