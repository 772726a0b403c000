"""A room was replaced by another: what belongs to it goes along."""

from bot.app import App
from bot.incoming import Address
from bot.places import Room
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

OLD, NEW = Address("discord", "#hafen"), Address("discord", "#hafen-2")


def spoken_in(platform: FakePlatform, room: str) -> list[str]:
    return [told(post) for post in platform.posts(room)]


async def test_open_polls_appear_and_go_on(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mo", 'poll "Where?" "Park" "Square"')
    await discord.says("mo", 'poll "When?" "May" "June"')
    await later(app, clock)
    await discord.says("anna", "vote 1 2")
    await app.router.moved(OLD, NEW)
    await later(app, clock)
    here = spoken_in(discord, NEW.target)
    assert len(here) == 2
    assert "Park 0, Square 1" in here[0]
    assert told(await discord.says("mehmet", "vote 1 2", where=NEW.target)).startswith("Your")
    await later(app, clock)
    assert "Park 0, Square 2" in spoken_in(discord, NEW.target)[0]


async def test_told_again_nothing_changes(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mo", 'poll "Where?" "Park" "Square"')
    for _ in range(3):
        await app.router.moved(OLD, NEW)
        await later(app, clock)
    assert len(spoken_in(discord, NEW.target)) == 1
    with app.store.begin() as session:
        assert session.get(Room, (OLD.platform, OLD.target)) is None
        moved = session.get_one(Room, (NEW.platform, NEW.target))
        assert (moved.neighbourhood.slug, moved.language) == ("hafen", "en")


async def test_what_waits_for_the_old_room_goes_to_the_new_one(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    app.adapters.pop("discord")
    await discord.says("mo", 'poll "Where?" "Park" "Square"')
    await app.router.moved(OLD, NEW)
    app.adapters["discord"] = discord
    await later(app, clock)
    assert spoken_in(discord, OLD.target) == []
    assert len(spoken_in(discord, NEW.target)) == 1


async def test_rooms_that_are_not_ours_concern_us_not(app: App, clock: Clock) -> None:
    await app.router.moved(Address("discord", "#elsewhere"), NEW)
    with app.store.begin() as session:
        assert session.get(Room, (NEW.platform, NEW.target)) is None
    assert clock.now >= SUNDAY
