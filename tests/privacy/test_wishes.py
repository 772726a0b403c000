"""How somebody wants to be spoken to: by what name, at which hours."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import quiet
from bot.adapter import Capability
from bot.app import App
from bot.people import Person
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

BERLIN = ZoneInfo("Europe/Berlin")


async def test_a_name(app: App, matrix: FakePlatform) -> None:
    assert told(await matrix.says("anna", "name Anna vom Kiosk")) == (
        "I call you Anna vom Kiosk now."
    )
    assert "Name: Anna vom Kiosk" in told(await matrix.whispers("anna", "mydata"))


async def test_quiet_hours(app: App, matrix: FakePlatform) -> None:
    assert "at any hour" in told(await matrix.says("anna", "quiet"))
    for line in ("quiet 22:00 7:00", "quiet from 22 to 7", "ruhe 22.00 bis 7.00 Uhr", "quiet"):
        said = told(await matrix.says("anna", line))
        assert said.startswith(("Between 22:00 and 7:00 I", "Zwischen 22:00 und 7:00 Uhr")), (
            line
        )
    assert "Only a warning that one of your accounts is linked or parted" in said
    for line in ("quiet 22", "quiet 25:00 7:00", "quiet 7 7", "quiet at night"):
        assert "22:00 7:00" in told(await matrix.says("anna", line)), line
    assert "at any hour" in told(await matrix.says("anna", "quiet no"))


@pytest.mark.parametrize(
    ("local", "may_write_at"),
    [
        ("2026-11-22 21:59", "2026-11-22 21:59"),
        ("2026-11-22 22:00", "2026-11-23 07:00"),
        ("2026-11-23 06:59", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "2026-11-23 07:00"),
        ("2027-03-27 23:00", "2027-03-28 07:00"),  # In that night the clocks change.
    ],
)
def test_letters_wait_until_they_are_over(local: str, may_write_at: str) -> None:
    person = Person(quiet_from=22 * 60, quiet_until=7 * 60)
    now, then = (
        datetime.fromisoformat(each).replace(tzinfo=BERLIN).astimezone(UTC)
        for each in (local, may_write_at)
    )
    assert quiet.over(person, BERLIN, now) == then


async def test_a_word_at_night_comes_in_the_morning(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "polls")
    await matrix.whispers("anna", "quiet 22:00 7:00")
    clock.forward(hours=11)
    await matrix.says("mo", "grant anna moderator")
    for hours, there in ((0, 0), (7, 0), (1, 1)):
        clock.forward(hours=hours)
        await app.postman.round()
        assert len(matrix.posts("~anna")) == there


async def test_one_neighbours_night_is_no_others(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Where several speak in one place, as at the terminal."""
    await matrix.says("anna", "quiet 22:00 7:00", where="~all", private=True)
    await matrix.says("mehmet", "polls", where="~all", private=True)
    clock.forward(hours=11)
    await matrix.says("mo", "grant anna moderator")
    await matrix.says("mo", "grant mehmet moderator")
    await app.postman.round()
    assert len(matrix.posts("~all")) == 1
    clock.forward(hours=8)
    await app.postman.round()
    assert len(matrix.posts("~all")) == 2


async def test_who_sits_there_is_told_at_night_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    matrix.capabilities |= Capability.AT_HAND
    await matrix.whispers("anna", "quiet 22:00 7:00")
    clock.forward(hours=11)
    await matrix.says("mo", "grant anna moderator")
    await app.postman.round()
    assert len(matrix.posts("~anna")) == 1


def test_quiet_at_noon() -> None:
    person = Person(quiet_from=12 * 60, quiet_until=14 * 60)
    noon = datetime(2026, 11, 22, 12, 30, tzinfo=BERLIN)
    assert quiet.over(person, BERLIN, noon) == datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
