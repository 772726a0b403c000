"""The twelve fields of action of the joint strategy of Dortmund and Schwerte."""

from collections.abc import Mapping
from typing import NamedTuple

from bot.language import N_, Words
from bot.places import City


class Field(NamedTuple):
    """`easy` says it in easy words; `code` is the city's own, where it is known."""

    slug: str
    label: str
    easy: str
    code: str | None = None


FIELDS = (
    Field("data", N_("Data and Platforms"), N_("The city's numbers, open to all")),
    Field(
        "together",
        N_("Living Together and Participating"),
        N_("Being good neighbours, and having a say"),
        "ZM",
    ),
    Field(
        "trends",
        N_("Trends, Research and Development"),
        N_("Trying out what nobody has done yet"),
    ),
    Field("trust", N_("Security and Trust"), N_("Feeling safe, and being able to rely on it")),
    Field("space", N_("Space and Infrastructure"), N_("Streets, squares, pipes and cables")),
    Field("mobility", N_("Smart Mobility"), N_("Getting about: on foot, by bike, bus, car")),
    Field("economy", N_("Economy, Trade and Tourism"), N_("Work, shops and visitors")),
    Field(
        "education", N_("Education, Culture and Leisure"), N_("School, music, sport, free time")
    ),
    Field("building", N_("Building and Housing"), N_("Houses and flats")),
    Field("energy", N_("Energy and Environment"), N_("Power, heating, trees, water, air")),
    Field("health", N_("Health and Social Affairs"), N_("Being well, and helping each other")),
    Field(
        "administration",
        N_("Digital Administration"),
        N_("Less waiting at the town hall"),
        "DV",
    ),
)
SLUGS = tuple(field.slug for field in FIELDS)
BY_SLUG = {field.slug: field for field in FIELDS}


def label(slug: str, words: Words) -> str:
    return words.say(BY_SLUG[slug].label)


def easy(slug: str, words: Words) -> str:
    return words.say(BY_SLUG[slug].easy)


def code(slug: str, city: City) -> str | None:
    """The city's own code for a field: as its config says, else as the strategy has it."""
    own: Mapping[str, str] = city.rules.get("ideas", {}).get("codes", {})
    return own.get(slug) or BY_SLUG[slug].code
