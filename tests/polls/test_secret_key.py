"""The key of a secret poll: destroyed after the end, and what if it is lost."""

from datetime import timedelta

from bot.app import App
from polls import unsealing
from tests.fakes import Clock, FakePlatform
from tests.polls.conftest import asked_in_secret, five_for_the_park
from tests.scenes import SECRET, ballots, keys, later, poll_of, told, votes


async def test_it_is_destroyed_after_a_crash_between_closing_and_that(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", SECRET)
    await matrix.says("mo", "close 1 Enough.")
    # Here Bude was killed.
    [_] = keys(app)
    await app.destroy_keys(unsealing.spent)
    assert keys(app) == []
    await app.destroy_keys(unsealing.spent)


async def test_one_that_is_left_over_goes_after_a_while(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """A poll came to nothing after its key was made."""
    await matrix.says("anna", SECRET)
    [kept] = keys(app)
    app.store.keys.make()
    await app.tidy()
    assert len(keys(app)) == 2
    clock.now += timedelta(days=20_000)
    await app.tidy()
    assert keys(app) == [kept]


async def test_one_that_is_lost_holds_up_voting_until_it_is_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asked_in_secret(app, matrix)
    await votes(matrix, "anna", "1")
    [file] = app.store.keys.folder.glob("*.key")
    key = file.read_bytes()
    for wrong in (None, b"short", bytes(32)):
        file.unlink(missing_ok=True)
        if wrong:
            file.write_bytes(wrong)
        assert "The key of this secret poll cannot be found" in await votes(matrix, "anna", "2")
        closed = told(await matrix.says("mo", "close 1 Enough."))
        assert "The key of this secret poll cannot be found" in closed
    file.write_bytes(key)
    assert "Your vote counts." in await votes(matrix, "anna", "2")


async def test_it_is_waited_for_a_day_then_nobody_learns_anything(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await five_for_the_park(app, matrix)
    [file] = app.store.keys.folder.glob("*.key")
    file.unlink()
    await later(app, clock, days=3, hours=23)
    assert (await poll_of(app)).state == "open"
    await later(app, clock, hours=1)
    result = told(matrix.posts()[-1])
    assert "It cannot be counted, because the key to this secret poll was lost." in result
    assert "People who voted: 5" in result
    assert await ballots(app) == []
