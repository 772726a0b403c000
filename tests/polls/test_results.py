"""Results: live, or hidden from everybody until the end; and as running totals."""

from bot.adapter import DeliveryFailed
from bot.app import App
from bot.outbox import Letter
from polls import closing
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

OPEN = 'poll "Where?" "Park" "Square"'
HIDDEN = OPEN + " results=after"


async def votes(matrix: FakePlatform) -> None:
    for who, answer in (("anna", 2), ("mehmet", 2), ("charlie", 1)):
        await matrix.says(who, f"vote 1 {answer}")


async def test_live_results(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", OPEN)
    await votes(matrix)
    assert told(await matrix.says("charlie", "results 1")) == (
        "Poll 1: the votes so far\n"
        "Where?\n"
        "Square: 2 votes\n"
        "Park: 1 vote\n"
        "People who voted: 3\n"
        "Open until: Sunday, 29 November 2026 at 12:00"
    )


async def test_hidden_results_are_hidden_from_everybody(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", HIDDEN)
    await votes(matrix)
    for who in ("anna", "charlie", "mo"):
        assert told(await matrix.says(who, "results 1")) == (
            "The result of this poll is shown to everybody at the same time, on Sunday, "
            "29 November 2026 at 12:00. Votes so far: 3."
        )
    await later(app, clock, minutes=1)
    said = [told(await matrix.says("mo", line)) for line in ("polls", "polls 1", "log")]
    said += [told(shown.post) for room in (matrix, discord) for shown in room.shown.values()]
    letters = await app.writer.do(lambda session: [each.post for each in session.query(Letter)])
    for each in said + letters:
        for secret in ("Park 1", "Square 2", "Park: 1", "Square: 2", "2 votes", "Most"):
            assert secret not in each
    assert "So far: 3 people have voted" in told(discord.posts()[-1])
    await later(app, clock, days=7)
    assert "Square: 2 votes\nPark: 1 vote" in told(discord.posts()[-1])
    assert "Square: 2 votes" in told(await matrix.says("charlie", "results 1"))


async def test_one_person_has_voted(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("anna", HIDDEN)
    await matrix.says("anna", "vote 1 1")
    await later(app, clock)
    assert "So far: 1 person has voted" in told(matrix.posts()[-1])


async def test_running_totals_are_edits(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", OPEN)
    await later(app, clock)
    assert "So far" not in told(matrix.posts()[-1])
    await votes(matrix)
    await later(app, clock, seconds=5)
    for room in (matrix, discord):
        [shown] = room.shown.values()
        assert shown.edits == 1
        assert "So far: Park 1, Square 2" in told(shown.post)
    await later(app, clock, seconds=5)
    assert [shown.edits for shown in matrix.shown.values()] == [1]
    await matrix.says("charlie", "withdraw 1")
    await later(app, clock, seconds=5)
    assert "So far: Park 0, Square 2" in told(matrix.posts()[-1])


async def test_totals_that_wait_become_one_edit(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", OPEN)
    await later(app, clock)
    matrix.broken = DeliveryFailed("away")
    for answer in (1, 2, 1, 2):
        await matrix.says("anna", f"vote 1 {answer}")
        await later(app, clock, seconds=5)
    matrix.broken = None
    clock.forward(minutes=10)
    await app.writer.do(lambda session: closing.refresh(session, clock.now))
    await app.postman.round()
    [shown] = matrix.shown.values()
    assert shown.edits == 1
    assert "So far: Park 0, Square 1" in told(shown.post)
