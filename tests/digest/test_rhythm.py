"""When a digest comes: by the clock of the city, whatever becomes of that clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.models import Often
from digest.rhythm import after
from digest.rules import DigestRules

DORTMUND = ZoneInfo("Europe/Berlin")
USUAL = DigestRules()
DAILY, WEEKLY, MONTHLY = Often.DAILY, Often.WEEKLY, Often.MONTHLY


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=DORTMUND)


@pytest.mark.parametrize(
    ("often", "now", "comes"),
    [
        (DAILY, "2026-11-22 12:00", "2026-11-22 17:00"),
        (DAILY, "2026-11-22 16:59:59", "2026-11-22 17:00"),
        (DAILY, "2026-11-22 17:00", "2026-11-23 17:00"),
        (DAILY, "2026-12-31 18:00", "2027-01-01 17:00"),
        (WEEKLY, "2026-11-22 12:00", "2026-11-27 17:00"),
        (WEEKLY, "2026-11-27 16:00", "2026-11-27 17:00"),
        (WEEKLY, "2026-11-27 17:00", "2026-12-04 17:00"),
        (WEEKLY, "2026-12-31 12:00", "2027-01-01 17:00"),
        (MONTHLY, "2026-11-22 12:00", "2026-12-01 17:00"),
        (MONTHLY, "2026-12-01 17:00", "2027-01-01 17:00"),
        (MONTHLY, "2028-02-29 12:00", "2028-03-01 17:00"),
        # On 25 October the clock is put back, on 28 March forward.
        (DAILY, "2026-10-24 17:00", "2026-10-25 17:00"),
        (WEEKLY, "2026-10-23 17:00", "2026-10-30 17:00"),
        (WEEKLY, "2027-03-26 17:00", "2027-04-02 17:00"),
        (MONTHLY, "2027-03-01 17:00", "2027-04-01 17:00"),
    ],
)
def test_it_comes_at_the_hour(often: Often, now: str, comes: str) -> None:
    found = after(local(now), often, USUAL, DORTMUND)
    assert found == local(comes).astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "comes"),
    [
        ("2027-03-27 12:00+00:00", "2027-03-28 01:30+00:00"),  # 2:30 is left out: 3:30.
        ("2026-10-24 12:00+00:00", "2026-10-25 00:30+00:00"),  # 2:30 comes twice: the first.
        ("2026-10-25 00:30+00:00", "2026-10-26 01:30+00:00"),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_is_there_once(now: str, comes: str) -> None:
    at_night = DigestRules(hour="02:30")
    found = after(datetime.fromisoformat(now), DAILY, at_night, DORTMUND)
    assert found == datetime.fromisoformat(comes)


def test_the_city_names_day_and_hour() -> None:
    laid_down = DigestRules(weekday="Sunday", hour="09:00")
    found = after(local("2026-11-22 12:00"), WEEKLY, laid_down, DORTMUND)
    assert found == local("2026-11-29 09:00")


@pytest.mark.parametrize(
    "wrong", [{"weekday": "Freitag"}, {"hour": "5 pm"}, {"hour": "25:00"}, {"most": 0}]
)
def test_what_is_no_day_hour_or_number_is_said(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        DigestRules(**wrong)  # type: ignore[arg-type]
