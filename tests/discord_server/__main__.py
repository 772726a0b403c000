"""A Discord to try Bude on: prints what belongs into config.toml, and you are a neighbour."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from tests.discord_server.playing import HOW, Playing
from tests.discord_server.server import Discord
from tests.servers.synapse import is_free

PORT = 8042
TOKEN = Path("var/discord-here.token")
# What was asked at the prompt gives way to what is shown.
CLEAR = "\r\x1b[K"

CONFIG = """\
This is a Discord of your own, with one channel called hafen. Into config.toml:

admins = ["discord:{mo}"]  # Mo

[discord]
token_file = "{token}"
api = "{api}"
gateway = "{gateway}"

[cities.dortmund]
name = "Dortmund"

[neighbourhoods.hafen]
name = "Hafen"
city = "dortmund"
rooms = ["discord:{room}"]

Then `make run` in another terminal.
"""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    port = parser.parse_args().port
    discord = Discord()
    await discord.start(port if is_free(port) else 0)
    playing = Playing(discord, lambda words: print(f"{CLEAR}{words}"))
    await asyncio.to_thread(_keep, discord.token)
    print(
        CONFIG.format(
            mo=playing.people.person("mo").id,
            token=TOKEN,
            api=discord.api,
            gateway=discord.gateway.url,
            room=discord.world.hafen.id,
        )
    )
    print(HOW)
    try:
        await _listen(playing)
    finally:
        await discord.stop()


def _keep(token: str) -> None:
    TOKEN.parent.mkdir(exist_ok=True)
    TOKEN.write_text(token, "utf-8")


async def _listen(playing: Playing) -> None:
    watching = asyncio.create_task(playing.watch())
    typed = _typed()
    _ask(playing)
    while not playing.is_over and (line := await typed.readline()):
        await playing.does(line.decode().strip())
        _ask(playing)
    watching.cancel()


def _typed() -> asyncio.StreamReader:
    """No thread waits for the keyboard, for it would keep Ctrl-C waiting, too."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    keyboard = sys.stdin.fileno()

    def read() -> None:
        if some := os.read(keyboard, 4096):
            reader.feed_data(some)
        else:
            loop.remove_reader(keyboard)
            reader.feed_eof()

    loop.add_reader(keyboard, read)
    return reader


def _ask(playing: Playing) -> None:
    print(f"{CLEAR}{playing.prompt}", end="", flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
