"""A ban holds for a person, and nobody shakes it off by becoming two."""

from dataclasses import replace

import pytest

from bot.app import BELONGINGS, App
from bot.config import Settings
from neighbours import parting
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, asks_for_code, links, number_in
from tests.scenes import told


async def is_shut_out(platform: FakePlatform) -> bool:
    return "You cannot take part here" in told(await platform.says("charlie", "polls"))


async def test_nobody_shakes_off_a_ban_by_parting(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """At home where they are not banned, they part; where they are, both stay so."""
    await matrix.says("charlie", "polls", where="#holzen")
    await alone(discord, "charlie", "live holzen")
    await links(app, matrix, discord, "charlie")
    await matrix.says("mo", "ban matrix:charlie insults")
    parted = await alone(discord, "charlie", "unlink discord:charlie")
    assert "is a person of its own now" in parted
    assert [await is_shut_out(platform) for platform in (matrix, discord)] == [True, True]
    await matrix.says("mo", "lift discord:charlie")
    assert [await is_shut_out(platform) for platform in (matrix, discord)] == [True, False]


async def test_nor_by_having_asked_to_part_before(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    for platform in (matrix, discord):
        await platform.says("charlie", "polls")
    await links(app, matrix, discord, "charlie")
    clock.forward(days=3)
    assert "Unless it objects" in await alone(matrix, "charlie", "unlink discord:charlie")
    await matrix.says("mo", "ban matrix:charlie insults")
    clock.forward(days=3)
    await app.writer.do(lambda session: parting.part_due(session, clock.now, BELONGINGS))
    assert [await is_shut_out(platform) for platform in (matrix, discord)] == [True, True]


async def test_a_time_out_that_is_over_is_over_for_both(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    for platform in (matrix, discord):
        await platform.says("charlie", "polls")
    await links(app, matrix, discord, "charlie")
    await matrix.says("mo", 'timeout matrix:charlie "in 2 days" insults')
    clock.forward(days=3)
    await alone(discord, "charlie", "unlink discord:charlie")
    assert [await is_shut_out(platform) for platform in (matrix, discord)] == [False, False]


async def test_a_link_confirmed_after_a_ban_lets_nobody_in(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    for platform in (matrix, discord):
        await platform.says("charlie", "polls")
    code = await asks_for_code(matrix, "charlie")
    number = number_in(await alone(discord, "charlie", f"link {code}"))
    await alone(matrix, "charlie", f"confirm {number}")
    await matrix.says("mo", "ban matrix:charlie insults")
    assert "one person here now" in await alone(discord, "charlie", f"confirm {number}")
    assert [await is_shut_out(platform) for platform in (matrix, discord)] == [True, True]


async def test_whoever_parts_while_an_appeal_waits_can_appeal_as_well(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("charlie", "polls", where="#holzen")
    await alone(discord, "charlie", "live holzen")
    await links(app, matrix, discord, "charlie")
    await matrix.says("mo", "ban matrix:charlie insults")
    heard = "Somebody else will look at it anew, and you will hear what comes of it."
    assert told(await matrix.says("charlie", "appeal 1 Not me!")) == heard
    await alone(discord, "charlie", "unlink discord:charlie")
    assert told(await discord.says("charlie", "appeal 2 Nor me!")) == heard


class TestWhereThereIsOneNeighbourhood:
    """Whoever speaks to Bude alone and was in no room yet is at home there all the same."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        only = {"hafen": settings.neighbourhoods["hafen"]}
        return replace(settings, neighbourhoods=only)

    async def test_nobody_shakes_off_a_ban_by_being_forgotten(
        self, app: App, matrix: FakePlatform
    ) -> None:
        await matrix.says("charlie", "polls")
        await matrix.says("mo", "ban matrix:charlie insults")
        await alone(matrix, "charlie", "forget me for sure")
        for line in ("polls", 'poll "Where?" "Park" "Square"'):
            assert "You cannot take part here" in await alone(matrix, "charlie", line)

    async def test_nor_by_never_having_been_in_a_room(
        self, app: App, matrix: FakePlatform
    ) -> None:
        await alone(matrix, "charlie", "polls")
        await matrix.says("mo", "ban matrix:charlie insults")
        assert "You cannot take part here" in await alone(matrix, "charlie", "polls")
