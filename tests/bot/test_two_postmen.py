"""One letter, one delivery: whoever is killed, however many carry."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from bot import leasing
from bot.adapter import Receipt
from bot.app import App
from bot.incoming import Address
from bot.leasing import LEASE
from bot.outbox import State
from bot.postman import Postman
from bot.posts import Post
from bot.store import Store
from bot.writer import Writer
from tests.bot.mail import letter, send, shown
from tests.fakes import Clock, FakePlatform

BENCH = 'poll "Where should the bench go?" "Park" "Square"'


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "bot.postman")


async def test_killed_between_saying_and_noting_it_is_said_once(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    send(app, "a")
    with app.store.begin() as session:
        [taken] = leasing.lease(session, ["matrix"], clock(), 1)
    await matrix.deliver(taken.to, Post("a"), key=taken.nonce)
    assert await app.postman.round() == 0
    clock.now += LEASE
    assert await app.postman.round() == 1
    assert shown(matrix) == ["a"]
    assert letter(app, "a").state == State.SENT


@dataclass
class Slow(FakePlatform):
    """Takes its time, and notices two postmen at its door with one letter."""

    at_the_door: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    takes: float = 0.002

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        if key in self.at_the_door or key in self.keys:
            self.twice.append(post.text)
        self.at_the_door.add(key)
        await asyncio.sleep(self.takes)
        receipt = await super().deliver(to, post, key=key, replaces=replaces)
        self.at_the_door.remove(key)
        return receipt


@pytest.fixture
async def second_writer(app: App) -> AsyncIterator[Writer]:
    store = Store(str(app.settings.store.url))
    writer = Writer(store)
    yield writer
    await writer.close()
    store.close()


async def test_two_postmen_never_carry_one_letter(
    app: App, second_writer: Writer, clock: Clock
) -> None:
    platform = Slow("matrix")
    app.adapters["matrix"] = platform
    first = app.postman
    second = Postman(second_writer, app.adapters, clock)
    for number in range(30):
        send(app, f"{number:02}", to=Address("matrix", f"#{number % 3}"))
    rounds = [first.round(), second.round(), first.round(), second.round()]
    carried = sum(await asyncio.gather(*rounds)) + await first.round()
    assert carried == 30
    assert platform.twice == []
    for room in range(3):
        said = shown(platform, f"#{room}")
        assert said == sorted(said)


async def test_a_postman_whose_time_is_up_leaves_the_rest_to_others(
    app: App, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty letters to one slow room may take longer than a lease lasts."""
    platform = FakePlatform("matrix")
    app.adapters["matrix"] = platform
    deliver = platform.deliver

    async def slowly(*args: object, **named: object) -> Receipt:
        clock.forward(seconds=50)
        return await deliver(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(platform, "deliver", slowly)
    send(app, *"abcdef")
    await app.postman._to_one_room(
        await app.writer.do(partial(app.postman._take_out, ["matrix"]))
    )
    assert shown(platform) == ["a", "b"]
    assert {letter(app, each).state for each in "cdef"} == {State.WAITING}
    monkeypatch.undo()
    await app.postman.round()
    assert shown(platform) == [*"abcdef"]
