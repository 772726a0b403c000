"""Whoever is forgotten has no vote in a secret poll any more, also if its key is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from polls.models import Owed
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import FIVE, SECRET, later, met, told, votes

SIX = (*FIVE, "karl")


@contextmanager
def key_away(app: App) -> Iterator[None]:
    [key] = app.store.keys.folder.glob("*.key")
    away = key.rename(key.with_suffix(".away"))
    yield
    away.rename(key)


@beginning
async def all_vote(app: App, matrix: FakePlatform, line: str = SECRET) -> None:
    await met(matrix, *SIX)
    await matrix.says("mo", line)
    for who in SIX:
        await votes(matrix, who, "1")


async def tick(app: App) -> None:
    for each in app.ticks():
        if each.name in ("what is owed", "running totals"):
            await each.look()


async def so_far(matrix: FakePlatform) -> str:
    return told(await matrix.says("mo", "results 1")).rpartition("Votes so far: ")[2]


async def owed(app: App) -> int:
    def look(session: Session) -> int:
        return len(session.scalars(select(Owed)).all())

    return await app.writer.do(look)


async def test_they_are_told_what_is_left_to_do_and_it_is_done(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await all_vote(app, matrix)
    with key_away(app):
        said = told(await matrix.whispers("karl", "forget me for sure"))
        assert "I have forgotten you" in said
        assert "there is a secret poll that I cannot open at the moment" in said
        await tick(app)
        assert await so_far(matrix) == "6."
    await tick(app)
    assert (await so_far(matrix), await owed(app)) == ("5.", 0)
    await later(app, clock, days=3)
    assert "Park: 5 votes" in told(matrix.posts()[-1])


async def test_with_the_key_there_nothing_is_left_to_say(
    app: App, matrix: FakePlatform
) -> None:
    await all_vote(app, matrix)
    said = told(await matrix.whispers("karl", "forget me for sure"))
    assert "cannot open" not in said
    assert await so_far(matrix) == "5."


async def test_who_comes_back_and_votes_again_keeps_that_vote(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await all_vote(app, matrix)
    with key_away(app):
        await matrix.whispers("karl", "forget me for sure")
    clock.forward(minutes=1)
    await met(matrix, "karl")
    assert "Your vote counts" in await votes(matrix, "karl", "2")
    await tick(app)
    await later(app, clock, days=3)
    assert "Park: 5 votes\nSquare: 1 vote" in told(matrix.posts()[-1])


async def test_it_is_done_at_the_end_at_the_latest(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await all_vote(app, matrix)
    with key_away(app):
        await matrix.whispers("karl", "forget me for sure")
    await later(app, clock, days=3)
    assert "Park: 5 votes" in told(matrix.posts()[-1])
    assert await owed(app) == 0


async def test_nothing_is_left_of_it_if_the_key_never_comes_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await all_vote(app, matrix)
    [key] = app.store.keys.folder.glob("*.key")
    key.unlink()
    await matrix.whispers("karl", "forget me for sure")
    await later(app, clock, days=4)
    assert "the key to this secret poll was lost" in told(matrix.posts()[-1])
    assert await owed(app) == 0


async def test_whoever_is_not_known_any_more_meanwhile_does_not_count(
    app: App, matrix: FakePlatform
) -> None:
    await met(matrix, *SIX)
    for who in SIX:
        await matrix.says("mo", f"vouch @{who}")
    await all_vote(app, matrix, f"{SECRET} who=known")
    with key_away(app):
        await matrix.says("mo", "unvouch @karl")
    await tick(app)
    assert await so_far(matrix) == "5."


async def test_mydata_says_that_it_cannot_look(app: App, matrix: FakePlatform) -> None:
    await all_vote(app, matrix)
    with key_away(app):
        kept = told(await matrix.whispers("karl", "mydata"))
        assert "secret; at the moment I cannot see whether you have voted" in kept
    assert "secret; you have voted" in told(await matrix.whispers("karl", "mydata"))
