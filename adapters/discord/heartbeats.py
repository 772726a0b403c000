"""The threads in which discord.py keeps its line alive."""

import threading
from collections.abc import Iterator

import discord
from discord.gateway import KeepAliveHandler


def end(client: discord.Client) -> None:
    """discord.py forgets the one of a line that was still being opened."""
    for heartbeat in of(client):
        heartbeat.stop()


def of(client: discord.Client) -> Iterator[KeepAliveHandler]:
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws._connection is client._connection:
            yield thread
