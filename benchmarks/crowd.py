"""A local Discord in a process of its own, and the crowd at it; told what to do in JSON."""

import asyncio
import json
import sys
from typing import Any, TypeAlias

from tests.discord_server.interactions import Asked
from tests.discord_server.neighbours import Neighbours, components
from tests.discord_server.server import Discord

Json: TypeAlias = dict[str, Any]


class Crowd:
    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.people = Neighbours(discord)

    async def ask(self, question: str, answer: str) -> Json:
        """A poll with results after the end, which is a ballot of Bude's own."""
        asked = await self.people.slash(
            "mo", "poll", question=question, answer=answer, results="after"
        )
        await asked.answered()
        while not (found := self._standing(question)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
        return {"message": found["id"]}

    def _standing(self, question: str) -> Json | None:
        for each in self.discord.world.hafen.messages.values():
            if question in each["content"] and components(each):
                return each
        return None

    async def press(self, message: str, count: int, at_once: int) -> Json:
        """So many people press; `took` is how long each waited for an answer, in seconds."""
        turn = asyncio.Semaphore(at_once)

        async def one(number: int) -> Asked:
            async with turn:
                shown = self.discord.world.hafen.messages[message]
                label = f"{number % 3 + 1}. "
                pressed = await self.people.press(f"Neighbour {number}", shown, label)
                try:
                    await pressed.answered(6)
                except TimeoutError:
                    return pressed
                return pressed

        started = asyncio.get_running_loop().time()
        pressed = await asyncio.gather(*(one(number) for number in range(count)))
        whole = asyncio.get_running_loop().time() - started
        late = [each for each in pressed if each.took is None or each.took > 3]
        took = [each.took for each in pressed if each.took is not None]
        return {"late": len(late), "took": took, "whole": whole}

    async def problems(self) -> Json:
        return {"problems": self.discord.problems[:5]}


async def main() -> None:
    loop = asyncio.get_running_loop()
    # Whether every word is right is for the tests; here it would only keep people waiting.
    async with Discord(validating=False) as discord:
        crowd = Crowd(discord)
        for number in range(3000):
            crowd.people.person(f"Neighbour {number}")
        about = {
            "api": discord.api,
            "gateway": discord.gateway.url,
            "token": discord.token,
            "room": discord.world.hafen.id,
            "mo": crowd.people.person("mo").id,
        }
        print(json.dumps(about), flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            wish = json.loads(line)
            answer = await getattr(crowd, wish.pop("do"))(**wish)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
