"""What a city lays down for its moderators' desk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.places import City
from moderation.triage import Rule

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class DeskRules:
    """`rule` is what its rooms do that have none of their own: "at once", "newcomers", "all".

    Whoever is known for less than `newcomer_days` is a newcomer. `watched_words` are only
    marked for the moderators; links to `trusted_links` are no reason to hold anything.
    `reasons` are canned reasons by a short name, besides our own or instead of them.
    `house_rules` is where they can be read, `redress` whom else one may turn to. `city_desk`
    are the rooms that get appeals which nobody else can decide, and what was frozen. What
    children or young people wrote, `youth_pairs` moderators must agree on. Pictures that were
    frozen are destroyed after `frozen_days`, if nobody decided before. Each
    person may report so many things in an hour (`reports_an_hour`).
    """

    rule: str = Rule.NEWCOMERS.value
    newcomer_days: int = 7
    trusted_links: tuple[str, ...] = ()
    watched_words: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    house_rules: str = ""
    redress: str = ""
    appeal_days: int = 183
    quiet_from: str = ""
    quiet_until: str = ""
    city_desk: tuple[str, ...] = ()
    youth_pairs: int = 2
    frozen_days: int = 30
    reports_an_hour: int = 10

    def __post_init__(self) -> None:
        """Raises ValueError, in words for whoever wrote the config."""
        if self.rule not in set(Rule):
            raise ValueError('rule: expected "at once", "newcomers" or "all"')
        if self.frozen_days < 1:
            raise ValueError("frozen_days: expected 1 or more")
        if self.youth_pairs not in (1, 2):
            raise ValueError("youth_pairs: expected 1 or 2")
        for clock in (self.quiet_from, self.quiet_until):
            if clock and not _CLOCK.fullmatch(clock):
                raise ValueError(f"{clock!r} is no time of day; write 22:00")
        if bool(self.quiet_from) != bool(self.quiet_until):
            raise ValueError("quiet_from and quiet_until belong together")


def rules(city: City) -> DeskRules:
    return DeskRules(**city.rules.get("desk", {}))


def after_quiet(city: City, now: datetime) -> datetime:
    """When moderators may next be written to: now, unless they are asleep."""
    laid_down = rules(city)
    if not laid_down.quiet_from:
        return now
    begins = time.fromisoformat(laid_down.quiet_from)
    ends = time.fromisoformat(laid_down.quiet_until)
    local = now.astimezone(ZoneInfo(city.timezone))
    if not _within(local.time(), begins, ends):
        return now
    morning = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    morning = morning if morning > local else morning + timedelta(days=1)
    return morning.astimezone(now.tzinfo)


def _within(clock: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends
