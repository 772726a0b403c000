"""A secret vote that everybody could read counts, but does not stay there."""

from sqlalchemy import select

from bot.adapter import DeliveryFailed
from bot.app import App
from bot.incoming import Reacted
from bot.picks import Pick
from tests.fakes import Clock, FakePlatform
from tests.polls.conftest import asked_in_secret
from tests.scenes import FIVE, SECRET, ballots, later, told, votes


async def test_it_counts_and_is_taken_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asked_in_secret(app, matrix)
    reply = await matrix.says("anna", "vote 1 2", message_id="open")
    assert reply
    assert reply.private
    assert "Your vote counts." in told(reply)
    assert "it stood in the room for all to read" in told(reply)
    assert "Square" not in told(reply)
    for who in FIVE[1:]:
        await votes(matrix, who, "1")
    await app.postman.round()
    assert matrix.removed == ["open"]
    await later(app, clock, days=3)
    assert "Square: 1 vote" in told(matrix.posts()[-1])


async def test_a_number_under_the_post_too(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", SECRET)
    await app.postman.round()
    [post] = matrix.shown
    reply = await matrix.says("anna", "2", replies_to=post, message_id="open")
    assert "it stood in the room" in told(reply)
    await app.postman.round()
    assert matrix.removed == ["open"]


async def test_a_reaction_does_not_count(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", SECRET)
    await app.postman.round()
    [post] = matrix.shown
    reply = await matrix.says("anna", Reacted(post, "2\ufe0f\u20e3"), message_id="open")
    assert reply
    assert reply.refused
    assert "Poll 1 is secret, and here everybody sees what you choose" in told(reply)
    await app.postman.round()
    assert matrix.removed == ["open"]
    assert await ballots(app) == []
    assert await app.writer.do(lambda session: session.scalars(select(Pick)).all()) == []


async def test_it_is_not_forgotten_while_the_platform_is_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", SECRET)
    await app.postman.round()
    matrix.broken = DeliveryFailed("away")
    await matrix.says("anna", "vote 1 2", message_id="open")
    await app.postman.round()
    matrix.broken = None
    clock.forward(minutes=10)
    await app.postman.round()
    assert matrix.removed == ["open"]


async def test_a_withdrawal_shows_nothing_and_stays(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", SECRET)
    await matrix.says("anna", "withdraw 1", message_id="withdrawn")
    await app.postman.round()
    assert matrix.removed == []
