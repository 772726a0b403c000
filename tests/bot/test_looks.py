"""What only looks different to a computer, and what looks like nothing at all."""

import pytest

from bot import looks

INVISIBLE = [
    "",
    " ",
    "\u200b",
    "\u200d\u2060",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\U000e0067",
    "\u00ad",
]


@pytest.mark.parametrize("text", INVISIBLE)
def test_nothing_is_to_be_seen(text: str) -> None:
    assert not looks.shows(text)


@pytest.mark.parametrize("text", ["a", "\u200b.", "🌳", "أين", "1", "👩\u200d🌾", "—"])
def test_something_is_to_be_seen(text: str) -> None:
    assert looks.shows(text)


@pytest.mark.parametrize(
    "other",
    [
        "PARK",
        "Park\u200b",
        "Pa\u00adrk",
        "Раrk",
        "Ｐａｒｋ",
        " Park ",
        "Ρark",
        "Park\ufe0f",
        "Park\u3164",
    ],
)
def test_nobody_can_tell_these_from_park(other: str) -> None:
    assert looks.alike(other) == looks.alike("Park")


def test_accents_may_be_written_in_two_ways() -> None:
    assert looks.alike("Cafe\u0301") == looks.alike("Café")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Park", "Parks"),
        ("Uhr", "Ühr"),
        ("Park bench", "Parkbench"),
        ("👩\u200d🌾", "👩🌾"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"),
        ("👍🏻", "👍🏿"),
        ("парк", "порк"),
    ],
)
def test_these_can_be_told_apart(one: str, other: str) -> None:
    assert looks.alike(one) != looks.alike(other)
