"""Real statements through collecting, triage and the desk, decided as people decided them.

    python -m benchmarks.klimarat klimarat-wohnen-comments.csv

takes a file of statements as Polis exports them ("moderated": 1 was accepted, -1 rejected by
people). Data was gathered using the Polis software (compdemocracy.org/polis) and is
sub-licensed under CC BY 4.0 with Attribution to The Computational Democracy Project.
"""

import asyncio
import csv
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Address, Call, Identity, Incoming, Text
from bot.posts import Reply
from ideas import likeness, similar
from ideas.likeness import folded
from moderation.models import Case

ROOM = Address("matrix", "!hafen:bench")
# Everything is read first, as at the Klimarat; a burst of one author's is let through.
RULES = {"desk": {"rule": "all"}, "ideas": {"most_an_hour": 1_000}}
SHOWN = 20


@dataclass(frozen=True)
class Statement:
    at: datetime
    author: str
    text: str
    accepted: bool


@dataclass
class Seen:
    """What became of the statements on their way; `named` are those beside which moderators saw
    others that are alike, `likely` those called likely the same. By whether people accepted."""

    refused: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    alike: Counter[bool] = field(default_factory=Counter)
    named: Counter[bool] = field(default_factory=Counter)
    likely: Counter[bool] = field(default_factory=Counter)
    cases: int = 0


def read(path: Path) -> list[Statement]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_statement(row) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda each: each.at)


def _statement(row: dict[str, str]) -> Statement:
    at = datetime.fromtimestamp(int(row["timestamp"]) / 1000, UTC)
    accepted = row["moderated"] == "1"
    return Statement(at, row["author-id"], row["comment-body"], accepted)


class Clock:
    now = datetime(2022, 4, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def app_on(folder: Path, clock: Clock) -> App:
    settings = Settings(
        admins=("matrix:@mo:bench",),
        store=StoreSettings(f"sqlite:///{folder}/bude.db"),
        cities={"dortmund": CitySettings("Dortmund", "en")},
        neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", (ROOM_NAME,))},
        rules={"dortmund": RULES},
    )
    app = App(settings, [], clock)
    app.prepare()
    return app


ROOM_NAME = f"{ROOM.platform}:{ROOM.target}"


async def through(app: App, clock: Clock, statements: Sequence[Statement]) -> Seen:
    seen = Seen()
    for number, each in enumerate(statements):
        clock.now = max(clock.now, each.at)
        reply = await _hear(app, f"@{each.author}:bench", _idea(each), f"${number}")
        if reply.post.ask:
            seen.alike[each.accepted] += 1
            new = _idea(each).with_argument("join", 0)
            reply = await _hear(app, f"@{each.author}:bench", new, f"${number}-new")
        if reply.refused:
            seen.refused[reply.post.text] += 1
        else:
            await _decide(app, each, number, seen)
    return seen


def _idea(each: Statement) -> Call:
    return Call("idea", {"text": each.text})


async def _hear(app: App, who: str, said: Call | Text, number: str) -> Reply:
    heard = Incoming(Identity("matrix", who, who), ROOM, number, said, locale="en")
    [reply] = await app.router.hear([heard])
    assert reply
    return reply


async def _decide(app: App, each: Statement, number: int, seen: Seen) -> None:
    """Mo does what people did then."""
    with app.store.begin() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        seen.held.update(case.held)
        seen.named[each.accepted] += bool(case.alike)
        seen.likely[each.accepted] += any(likely for _, _, likely in case.alike)
        seen.cases += 1
    said = f"approve {case.id}" if each.accepted else f"decline {case.id} As people did."
    await _hear(app, "@mo:bench", Text(said), f"$mo{number}")


# Likely duplicates, whether the earlier one was accepted or not


@dataclass(frozen=True)
class Pair:
    score: float
    earlier: Statement
    later: Statement


def pairs(statements: Sequence[Statement]) -> list[Pair]:
    """For each statement the one said before that is most like it, if it is alike at all."""
    words = [folded(each.text) for each in statements]
    found = []
    for later in range(1, len(words)):
        nearest = likeness.ranked(words[later], enumerate(words[:later]), similar.ALIKE)
        if nearest:
            earlier, score = nearest[0]
            found.append(Pair(score, statements[earlier], statements[later]))
    return sorted(found, key=lambda pair: -pair.score)


async def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    statements, clock = read(Path(sys.argv[1])), Clock()
    with tempfile.TemporaryDirectory(prefix="bude-bench-") as folder:
        app = app_on(Path(folder), clock)
        seen = await through(app, clock, statements)
        await app.close()
    found = [pair for pair in pairs(statements) if not pair.later.accepted]
    for number, pair in enumerate(found[:SHOWN], 1):
        was = "accepted" if pair.earlier.accepted else "rejected"
        print(f"{number}. {pair.score:.0f}\n   {pair.later.text}")
        print(f"   {was}: {pair.earlier.text}")
    for sentence, count in seen.refused.most_common():
        print(f"{count} refused: {sentence}")
    print(json.dumps(_figures(statements, seen, found)))


def _figures(
    statements: Sequence[Statement], seen: Seen, found: Sequence[Pair]
) -> dict[str, object]:
    return {
        "statements": len(statements),
        "rejected_by_people": sum(not each.accepted for each in statements),
        "refused": sum(seen.refused.values()),
        "cases": seen.cases,
        "held_because": dict(seen.held),
        "asked_whether_the_same": {
            "accepted": seen.alike[True],
            "rejected": seen.alike[False],
        },
        "alike_at_the_desk": {"accepted": seen.named[True], "rejected": seen.named[False]},
        "likely_the_same_at_the_desk": {
            "accepted": seen.likely[True],
            "rejected": seen.likely[False],
        },
        "rejected_and_alike": len(found),
        "rejected_and_likely_the_same": sum(pair.score >= similar.LIKELY for pair in found),
    }


if __name__ == "__main__":
    asyncio.run(main())
