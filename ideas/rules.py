"""What a city lays down for its neighbours' ideas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.language import OwnWords
from bot.places import City


@dataclass(frozen=True, slots=True)
class IdeaRules:
    """`supports` known neighbours within `weeks`, and then the `committee` has to decide;
    with no `supports` there is no such rule. `most_an_hour` are ideas, and questions in
    question hours, of each person. `codes` are the city's own for the fields."""

    supports: int = 0
    weeks: int = 6
    committee: OwnWords | None = None
    answer_within_days: int = 28
    answered_by: OwnWords | None = None
    most_an_hour: int = 5
    comments_an_hour: int = 30
    codes: Mapping[str, str] = field(default_factory=dict)


def rules(city: City) -> IdeaRules:
    return IdeaRules(**city.rules.get("ideas", {}))


def days_later(moment: datetime, days: int, city: City) -> datetime:
    """The end of that day on the city's calendar, which is the first moment after it."""
    local = moment.astimezone(ZoneInfo(city.timezone))
    midnight = datetime.combine(local.date() + timedelta(days=days + 1), time(), local.tzinfo)
    return midnight.astimezone(UTC)
