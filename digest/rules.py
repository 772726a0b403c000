"""What a city lays down for the digests of its neighbours."""

import re
from dataclasses import dataclass

from bot.places import City

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class DigestRules:
    """Digests come at this `hour` by the clock of the city, the weekly ones on this `weekday`.
    Each names the `most` things at most."""

    weekday: str = "Friday"
    hour: str = "17:00"
    most: int = 15

    def __post_init__(self) -> None:
        """Raises ValueError, in words for whoever wrote the config."""
        if self.weekday not in WEEKDAYS:
            raise ValueError(f"weekday: expected one of {', '.join(WEEKDAYS)}")
        if not _CLOCK.fullmatch(self.hour):
            raise ValueError(f"hour: {self.hour!r} is no time of day; write 17:00")
        if not 1 <= self.most <= 50:
            raise ValueError("most: expected a number from 1 to 50")


def rules(city: City) -> DigestRules:
    return DigestRules(**city.rules.get("digest", {}))
