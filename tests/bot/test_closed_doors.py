"""A letter that can never be delivered to somebody waits until they speak to us alone."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import closed_doors, telling
from bot.adapter import DeliveryFailed
from bot.app import App
from bot.language import Words
from bot.outbox import State
from bot.people import Account
from bot.posts import Post
from tests.bot.scene import letters
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("in_english")
CLOSED = DeliveryFailed("takes no messages", permanent=True)


def _news(words: str, _: Words) -> Post:
    return Post(words)


async def tells(app: App, *news: str) -> None:
    """Bude has news for Anna alone."""

    def tell(session: Session) -> None:
        anna = session.scalars(select(Account.person_id).filter_by(user_id="anna")).one()
        for each in news:
            say = partial(_news, each)
            telling.tell(session, anna, say, key=each, now=app.clock())

    await app.writer.do(tell)
    await app.postman.round()


async def presses(discord: FakePlatform, who: str, line: str = "polls") -> list[str]:
    """What they alone read by it, in its order."""
    said = replace(discord.incoming(who, line), alone=True, own_chat=f"user:{who}")
    [reply] = await discord.hears([said])
    read: list[str] = []
    while reply:
        read.append(told(reply))
        reply = reply.besides
    return read


async def test_all_that_was_on_its_way_waits_and_comes_in_its_order(
    app: App, discord: FakePlatform
) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, "First", "Second")
    discord.broken = None
    await tells(app, "Third")
    assert {each.state for each in letters(app.store)} == {State.KEPT}
    _, introduction, *news = await presses(discord, "anna")
    assert introduction.startswith("I could not send you a private message")
    assert news == ["First", "Second", "Third"]
    assert discord.posts("user:anna") == []


async def test_it_waits_for_them_and_for_nobody_else(app: App, discord: FakePlatform) -> None:
    for who in ("anna", "mehmet"):
        await presses(discord, who)
    discord.broken = CLOSED
    await tells(app, "First")
    discord.broken = None
    assert len(await presses(discord, "mehmet")) == 1
    said = told(await discord.says("anna", "polls"))
    assert "First" not in said, "others read that"
    assert "First" in await presses(discord, "anna")


async def test_it_is_offered_again_unless_it_was_shown(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, "First")
    discord.broken = None
    assert "First" in await presses(discord, "anna")
    assert "First" not in await presses(discord, "anna"), "it may be on its way"
    clock.now += closed_doors.LEASE
    assert "First" in await presses(discord, "anna")
    [letter] = letters(app.store)
    await app.writer.do(
        lambda session: closed_doors.shown(session, letter.id, letter.to, ["$1"])
    )
    clock.now += closed_doors.LEASE
    assert "First" not in await presses(discord, "anna")


async def test_many_come_a_few_at_a_time(app: App, discord: FakePlatform) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, *(f"News {n}" for n in range(7)))
    _, _, *some = await presses(discord, "anna")
    _, _, *more = await presses(discord, "anna")
    assert [*some, *more] == [f"News {n}" for n in range(7)]


async def test_who_writes_alone_is_told_there(app: App, discord: FakePlatform) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, "First")
    discord.broken = None
    await discord.whispers("anna", "polls")
    await app.postman.round()
    assert [told(each) for each in discord.posts("~anna")] == ["First"]
    assert len(await presses(discord, "anna")) == 1


async def test_after_a_month_nobody_waits_for_it(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, "First")
    await later(app, clock, days=29)
    await app.tidy()
    assert len(letters(app.store)) == 1
    await later(app, clock, days=2)
    await app.tidy()
    assert letters(app.store) == []


async def test_forgotten_with_them(app: App, discord: FakePlatform) -> None:
    await presses(discord, "anna")
    discord.broken = CLOSED
    await tells(app, "First")
    await presses(discord, "anna", "forget me")
    await presses(discord, "anna", "forget me for sure")
    assert "First" not in "".join(each.post for each in letters(app.store))
