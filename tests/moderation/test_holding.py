"""Rules of rooms, quiet hours, repeats and warnings, as people meet them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from bot.incoming import Watched
from bot.watchlists import Watch
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00", "watched_words": ["bargain"]}
    return replace(
        settings, rules={"dortmund": {"desk": quiet | {"city_desk": ["matrix:#city"]}}}
    )


async def test_a_rooms_own_rule(matrix: FakePlatform, notices: Notices) -> None:
    said = told(await matrix.says("mo", "rule at once"))
    assert said == "What neighbours want to publish in this room now appears at once."
    assert told(await matrix.says("anna", "pin One.")) == "up"
    await matrix.says("mo", "rule all")
    assert told(await matrix.says("anna", "pin Two.")) == "waits as 2"
    assert "Waits because: here everything is read first" in told(
        await matrix.says("mo", "case 2", private=True)
    )


async def test_the_rule_is_of_the_room(
    matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    await matrix.says("mo", "rule at once")
    assert told(await matrix.says("anna", "pin One.")) == "up"
    assert "waits" in told(await discord.says("anna", "pin Two."))
    refused = told(await matrix.says("mo", "rule all", where="#desk"))
    assert refused == "Please say this in the room it is about."


async def test_what_is_whispered_keeps_the_strictest_rule_of_all_rooms(
    clock: Clock, matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    """It would appear in all of them."""
    await matrix.says("mo", "rule at once")
    await matrix.says("anna", "polls")
    assert "waits" in told(await matrix.whispers("anna", "pin One."))
    clock.forward(days=8)
    assert told(await matrix.whispers("anna", "pin Two.")) == "up"
    await discord.says("dc-mo", "polls")
    await matrix.says("mo", "grant discord:dc-mo moderator")
    await discord.says("dc-mo", "rule all pairs=2")
    assert told(await matrix.says("anna", "pin Three.")) == "up"
    assert "waits" in told(await matrix.whispers("anna", "pin Four."))
    agreed = told(await matrix.says("mo", "approve 4", where="#desk"))
    assert agreed == "You would publish case 4. One more moderator must agree."


async def test_what_moderators_pin_in_their_own_room_does_so_too(
    clock: Clock, matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    await discord.says("dc-mo", "polls")
    await matrix.says("mo", "grant discord:dc-mo moderator")
    await discord.says("dc-mo", "rule all")
    clock.forward(days=8)
    assert told(await matrix.says("mo", "pin One.")) == "up"
    assert "waits" in told(await matrix.says("mo", "pin Two.", where="#desk"))


async def test_who_is_known_for_a_week_is_no_newcomer(
    clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "polls")
    clock.forward(days=7)
    assert told(await matrix.says("anna", "pin One.")) == "up"
    assert "waits" in told(await matrix.says("anna", "pin Come to https://shop.example"))


async def test_the_same_again_and_again(clock: Clock, matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    clock.forward(days=7)
    said = [told(await matrix.says("anna", "pin Buy!")) for _ in range(3)]
    assert said == ["up", "up", "waits as 3"]
    clock.forward(days=8)
    assert told(await matrix.says("anna", "pin Buy!")) == "up"


async def test_watched_words_are_shown_to_moderators(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin A bargain!")
    assert "Words to look at: bargain" in told(await matrix.says("mo", "case 1", private=True))


async def test_at_night_nobody_is_woken(app: App, clock: Clock, matrix: FakePlatform) -> None:
    clock.forward(hours=10, minutes=30)  # 22:30 in Dortmund
    await matrix.says("anna", "pin Cat found.")
    await later(app, clock, hours=8)
    assert not matrix.posts("#desk")
    await later(app, clock, minutes=31)
    assert len(matrix.posts("#desk")) == 1


async def test_but_what_was_frozen_is_told_to_the_city_at_any_hour(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.whispers("mo", "polls")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    clock.forward(hours=10, minutes=30)
    await matrix.says("anna", "pin Look!")
    await matrix.says("mehmet", "freeze 1", where="#desk")
    await later(app, clock, seconds=1)
    for room in ("#city", "~mo"):
        assert "Mehmet froze it" in told(matrix.posts(room)[-1])
    assert not matrix.posts("#desk")


async def test_what_was_decided_at_night_says_so_in_the_morning(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    clock.forward(hours=10, minutes=30)
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, hours=9)
    [letter] = matrix.posts("#desk")
    assert "Now: published" in told(letter)


async def test_whom_other_communities_warn_of_waits(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    for who in ("@anna:evil.example", "@mehmet:good.example"):
        await matrix.says(who, "polls")
    clock.forward(days=8)
    rule = Watched("matrix", "#list", "server:1", "*.EXAMPLE")
    await app.router.warned([rule, replace(rule, rule="server:2", whom="evil.example")])
    await app.router.warned([replace(rule, whom=None)])
    assert told(await matrix.says("@anna:evil.example", "pin One.")) == "waits as 1"
    assert "other communities warn of this account" in told(
        await matrix.says("mo", "case 1", private=True)
    )
    assert told(await matrix.says("@mehmet:good.example", "pin Two.")) == "up"


async def test_a_list_that_the_config_names_no_more_is_kept_no_more(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("@anna:evil.example", "polls")
    clock.forward(days=8)
    rule = Watched("matrix", "#list", "server:1", "evil.example")
    others = (replace(rule, listed_in="#other", whom="x"), replace(rule, platform="discord"))
    await app.router.warned([rule, *others])
    await app.router.read_only("matrix", {"#other"})
    assert told(await matrix.says("@anna:evil.example", "pin One.")) == "up"
    with app.store.begin() as session:
        kept = [(each.platform, each.listed_in) for each in session.scalars(select(Watch))]
    assert sorted(kept) == [("discord", "#list"), ("matrix", "#other")]
