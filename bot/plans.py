"""The places as the config names them, for `bot.places` to make."""

from dataclasses import asdict

from bot.config import Settings
from bot.places import CityPlan, NeighbourhoodPlan


def of(settings: Settings) -> tuple[list[CityPlan], list[NeighbourhoodPlan]]:
    cities = [
        CityPlan(
            slug,
            city.name,
            city.language,
            city.timezone,
            city.address == "Sie",
            settings.rules.get(slug, {}),
        )
        for slug, city in settings.cities.items()
    ]
    neighbourhoods = [
        NeighbourhoodPlan(slug, **asdict(place))
        for slug, place in settings.neighbourhoods.items()
    ]
    return cities, neighbourhoods
