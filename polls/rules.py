"""What a city lays down for its polls."""

from dataclasses import dataclass

from bot.language import OwnWords
from bot.places import City
from moderation.triage import Rule


@dataclass(frozen=True, slots=True)
class PollRules:
    """`decides` and `answered_by` are said under every poll that does not say it itself.

    `secret`: whether a poll is secret that does not say it itself; left open, those of city
    officers are. `who` may vote where a poll does not say it: "everybody" or "known". With
    `binding`, what `decides` says binds a council, so that known neighbours alone vote.
    `rule` is for polls of rooms that have none of their own: "at once", "newcomers" or "all".
    """

    decides: OwnWords | None = None
    answered_by: OwnWords | None = None
    answer_within_days: int = 28
    open_for_days: int = 7
    secret: bool | None = None
    who: str = "everybody"
    binding: bool = False
    rule: str = Rule.AT_ONCE.value

    def __post_init__(self) -> None:
        """Raises ValueError, in words for whoever wrote the config."""
        if self.who not in ("everybody", "known"):
            raise ValueError('who may vote: expected "everybody" or "known"')
        if self.rule not in set(Rule):
            raise ValueError('rule: expected "at once", "newcomers" or "all"')


def rules(city: City) -> PollRules:
    return PollRules(**city.rules.get("polls", {}))
