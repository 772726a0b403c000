"""How far throwaway accounts move a result, through the real router.

40 known neighbours vote in two polls, one for known neighbours and one for everybody. Then 300
throwaway accounts do what they can: vote, link, vouch for each other and for anybody, guess
codes, part, vote again, and come back under new names. The same two polls without them stand
beside it. At the end two neighbours help them, to see how many steps a false vote takes.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address, Identity, Incoming, Text
from polls import closing, results
from polls.models import Poll
from polls.tally import Tally

NEIGHBOURS, THROWAWAYS = 40, 300
FOR_PARK = 25
VERIFIED, OPEN = 1, 2
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOM = Address("matrix", "!hafen:bench")
CODE = re.compile(r"(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}")


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class Street:
    """A Bude, and whoever speaks to it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self._numbers = count(1)
        settings = Settings(
            admins=("matrix:@mo:bench",),
            store=StoreSettings(f"sqlite:///{folder}/bude.db"),
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={
                "hafen": NeighbourhoodSettings("Hafen", "dortmund", (f"matrix:{ROOM.target}",))
            },
        )
        self.app = App(settings, [], self.clock)
        self.app.prepare()

    async def say(self, who: str, line: str, *, alone: bool = False) -> str:
        at = Address("matrix", f"!alone-{who}:bench") if alone else ROOM
        said = Incoming(
            Identity("matrix", f"@{who}:bench", who),
            at,
            f"${next(self._numbers)}",
            Text(line),
            private=alone,
        )
        [reply] = await self.app.router.hear([said])
        if reply is None:
            return ""
        buttons = [button.line for button in reply.post.buttons]
        return "\n".join([reply.post.text, *buttons])

    async def each(self, names: Iterable[str], line: str, *, alone: bool = False) -> list[str]:
        return [await self.say(name, line, alone=alone) for name in names]

    async def tally(self, number: int) -> Tally:
        def look(session: Session) -> Tally:
            shown = results.shown(session, session.get_one(Poll, number))
            assert isinstance(shown, Tally)
            return shown

        return await self.app.writer.do(look)

    async def close_polls(self) -> None:
        self.clock.now += timedelta(days=8)
        await self.app.writer.do(lambda session: closing.close_due(session, self.clock.now))


async def furnish(street: Street) -> None:
    """Half of the neighbours have a code from the letterbox; a moderator knows the others."""
    neighbours = [f"n{number}" for number in range(NEIGHBOURS)]
    await street.each(neighbours, "polls")
    half = NEIGHBOURS // 2
    said = await street.say("mo", f"codes {half}", alone=True)
    codes = [line for line in said.splitlines() if CODE.fullmatch(line)]
    for name, code in zip(neighbours, codes, strict=False):
        assert "known" in await street.say(name, f"redeem {code}", alone=True)
    for name in neighbours[half:]:
        assert "known" in await street.say("mo", f"vouch @{name}:bench")
    street.clock.now += timedelta(days=1)
    for who in ("known", "everybody"):
        await street.say("mo", f'poll "Where?" "Park" "Square" who={who} closes="in 7 days"')
    for number, name in enumerate(neighbours):
        choice = 1 if number < FOR_PARK else 2
        for poll in (VERIFIED, OPEN):
            assert "counts" in await street.say(name, f"vote {poll} {choice}")


async def attack(street: Street) -> int:
    """All that throwaway accounts can do by themselves; returns how many steps that took."""
    socks = [f"s{number}" for number in range(THROWAWAYS)]
    steps = 0
    for line in ("vote 1 2", "vote 2 2", "vouch @s0:bench", "vouch @s1:bench", "known"):
        steps += len(await street.each(socks, line))
    for line in ("link AAAA-BBBB-CCCC", "redeem AAAA-BBBB-CCCC", "codes 5", "vouches"):
        steps += len(await street.each(socks, line, alone=True))
    linking = socks[: THROWAWAYS // 3]
    for one, other in zip(linking[::2], linking[1::2], strict=False):
        steps += await _link(street, one, other)
        await street.each((one, other), "vote 1 2")
        await street.say(other, "unlink", alone=True)
        await street.each((one, other), "vote 1 2")
        await street.each((one, other), "vote 2 2")
        steps += 7
    again = [f"again{number}" for number in range(THROWAWAYS)]
    for line in ("vote 1 2", "vote 2 2"):
        steps += len(await street.each(again, line))
    return steps


async def _link(street: Street, one: str, other: str) -> int:
    code = CODE.search(await street.say(one, "link", alone=True))
    assert code
    entered = await street.say(other, f"link {code[0]}", alone=True)
    number = re.search(r"confirm (\d+)", entered)
    assert number
    await street.each((one, other), f"confirm {number[1]}", alone=True)
    return 4


async def helped(street: Street) -> dict[str, int]:
    """Two known neighbours vouch for throwaway accounts. How many become known in the first
    month, how many in the second, and what one moderator needs to undo all of it."""
    made = {}
    helpers = ["n0", "n1"]
    fresh = (f"friend{number}" for number in count())
    friends: list[str] = []
    for month in ("first_month", "second_month"):
        new: list[str] = []
        vouchers = [*helpers, *friends]
        while len(vouchers) >= 2:
            name = next(fresh)
            await street.say(name, "polls")
            said = [await street.say(who, f"vouch @{name}:bench") for who in vouchers[:2]]
            refused = [
                who for who, each in zip(vouchers, said, strict=False) if "Thank" not in each
            ]
            vouchers = [who for who in vouchers if who not in refused]
            if not refused:
                new.append(name)
        friends += new
        made[month] = len(new)
        street.clock.now += timedelta(days=30)
    return made


def shift(before: Tally, after: Tally) -> float:
    """By how much of the whole the winner's share moved."""
    shares = [tally.counts[0] / tally.turnout for tally in (before, after)]
    return round(abs(shares[0] - shares[1]), 3)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        street = Street(Path(folder))
        await furnish(street)
        before = {poll: await street.tally(poll) for poll in (VERIFIED, OPEN)}
        steps = await attack(street)
        await street.close_polls()
        after = {poll: await street.tally(poll) for poll in (VERIFIED, OPEN)}
        friends = await helped(street)
        await street.app.close()
    for poll, name in ((VERIFIED, "known neighbours"), (OPEN, "everybody")):
        print(f"{name:>17}: {before[poll].counts} became {after[poll].counts}")
    apart = after[OPEN].apart
    false_votes = after[OPEN].turnout - before[OPEN].turnout
    print(f"false votes in the open poll: {false_votes}, shown apart: {apart and apart.counts}")
    print(f"without what is shown apart: {after[OPEN].rest.counts}")
    print(f"steps of the attack: {steps}; with two neighbours helping, known: {friends}")
    figures = {
        "verified_shift": shift(before[VERIFIED], after[VERIFIED]),
        "open_shift": shift(before[OPEN], after[OPEN]),
        "shown_apart": round((apart.turnout if apart else 0) / max(false_votes, 1), 3),
        "steps_for_nothing": steps,
        "helpers_for_one_vote": 2,
        "known_by_two_helpers_in_a_month": friends["first_month"],
        "and_in_the_next": friends["second_month"],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
