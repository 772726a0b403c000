"""Two hundred neighbours at once, and the same rules for each."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import ColumnExpressionArgument, func, select

from bot.app import App
from polls import closing
from polls.models import Poll, State
from tests.bot.scene import broken, statements, teach, whisper
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, told

CALLERS = [f"neighbour{n}" for n in range(200)]


async def test_all_are_counted(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    await matrix.says("mo", 'poll "Where?" "Park" "Square" "Quay"')
    chosen = {who: n % 3 + 1 for n, who in enumerate(CALLERS)}
    votes = [matrix.says(who, f"vote 1 {answer}") for who, answer in chosen.items()]
    assert all("counts" in told(reply) for reply in await asyncio.gather(*votes))
    changes = [
        matrix.says(who, "withdraw 1" if n % 4 == 0 else f"vote 1 {n % 2 + 1}")
        for n, who in enumerate(CALLERS)
    ]
    nonsense = [discord.says(who, "vote 1 99") for who in CALLERS[:20]]
    await asyncio.gather(*changes, *nonsense)
    kept = Counter(n % 2 + 1 for n in range(200) if n % 4)
    assert await count(app, matrix) == [
        f"Square: {kept[2]} votes",
        f"Park: {kept[1]} votes",
        "Quay: 0 votes",
    ]


async def test_in_one_batch_too(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    heard = [matrix.incoming(who, f"vote 1 {answer}") for answer in (1, 2) for who in CALLERS]
    replies = await matrix.hears(heard + heard[:50])
    assert sum(reply is not None for reply in replies) == 400
    assert await count(app, matrix) == ["Square: 200 votes", "Park: 0 votes"]


async def test_what_many_vote_on_is_looked_up_together(app: App, matrix: FakePlatform) -> None:
    polls = (1, 2, 3)
    for number in polls:
        await matrix.says("mo", f'poll "Bench {number}?" "Park" "Square"')
    votes = [(who, f"vote {number} 2") for number in polls for who in CALLERS[:20]]
    await matrix.hears([matrix.incoming(*vote) for vote in votes])
    again = [matrix.incoming(*vote) for vote in votes]
    with statements(app.store) as sent:
        assert all("counts: Square" in told(reply) for reply in await matrix.hears(again))
    # On PostgreSQL each is held open, too.
    assert sum("FROM poll" in each and " FOR " not in each for each in sent) == 1


async def test_what_fails_among_many_votes_takes_none_of_them_along(
    app: App, matrix: FakePlatform
) -> None:
    teach(app, whisper(broken))
    await matrix.says("mo", 'poll "Where?" "Park" "Square"')
    await matrix.says("mo", 'poll "When?" "Now" "Never"')
    both = [(who, f"vote {number} 2") for number in (1, 2) for who in CALLERS[:20]]
    said = [matrix.incoming(*vote) for vote in both]
    said.insert(30, matrix.incoming("anna", "whisper psst"))
    replies = [told(reply) for reply in await matrix.hears(said)]
    assert "counts" not in replies.pop(30)
    assert all("counts" in reply for reply in replies)
    assert await count(app, matrix) == ["Square: 20 votes", "Park: 0 votes"]


async def test_a_poll_guessed_at_just_before_it_was_asked(
    app: App, matrix: FakePlatform
) -> None:
    lines = ("vote 1 1", 'poll "Where?" "Park" "Square"', "vote 1 2")
    before, _, after = await matrix.hears([matrix.incoming("anna", line) for line in lines])
    assert "There is no poll 1 here." in told(before)
    assert "Your vote counts: Square." in told(after)


async def test_many_that_end_together_let_others_speak(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert closing.AT_ONCE == 50
    monkeypatch.setattr(closing, "AT_ONCE", 5)
    ask = 'poll "Bench {}?" "Park" "Square" closes="in 1 hour"'
    asked = [matrix.incoming("charlie", ask.format(n)) for n in range(8)]
    await matrix.hears(asked)
    votes = [matrix.incoming("anna", f"vote {n} 1") for n in range(1, 9)]
    await matrix.hears(votes)
    for left in (3, 0):
        await app.writer.do(lambda session: closing.refresh(session, clock.now))
        assert await still(app, Poll.restless) == left
    clock.forward(hours=3)
    for left in (3, 0):
        await app.writer.do(lambda session: closing.close_due(session, clock.now))
        assert await still(app, Poll.state == State.OPEN) == left


async def still(app: App, condition: ColumnExpressionArgument[bool]) -> int:
    query = select(func.count()).select_from(Poll).where(condition)
    return await app.writer.do(lambda session: session.scalar(query) or 0)
