"""What happened where everybody may read it: for the feed and for the digest."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy.orm import Session

from bot.language import Words
from bot.places import Neighbourhood
from bot.posts import Post


class News(NamedTuple):
    """One thing that happened, read at `at` (UTC) or never before.

    `key` never changes ("idea:12:step:40"). `about` is the key of the thing itself ("idea:12"),
    so that it can be named once, newest state first; `topic` the heading it stands under (a
    msgid). What it says needs no session: its title is what it is about, its text what
    happened, its facts, question and buttons are what else is good to know.
    """

    key: str
    at: datetime
    neighbourhood_id: int
    topic: str
    about: str
    say: Callable[[Words], Post]


class Teller(Protocol):
    """Tells what happened in a neighbourhood after `since`, and until `until` itself: newest
    first, `most` at most.

    Only what everybody may read at this moment, and no names of people. `at` is when it became
    so, never earlier, so that whoever asks on from their last `until` misses nothing.
    """

    def __call__(
        self,
        session: Session,
        neighbourhood: Neighbourhood,
        since: datetime,
        until: datetime,
        most: int,
    ) -> Sequence[News]: ...


class StillThere(Protocol):
    """Tells which of these things everybody may read at this moment, by the keys that
    `News.about` names them with. Things of other kinds it leaves out."""

    def __call__(self, session: Session, keys: Collection[str]) -> Collection[str]: ...


def by_number(keys: Iterable[str], kind: str) -> Mapping[int, str]:
    """Those of one kind."""
    parts = ((key, *key.split(":")) for key in keys)
    return {int(number): key for key, name, number in parts if name == kind}


def together(tellers: Sequence[Teller]) -> Teller:
    """All that they tell, as if one did."""

    def tell(
        session: Session,
        neighbourhood: Neighbourhood,
        since: datetime,
        until: datetime,
        most: int,
    ) -> Sequence[News]:
        told = [each(session, neighbourhood, since, until, most) for each in tellers]
        return newest([news for part in told for news in part], most)

    return tell


def newest(news: Sequence[News], most: int) -> Sequence[News]:
    """What happened in one moment stays in the order it has."""
    return sorted(news, key=lambda each: each.at, reverse=True)[:most]
