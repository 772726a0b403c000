"""Bude may not write in a room: those who look after it are told, once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.adapter import DeliveryFailed, Receipt
from bot.app import App
from bot.config import Settings
from bot.incoming import Address
from bot.posts import Post
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

BARRED = DeliveryFailed("Missing Permissions", lacks="“Send Messages”")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00"}
    return replace(settings, rules={"dortmund": {"desk": quiet}})


def about(posts: Sequence[Post]) -> list[str]:
    return [text for each in posts if "I may not write" in (text := told(each))]


async def test_the_moderators_are_told_which_room_and_what_to_allow(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    discord.broken = BARRED
    for question in ("Where?", "When?"):
        await matrix.says("mehmet", f'poll "{question}" "Here" "There"')
        await app.postman.round()
        clock.forward(minutes=5)
    [said] = about(matrix.posts("#desk"))
    assert said == (
        "In a room of Hafen on Discord I may not write: discord:#hafen, as the config has it. "
        "Nobody reads there what I have to say. What I need there: “Send Messages”. What waits "
        "I say as soon as I may; for a week I keep trying."
    )
    assert about(matrix.posts()) == []


async def test_next_month_they_are_told_anew(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    discord.broken = BARRED
    await matrix.says("mehmet", 'poll "Where?" "Here" "There"')
    await app.postman.round()
    clock.forward(days=31)
    await matrix.says("mehmet", 'poll "When?" "Now" "Then"')
    await app.postman.round()
    assert len(about(matrix.posts("#desk"))) == 2


async def test_at_night_it_waits_for_the_morning(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    clock.forward(hours=12)
    discord.broken = BARRED
    await matrix.says("mehmet", 'poll "Where?" "Here" "There"')
    await app.postman.round()
    assert about(matrix.posts("#desk")) == []
    clock.forward(hours=10)
    await app.postman.round()
    assert len(about(matrix.posts("#desk"))) == 1


class Silenced(FakePlatform):
    """One room of this platform is closed to Bude."""

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        if to.target in ("#nord", "#desk"):
            raise BARRED
        return await super().deliver(to, post, key=key, replaces=replaces)


@pytest.mark.parametrize("where", ["#nord", "#desk"])
async def test_without_another_room_of_moderators_the_admins_are_told(
    app: App, matrix: FakePlatform, where: str
) -> None:
    """Also where it is the moderators' own room that is closed to Bude."""
    silenced = Silenced("matrix", inbox=matrix.inbox)
    app.adapters["matrix"] = silenced
    await silenced.whispers("mo", "help")
    if where == "#nord":
        await silenced.says("mehmet", 'poll "Where?" "Here" "There"', where="#nord")
    else:
        await silenced.says("anna", "pin Cat found. Bank for the park.")
    for _ in range(2):
        await app.postman.round()
    [said] = about(silenced.posts("~mo"))
    assert f"matrix:{where}, as the config has it" in said
