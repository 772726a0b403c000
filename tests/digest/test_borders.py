"""Between two digests nothing falls through, and nothing is told twice."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.incoming import Text
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    LAMP,
    NEXT_FRIDAY,
    bench_for_rosi,
    got,
    it_is,
    news_for_rosi,
    officer,
    rosi_has_heard,
    subscriptions,
)
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

POLL = 'poll "Where to?" "Park" "Square" closes="Wednesday 12:00"'
SECOND = timedelta(seconds=1)


def letters(matrix: FakePlatform) -> list[str]:
    """Rosi's, as she reads them."""
    return [told(each) for each in got(matrix)]


@pytest.mark.parametrize(
    "before", [timedelta(0), SECOND, timedelta(seconds=59), timedelta(minutes=1)]
)
async def test_what_happens_at_the_last_moment_is_told_once(
    app: App, matrix: FakePlatform, clock: Clock, before: timedelta
) -> None:
    await news_for_rosi(app, matrix)
    clock.now = FRIDAY - before
    await matrix.says("anna", BENCH)
    await it_is(app, clock, FRIDAY)
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, NEXT_FRIDAY)
    for thing in ("A bench", "A lamp"):
        assert sum(letter.count(thing) for letter in letters(matrix)) == 1


async def test_what_another_bude_is_still_writing_comes_with_the_next(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """It is dated a moment before it can be read."""
    await news_for_rosi(app, matrix)
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, FRIDAY)
    clock.now = FRIDAY - 2 * SECOND
    await matrix.says("anna", BENCH)
    await it_is(app, clock, NEXT_FRIDAY)
    first, second = letters(matrix)
    assert "A bench" not in first
    assert "A bench" in second


async def test_what_has_happened_at_the_moment_of_asking_is_told(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await rosi_has_heard(app, matrix, clock)
    assert "A bench" in letters(matrix)[0]


async def test_a_result_that_waited_for_somebody_who_was_away_is_told_when_it_is_known(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """The poll is over on Wednesday, but nobody listens until Friday evening."""
    await news_for_rosi(app, matrix)
    await matrix.says("anna", POLL)
    await matrix.says("mehmet", LAMP)
    clock.now = FRIDAY
    await app.send_digests()
    await app.postman.round()
    await it_is(app, clock, FRIDAY + timedelta(hours=2))
    assert told(matrix.posts()[-1]).startswith("Poll 1 has closed")
    await it_is(app, clock, NEXT_FRIDAY)
    first, second = letters(matrix)
    assert "Results of polls" not in first
    assert "Results of polls\nPoll 1: Where to?" in second


async def test_an_idea_of_a_catch_up_is_told_though_it_was_said_before_the_last_digest(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, FRIDAY)
    clock.forward(minutes=5)
    said_at = FRIDAY - timedelta(minutes=1)
    heard = matrix.incoming("anna", Text("idea A bench at the quay"), said_at=said_at)
    await matrix.hears([heard])
    await it_is(app, clock, NEXT_FRIDAY)
    assert [letter.count("A bench") for letter in letters(matrix)] == [0, 1]


async def test_after_a_month_of_silence_there_is_one_for_all_of_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    clock.now = NEXT_FRIDAY - timedelta(days=1)
    await matrix.says("mehmet", LAMP)
    back = NEXT_FRIDAY + timedelta(days=24, hours=3)
    await it_is(app, clock, back)
    await it_is(app, clock, back + timedelta(hours=1))
    [letter] = letters(matrix)
    assert "A bench" in letter
    assert "A lamp" in letter
    [rosis] = await subscriptions(app)
    assert rosis.due == NEXT_FRIDAY + timedelta(days=28)


async def test_after_an_empty_week_nothing_is_forgotten_about_the_one_before(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await officer(matrix)
    await it_is(app, clock, FRIDAY)
    await matrix.says("anna", BENCH)
    await it_is(app, clock, NEXT_FRIDAY)
    [letter] = letters(matrix)
    assert "What has happened since 22 November 2026" in letter


async def test_who_changes_how_often_hears_everything_once(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    clock.forward(days=1)
    await matrix.whispers("rosi", "digest daily")
    await it_is(app, clock, FRIDAY - timedelta(days=1))
    await matrix.whispers("rosi", "digest monthly")
    await matrix.says("mehmet", LAMP)
    await it_is(app, clock, FRIDAY)
    assert len(letters(matrix)) == 1
    await it_is(app, clock, NEXT_FRIDAY)
    first, second = letters(matrix)
    assert ("A bench" in first, "A lamp" in first) == (True, False)
    assert ("A bench" in second, "A lamp" in second) == (False, True)
