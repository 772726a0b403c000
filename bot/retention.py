"""How long things are kept, as each city lays it down; and forgetting what is older."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.places import City


@dataclass(frozen=True, slots=True)
class Retention:
    """In days. `heard`: the ids of what was heard. `letters`: what Bude has said, unless it can
    still be answered. `private_letters`: what it has said to one person. `log`: what was done
    with a right. `ballots`: who voted what, after a poll has closed. `silence`: somebody who
    says no word to Bude any more."""

    heard: int = 30
    letters: int = 30
    private_letters: int = 2
    log: int = 730
    ballots: int = 30
    silence: int = 730

    def __post_init__(self) -> None:
        for each in fields(self):
            if getattr(self, each.name) < 1:
                raise ValueError(f"{each.name} must be at least 1 day")


def cities(session: Session) -> Iterator[tuple[City, Retention]]:
    for city in session.scalars(select(City).order_by(City.id)).all():
        yield city, rules(city)


def rules(city: City) -> Retention:
    return Retention(**city.rules.get("retention", {}))


def shortest(session: Session, what: str) -> int:
    """For what belongs to no city: the fewest days that any of them lays down."""
    days = [int(getattr(kept, what)) for _, kept in cities(session)]
    return min(days, default=int(getattr(Retention(), what)))


def before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)
