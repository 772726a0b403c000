"""Lists of other communities that warn of accounts. We only read them, and look twice."""

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import cache

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.incoming import Identity, Watched
from bot.store import Base

LONGEST = 500


class Watch(Base):
    """One rule of one list: an account, a server, or a pattern of either."""

    __tablename__ = "watch"
    platform: Mapped[str] = mapped_column(primary_key=True)
    listed_in: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    whom: Mapped[str] = mapped_column(index=True)
    is_pattern: Mapped[bool] = mapped_column(index=True)


def keep(session: Session, rules: Iterable[Watched]) -> None:
    """What a list says now; a rule without `whom` was taken back. The reason is not kept: it
    is about somebody who may never come here."""
    for each in rules:
        found = session.get(Watch, (each.platform, each.listed_in, each.rule))
        if found:
            session.delete(found)
            session.flush()
        if each.whom and len(each.whom) <= LONGEST:
            session.add(_watch(each, each.whom.casefold()))
    session.flush()


def read_only(session: Session, platform: str, lists: Collection[str]) -> None:
    """Of no other list anything is kept, or believed."""
    gone = delete(Watch).where(Watch.platform == platform, Watch.listed_in.not_in(lists))
    session.execute(gone)


def _watch(rule: Watched, whom: str) -> Watch:
    return Watch(
        platform=rule.platform,
        listed_in=rule.listed_in,
        rule=rule.rule,
        whom=whom,
        is_pattern="*" in whom or "?" in whom,
    )


def warn_of(session: Session, who: Identity) -> bool:
    """Whether any list warns of this account, or of its server."""
    names = {who.user_id.casefold(), server_of(who.user_id.casefold())}
    here = {"platform": who.platform, "names": list(names)}
    if session.scalar(_exact(), here):
        return True
    patterns = session.scalars(_patterns(), here)
    return any(_fits(pattern, name) for pattern in patterns for name in names)


@cache
def _exact() -> Select[str]:
    named = Watch.whom.in_(bindparam("names", expanding=True))
    return _listed().where(~Watch.is_pattern, named).limit(1)


@cache
def _patterns() -> Select[str]:
    return _listed().where(Watch.is_pattern)


def _listed() -> Select[str]:
    return select(Watch.whom).where(Watch.platform == bindparam("platform"))


def server_of(user_id: str) -> str:
    """Of @anna:example.org, example.org."""
    return user_id.partition(":")[2] or user_id


def _fits(pattern: str, name: str) -> bool:
    """`*` is anything, `?` one character, as in the globs of Matrix."""
    # Of fnmatch we want no sets of characters; what it makes of stars never takes long.
    return fnmatchcase(name, pattern.replace("[", "[[]"))
