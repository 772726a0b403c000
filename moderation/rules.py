"""What a city lays down for its moderators' desk."""

from dataclasses import dataclass
from datetime import timedelta

from bot.places import City
from moderation.triage import House, Rule


@dataclass(frozen=True, slots=True)
class DeskRules:
    """`rule` is what its rooms do that have none of their own: "at once", "newcomers", "all".

    Whoever is known for less than `newcomer_days` is a newcomer. `watched_words` are only
    marked for the moderators; links to `trusted_links` are no reason to hold anything.
    """

    rule: str = Rule.NEWCOMERS.value
    newcomer_days: int = 7
    trusted_links: tuple[str, ...] = ()
    watched_words: tuple[str, ...] = ()


def rules(city: City) -> DeskRules:
    return DeskRules(**city.rules.get("desk", {}))


def house(city: City) -> House:
    """What triage needs to know of it."""
    laid_down = rules(city)
    return House(
        rule=Rule(laid_down.rule),
        newcomer_for=timedelta(days=laid_down.newcomer_days),
        trusted_links=tuple(laid_down.trusted_links),
        watched_words=tuple(laid_down.watched_words),
    )
