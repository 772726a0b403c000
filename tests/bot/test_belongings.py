"""Two persons become one: what both had is handed over, and the latest word stands."""

import pytest
from sqlalchemy.orm import Session

from bot import belongings, people, roles
from bot.app import BELONGINGS, App
from bot.roles import Role
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, later, told

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


async def become_one(app: App, stays: str, goes: str) -> None:
    """Persons are named by the platform they speak from: `matrix:anna`."""

    def merge(session: Session) -> None:
        one, other = (people.called(session, name, None)[0].id for name in (stays, goes))
        belongings.merge(session, BELONGINGS, one, other, app.clock())

    await app.writer.do(merge)


async def test_the_latest_word_stands(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    await discord.says("anna", "vote 1 1")
    clock.forward(minutes=1)
    await matrix.says("anna", "vote 1 2")
    await become_one(app, "discord:anna", "matrix:anna")
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
    clock.forward(minutes=1)
    await matrix.says("anna", "vote 1 1")
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]


async def test_a_vote_taken_back_later_stays_taken_back(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    await discord.says("anna", "vote 1 1")
    clock.forward(minutes=1)
    await matrix.says("anna", "withdraw 1")
    await become_one(app, "discord:anna", "matrix:anna")
    assert await count(app, matrix) == ["Park: 0 votes", "Square: 0 votes"]


async def test_closed_results_stay(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    await discord.says("anna", "vote 1 1")
    await matrix.says("anna", "vote 1 2")
    await later(app, clock, days=8)
    await become_one(app, "discord:anna", "matrix:anna")
    assert "A tie: Park / Square." in await count(app, matrix)


async def test_what_was_asked_is_handed_over_and_roles_are_not(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await discord.says("anna", "polls")
    await matrix.says("anna", BENCH)
    await matrix.says("mo", "grant matrix:anna moderator")
    await matrix.says("mo", "grant discord:anna organiser")
    await become_one(app, "discord:anna", "matrix:anna")
    reworded = told(await discord.says("anna", 'reword 1 "Where then?"'))
    assert "now has the new words" in reworded
    with app.store.begin() as session:
        [anna] = people.called(session, "discord:anna", None)
        assert roles.held(session, anna.id, anna.home_id) == {Role.ORGANISER}


async def test_who_became_somebody_else_is_known_so_in_the_same_breath(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Votes heard in the transaction that makes two persons one."""
    await matrix.says("mo", BENCH)
    for platform in (matrix, discord):
        await platform.says("anna", "polls")
    heard = [matrix.incoming("anna", "vote 1 1"), matrix.incoming("anna", "vote 1 2")]

    def together(session: Session) -> None:
        hearing = app.router.listen(session, heard)
        hearing.answer(heard[0])
        one, other = (
            people.called(session, f"{name}:anna", None)[0].id for name in ("discord", "matrix")
        )
        belongings.merge(session, BELONGINGS, one, other, app.clock())
        hearing.answer(heard[1])

    await app.writer.do(together)
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
