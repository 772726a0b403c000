"""A Discord to try Bude on: prints what belongs into config.toml, and you are a neighbour."""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.discord_server.playing import HOW, Playing
from tests.discord_server.server import Discord

PORT = 8042
TOKEN = Path("var/discord-here.token")

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
    await discord.start(port)
    playing = Playing(discord, print)
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
    loop = asyncio.get_running_loop()
    watching = asyncio.create_task(playing.watch())
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        await playing.does(line.strip())
    watching.cancel()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
