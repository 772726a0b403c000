"""Letters arrive: once, in order, however often it takes."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import postman
from bot.adapter import Capability, DeliveryFailed, Receipt
from bot.app import App
from bot.incoming import Address, Picked
from bot.outbox import Letter, State
from bot.postman import GIVE_UP, LONGEST_WAIT
from bot.posts import Post
from tests.bot.mail import ELSEWHERE, letter, send, shown
from tests.bot.scene import letters, words
from tests.fakes import Clock, FakePlatform

BENCH = 'poll "Where should the bench go?" "Park" "Square"'


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "bot.postman")


async def test_what_waits_arrives(app: App, matrix: FakePlatform) -> None:
    send(app, "a", "b", "c")
    assert await app.postman.round() == 3
    assert shown(matrix) == ["a", "b", "c"]
    assert await app.postman.round() == 0
    assert {each.state for each in letters(app.store)} == {State.SENT}


async def test_more_than_fit_in_one_bag_arrive_in_order(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert postman.AT_ONCE == 50
    monkeypatch.setattr(postman, "AT_ONCE", 5)
    many = [f"{n:02}" for n in range(12)]
    send(app, *many)
    assert await app.postman.round() == 12
    assert shown(matrix) == many


# For now, and for good


async def test_what_fails_for_now_is_tried_again_later_and_later(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    send(app, "a")
    matrix.broken = DeliveryFailed("busy")
    waits: list[timedelta] = []
    for attempt in range(1, 13):
        await app.postman.round()
        assert letter(app, "a").attempts == attempt
        assert letter(app, "a").failure == "busy"
        waits.append(letter(app, "a").due - clock())
        await app.postman.round()
        assert matrix.attempts == attempt
        clock.now = letter(app, "a").due
    assert all(
        timedelta(seconds=0.75 * 2**n) <= wait <= timedelta(seconds=2**n)
        for n, wait in enumerate(waits[:8], 1)
    )
    assert all(0.75 * LONGEST_WAIT <= wait <= LONGEST_WAIT for wait in waits[8:])
    matrix.broken = None
    assert await app.postman.round() == 1
    assert letter(app, "a").failure is None


async def test_that_a_platform_is_away_is_said_once_and_so_is_that_it_is_back(
    app: App, matrix: FakePlatform, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.postman")
    send(app, "a")
    send(app, "b", to=ELSEWHERE)
    matrix.broken = DeliveryFailed("cannot connect", away=True)
    for _ in range(3):
        await app.postman.round()
        clock.forward(minutes=6)
    matrix.broken = None
    assert await app.postman.round() == 2
    assert caplog.messages == [
        "letters to matrix wait, it cannot be reached: cannot connect",
        "letters to matrix go out again",
    ]


async def test_a_platform_may_say_how_long_to_wait(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    send(app, "a")
    matrix.broken = DeliveryFailed("slow down", retry_after=timedelta(seconds=42))
    await app.postman.round()
    assert letter(app, "a").due - clock() == timedelta(seconds=42)


async def test_what_fails_for_good_ends_and_holds_nobody_up(
    app: App, matrix: FakePlatform
) -> None:
    send(app, "a", "b")
    matrix.broken = DeliveryFailed("no such room", permanent=True)
    await app.postman.round()
    assert [each.state for each in letters(app.store)] == [State.FAILED, State.FAILED]
    assert letter(app, "a").failure == "no such room"
    matrix.broken = None
    assert await app.postman.round() == 0
    assert shown(matrix) == []


async def test_after_a_week_nobody_wants_to_read_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    send(app, "a")
    matrix.broken = DeliveryFailed("away")
    clock.now += GIVE_UP
    await app.postman.round()
    assert letter(app, "a").state == State.WAITING
    clock.forward(minutes=10)
    await app.postman.round()
    assert letter(app, "a").state == State.FAILED


async def test_any_mistake_of_an_adapter_is_one_for_now(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(*args: object, **named: object) -> Receipt:
        raise KeyError("event_id")

    monkeypatch.setattr(matrix, "deliver", stumble)
    send(app, "a")
    await app.postman.round()
    assert letter(app, "a").state == State.WAITING
    assert letter(app, "a").failure == "KeyError('event_id')"


async def test_who_never_answers_is_given_up_for_now(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleep(*args: object, **named: object) -> Receipt:
        await asyncio.sleep(10)
        raise AssertionError

    monkeypatch.setattr(matrix, "deliver", sleep)
    monkeypatch.setattr("bot.postman.PATIENCE", timedelta(seconds=0.02))
    send(app, "a")
    await app.postman.round()
    assert letter(app, "a").failure == "no answer in time"


# Order


class Picky(FakePlatform):
    """One room of this platform is broken."""

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        if to.target == "#broken":
            self.attempts += 1
            raise DeliveryFailed("this room is closed today")
        return await super().deliver(to, post, key=key, replaces=replaces)


@pytest.fixture
async def picky(app: App) -> Picky:
    platform = Picky("matrix")
    app.adapters["matrix"] = platform
    return platform


async def test_a_broken_room_stops_no_other(app: App, picky: Picky) -> None:
    send(app, "a", "b", to=Address("matrix", "#broken"))
    send(app, "c")
    assert await app.postman.round() == 1
    assert shown(picky) == ["c"]
    assert picky.attempts == 2


async def test_after_a_failure_the_rest_of_the_room_waits_untouched(
    app: App, picky: Picky
) -> None:
    send(app, "a", "b", "c", to=Address("matrix", "#broken"))
    await app.postman.round()
    assert picky.attempts == 1
    assert [each.attempts for each in letters(app.store)] == [1, 0, 0]
    assert {each.state for each in letters(app.store)} == {State.WAITING}


async def test_after_a_pause_the_order_is_still_theirs(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    send(app, "a", "b")
    matrix.broken = DeliveryFailed("busy")
    await app.postman.round()
    matrix.broken = None
    send(app, "c")
    assert await app.postman.round() == 0
    clock.forward(seconds=2)
    assert await app.postman.round() == 3
    assert shown(matrix) == ["a", "b", "c"]


# Edits


async def test_a_poll_shows_its_running_total(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await app.postman.round()
    await matrix.says("anna", "vote 1 2")
    await _refresh(app)
    await app.postman.round()
    [poll] = [each for each in matrix.shown.values() if each.target == "#hafen"]
    assert poll.edits == 1
    assert ("Bisher", "Park 0, Square 1") in poll.post.facts


async def _refresh(app: App) -> None:
    [tick] = [tick for tick in app.ticks() if tick.name == "running totals"]
    await tick.look()


async def test_a_platform_without_edits_gets_none(app: App, matrix: FakePlatform) -> None:
    matrix.capabilities = Capability.NOTHING
    await matrix.says("anna", BENCH)
    await app.postman.round()
    attempts = matrix.attempts
    await matrix.says("anna", "vote 1 2")
    await _refresh(app)
    await app.postman.round()
    assert matrix.attempts == attempts
    assert len(matrix.posts()) == 1
    assert {each.state for each in letters(app.store)} == {State.SENT}


async def test_what_is_edited_can_still_be_answered(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await app.postman.round()
    await matrix.says("anna", "vote 1 2")
    await _refresh(app)
    await app.postman.round()
    [message_id] = [each for each, at in matrix.shown.items() if at.target == "#hafen"]
    assert "Park" in words(await matrix.says("mehmet", Picked(message_id, (1,))))


async def test_a_letter_nobody_can_read_keeps_no_other_waiting(
    app: App, matrix: FakePlatform
) -> None:
    send(app, "before", "after")
    for post in ("no JSON", "[]", '{"question": {"options": 1}}', "[" * 100_000):
        with app.store.begin() as session:
            session.execute(update(Letter).filter_by(key="before").values(post=post))
            session.execute(update(Letter).values(state=State.WAITING))
        assert await app.postman.round() == 1
        assert letter(app, "before").state == State.FAILED
    assert "unreadable" in (letter(app, "before").failure or "")
    assert shown(matrix) == ["after"]
