"""Closing: by itself, early with a reason, and what the result says then."""

from datetime import UTC, datetime, timedelta

from bot.adapter import Cursor
from bot.app import App
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, poll_of, told

BENCH = 'poll "Where should the bench go?" "Park" "Square" closes="in 3 days"'
CLOSES = SUNDAY + timedelta(days=3)


async def listened(platform: FakePlatform, until: datetime) -> None:
    cursor = Cursor(platform.platform, until.isoformat(), until)
    await platform.hears([], cursor)


async def test_the_result_comes_to_every_room(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "vote 1 2")
    await discord.says("mehmet", "vote 1 2")
    await discord.says("charlie", "vote 1 1")
    await later(app, clock, days=3)
    for room in (matrix, discord):
        asked, result = room.posts()
        assert told(result) == (
            "Poll 1 has closed (unverified)\n"
            "Where should the bench go?\n"
            "Most votes: Square.\n"
            "Square: 2 votes\n"
            "Park: 1 vote\n"
            "People who voted: 3\n"
            "From accounts I have known only since the poll: Park 1, Square 1\n"
            "Unverified means: everybody with an account could vote; whether somebody has "
            "several, or lives elsewhere, I cannot tell\n"
            "What it decides: nothing by itself; it is advice\n"
            "Who answers: the moderators of Hafen, by 23 December 2026"
        ).replace("Square.\n", "Square.\n\n")
        assert asked.question
        assert asked.question.closed
        assert told(asked).endswith(
            "Closed: Wednesday, 25 November 2026 at 12:00\n"
            "Result (unverified): Most votes: Square.\n"
            "Votes: Park 1, Square 2\n"
            "From accounts I have known only since the poll: Park 1, Square 1\n"
            "What it decides: nothing by itself; it is advice\n"
            "Who answers: the moderators of Hafen, by 23 December 2026"
        )
    assert told(await matrix.says("charlie", "results 1")) == told(matrix.posts()[-1])


async def test_it_closes_once(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("anna", BENCH)
    await later(app, clock, days=3)
    await later(app, clock, days=1)
    assert len(matrix.posts()) == 2
    assert "Nobody voted." in told(matrix.posts()[-1])
    again = "This poll closed on Wednesday, 25 November 2026 at 12:00."
    assert told(await matrix.says("mo", "close 1 Once more")) == again


async def test_withdrawn_votes_do_not_count(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "vote 1 2")
    await matrix.says("anna", "withdraw 1")
    await later(app, clock, days=3)
    assert "Nobody voted." in told(matrix.posts()[-1])
    assert "People who voted: 0" in told(matrix.posts()[-1])


async def test_a_tie_is_called_one(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square" "Harbour" closes="in 3 days"')
    await matrix.says("anna", "vote 1 3")
    await matrix.says("mehmet", "vote 1 1")
    await later(app, clock, days=3)
    assert "A tie: Park / Harbour.\n\nPark: 1 vote\nHarbour: 1 vote\nSquare: 0 votes" in told(
        matrix.posts()[-1]
    )


async def test_a_quorum_is_reached_or_missed(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    for number in (1, 2):
        await matrix.says("anna", f"{BENCH} quorum=2")
        await matrix.says("anna", f"vote {number} 1")
    await matrix.says("mehmet", "vote 2 1")
    await later(app, clock, days=3)
    missed, reached = [told(post) for post in matrix.posts()[-2:]]
    assert "It does not count: 1 person voted, 2 were needed." in missed
    assert "Most votes: Park." in reached


class TestEarly:
    async def test_only_a_moderator_and_with_a_reason(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        for who in ("anna", "charlie"):
            refused = told(await matrix.says(who, "close 1 I have seen enough"))
            assert refused == "Only moderators may do this. Ask one of them in your room."
        asked = told(await matrix.says("mo", "close 1"))
        assert "Why is it closed early? Everybody will read it." in asked
        assert told(await matrix.says("mo", "The tree fell.")) == (
            "Poll 1 is closed. The result goes to all its rooms."
        )
        await later(app, clock)
        for post in matrix.posts():
            assert "Closed early: The tree fell." in told(post)
        assert "Mo closed poll 1 early: The tree fell." in told(
            await matrix.says("mo", "log", private=True)
        )
        assert (await poll_of(app)).closed_at == SUNDAY

    async def test_the_answer_is_promised_from_then_on(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        asked = BENCH.replace("3 days", "20 days")
        await matrix.says("anna", asked)
        await later(app, clock, days=1)
        await matrix.says("mo", "close 1 The tree fell.")
        await later(app, clock)
        for post in matrix.posts():
            assert "Who answers: the moderators of Hafen, by 21 December 2026" in told(post)

    async def test_voting_then_says_when_it_closed(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        await matrix.says("mo", "close 1 The tree fell.")
        clock.forward(minutes=5)
        closed = "This poll closed on Sunday, 22 November 2026 at 12:00."
        for line in ("vote 1 1", "withdraw 1", "reword 1 question=What?", "close 1 Again"):
            assert told(await matrix.says("mo", line)) == closed, line

    async def test_what_is_over_is_not_closed_early(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        clock.now = CLOSES
        assert "This poll closed on" in told(await matrix.says("mo", "close 1 At last"))
        assert (await poll_of(app)).reason is None


class TestAPlatformBehind:
    async def test_is_waited_for(
        self, app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        await listened(matrix, CLOSES)
        await listened(discord, CLOSES - timedelta(minutes=1))
        await later(app, clock, days=3, minutes=30)
        assert (await poll_of(app)).state == "open"
        in_time = CLOSES - timedelta(seconds=1)
        await discord.says("mehmet", "vote 1 2", said_at=in_time)
        await listened(discord, clock.now)
        await later(app, clock)
        assert (await poll_of(app)).closed_at == CLOSES
        assert "Most votes: Square." in told(matrix.posts()[-1])

    async def test_for_an_hour_at_most(
        self, app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        await listened(discord, SUNDAY)
        await later(app, clock, days=3, minutes=59)
        assert (await poll_of(app)).state == "open"
        await later(app, clock, minutes=1)
        assert (await poll_of(app)).state == "closed"

    async def test_but_not_where_the_poll_does_not_stand(
        self, app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says(
            "anna", 'umfrage "Wo?" "Park" "Platz" endet="3 Tage"', where="#holzen"
        )
        await listened(matrix, CLOSES)
        await listened(discord, SUNDAY)
        await later(app, clock, days=3)
        assert (await poll_of(app)).state == "closed"


async def test_the_hour_stays_on_the_wall_when_clocks_change(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    clock.now = datetime(2027, 3, 27, 17, 0, tzinfo=UTC)  # 18:00 in winter
    await matrix.says("anna", 'poll "Where?" "Park" "Square" closes="tomorrow 18:00"')
    assert (await poll_of(app)).closes == datetime(2027, 3, 28, 16, 0, tzinfo=UTC)
