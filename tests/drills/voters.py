"""Neighbours who vote as fast as they can, in a process that may be killed at any moment.

Reads lines `URL FIRST` and forks a process for each, because importing everything anew would
take longer than the drill. That one prints its pid, then every vote when it is confirmed.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime

from bot.adapter import Receipt
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address, Call
from bot.posts import Post
from tests.fakes import FakePlatform

AT_ONCE = 8


class Mute(FakePlatform):
    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        return Receipt((key,))


def settings(url: str) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ("matrix:#hafen",))
    return Settings(
        store=StoreSettings(url),
        cities={"dortmund": CitySettings("Dortmund", language="en")},
        neighbourhoods={"hafen": hafen},
    )


def option_of(number: int) -> int:
    return 1 + number % 2


async def vote(app: App, platform: FakePlatform, number: int) -> None:
    call = Call("vote", {"poll": 1, "choices": (option_of(number),)})
    await platform.says(f"n{number}", call, message_id=f"vote{number}")
    os.write(1, f"{number}\n".encode())


async def vote_on(url: str, first: int) -> None:
    platform = Mute("matrix")
    app = App(settings(url), [platform], lambda: datetime.now(UTC))
    app.prepare()
    platform.inbox = app.router
    await platform.says("anna", 'poll "Where?" "Park" "Square"', message_id="the poll")
    while True:
        some = range(first, first + AT_ONCE)
        await asyncio.gather(*(vote(app, platform, number) for number in some))
        first += AT_ONCE


def main() -> None:
    for line in sys.stdin:
        url, first = line.split()
        pid = os.fork()
        if pid == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            asyncio.run(vote_on(url, int(first)))
        os.waitpid(pid, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
