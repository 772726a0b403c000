"""Neighbours, and the accounts they speak from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeAlias, cast

from sqlalchemy import ForeignKey, Select, Table, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import forgotten, sharing, store
from bot.forgotten import Forgotten
from bot.incoming import Identity
from bot.places import Neighbourhood
from bot.posts import clean
from bot.store import Base

LONGEST_NAME = 100
# An account that was linked to a person has none of the person's rights for so long, and any
# older account of theirs can part from it at once.
SETTLING = timedelta(days=2)
# Held while somebody is heard; whoever makes persons one, or two, or known, does so alone. Else
# a vote on its way to another Bude would be that of somebody who is not there any more.
WHO_IS_WHO = "who is who"
_CHANGES = "how often it changed who is who"


class Person(Base):
    """Somebody, whatever accounts they use. `language` is their stated wish.

    `since` is when we met; none means before anything was asked. `known_in` is the one
    neighbourhood in which others, or the city, vouch for them, from `known_since` on. Who
    parted from another person has no voice in what was asked before `voice_from`: it is spoken
    for there. Between `quiet_from` and `quiet_until`, in minutes after midnight, letters wait.
    Who is silent for years was told at `missed_at` that they will be forgotten.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str | None]
    home_id: Mapped[int | None] = mapped_column(ForeignKey(Neighbourhood.id))
    since: Mapped[datetime | None]
    known_in: Mapped[int | None] = mapped_column(ForeignKey(Neighbourhood.id))
    known_since: Mapped[datetime | None]
    voice_from: Mapped[datetime | None]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    missed_at: Mapped[datetime | None]


class Account(Base):
    """One account on one platform; `since` is when we first heard from it.

    `heard` the week in which it last spoke to us; `joined` when it was linked to its
    person, `private_at` where it is told things alone (empty if it takes none), `greeted`
    whether it had our first word.
    """

    __tablename__ = "account"
    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    since: Mapped[datetime]
    heard: Mapped[datetime]
    joined: Mapped[datetime | None]
    private_at: Mapped[str | None]
    greeted: Mapped[bool] = mapped_column(default=False)

    def is_settling(self, now: datetime) -> bool:
        """Whether it was linked only lately."""
        return _settles(self.joined, now)


class Neighbour(NamedTuple):
    """A person, as verbs get to know them; the last four tell of the account that speaks."""

    id: int
    name: str
    language: str | None
    home_id: int | None
    since: datetime | None = None
    known_in: int | None = None
    voice_from: datetime | None = None
    joined: datetime | None = None
    private_at: str | None = None
    greeted: bool = False
    heard: datetime | None = None

    def is_settling(self, now: datetime) -> bool:
        """Whether this account was linked only lately."""
        return _settles(self.joined, now)


def _settles(joined: datetime | None, now: datetime) -> bool:
    return joined is not None and now < joined + SETTLING


AccountKey: TypeAlias = tuple[str, str]
# In the order of `Neighbour`.
_OF_PERSON = (
    *(Person.id, Person.name, Person.language, Person.home_id),
    *(Person.since, Person.known_in, Person.voice_from),
)
_OF_ACCOUNT = (Account.joined, Account.private_at, Account.greeted, Account.heard)


def recognise(
    session: Session, who: Identity, home_id: int | None, now: datetime, chat: str | None = None
) -> Neighbour:
    """The person behind an account, met if need be, who can be told things alone in `chat`."""
    return recognise_all(session, {who: home_id}, now, chat)[who.platform, who.user_id]


def recognise_all(
    session: Session,
    callers: Mapping[Identity, int | None],
    now: datetime,
    chat: str | None = None,
) -> dict[AccountKey, Neighbour]:
    """Recognise many at once. `callers` maps each account to the neighbourhood it speaks in,
    which becomes the home of those who have none."""
    by_key = {(who.platform, who.user_id): who for who in callers}
    found = known(session, list(by_key))
    for key, who in by_key.items():
        if key not in found:
            found[key] = meet(session, who, callers[who], now, chat)
        elif found[key].home_id is None and callers[who] is not None:
            found[key] = _at_home(session, found[key], callers[who])
    return found


def known(session: Session, keys: Iterable[AccountKey]) -> dict[AccountKey, Neighbour]:
    """The people behind those of these accounts that we have met."""
    by_platform: dict[str, list[str]] = {}
    for platform, user_id in keys:
        by_platform.setdefault(platform, []).append(user_id)
    return {
        (platform, user_id): person
        for platform, users in by_platform.items()
        for user_id, person in _on_platform(session, platform, users)
    }


def _on_platform(
    session: Session, platform: str, users: Sequence[str]
) -> Iterable[tuple[str, Neighbour]]:
    named = {"platform": platform, **sharing.these(session, users)}
    rows = session.execute(_who(store.dialect(session)), named)
    return ((user_id, Neighbour(*rest)) for user_id, *rest in rows)


@cache
def _who(dialect: str) -> Select[str, *tuple[Any, ...]]:
    query = select(Account.user_id, *_OF_PERSON, *_OF_ACCOUNT).join(
        Person, Person.id == Account.person_id
    )
    return query.where(
        Account.platform == bindparam("platform"),
        sharing.one_of_these(Account.user_id, dialect),
    )


# A neighbourhood that was away comes all at once, and the ORM's way takes four times as long.
_NEW_PERSON = insert(cast("Table", Person.__table__)).returning(Person.__table__.c.id)
_NEW_ACCOUNT = insert(cast("Table", Account.__table__))


def meet(
    session: Session, who: Identity, home_id: int | None, now: datetime, chat: str | None
) -> Neighbour:
    """Somebody whose account is not known."""
    name = _clean_name(who)
    found = forgotten.behind(session, who)
    met = _again(session, found, name, home_id, now) if found else None
    if met is None:
        person = {"name": name, "home_id": home_id, "since": now}
        number = session.connection().execute(_NEW_PERSON, person).scalar_one()
        met = Neighbour(number, name, None, home_id, now)
    account = {"platform": who.platform, "user_id": who.user_id, "person_id": met.id}
    account |= {"since": now, "heard": week(now), "private_at": chat, "joined": met.joined}
    session.connection().execute(_NEW_ACCOUNT, account)
    return met._replace(heard=week(now), private_at=chat)


def week(moment: datetime) -> datetime:
    """Its Monday, at midnight UTC: nobody needs to know more exactly when somebody spoke."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def _again(
    session: Session, found: Forgotten, name: str, home_id: int | None, now: datetime
) -> Neighbour:
    """With the first of their accounts they are called as they are called now; any other comes
    along as if it was linked now."""
    person = session.get_one(Person, forgotten.come_back(session, found))
    person.name, person.home_id = person.name or name, person.home_id or home_id
    session.flush()
    others = select(Account.user_id).where(Account.person_id == person.id).limit(1)
    row = session.execute(select(*_OF_PERSON).where(Person.id == person.id)).one()
    joined = now if session.scalar(others) else None
    return Neighbour(*row, joined=joined)


def by_name(session: Session, person: Neighbour, who: Identity) -> Neighbour:
    """Called by their account's number only because we had heard no name: they have one now."""
    if person.name != who.user_id or (name := _clean_name(who)) == who.user_id:
        return person
    session.execute(update(Person).filter_by(id=person.id).values(name=name))
    return person._replace(name=name)


def _clean_name(who: Identity) -> str:
    return " ".join(clean(who.name).split())[:LONGEST_NAME] or who.user_id


def _at_home(session: Session, person: Neighbour, home_id: int | None) -> Neighbour:
    session.execute(update(Person).filter_by(id=person.id).values(home_id=home_id))
    return person._replace(home_id=home_id)


def changed(session: Session) -> None:
    """Somebody is somebody else from now on, so who was looked up must be looked up again."""
    session.info[_CHANGES] = changes(session) + 1


def changes(session: Session) -> int:
    """How often that happened in this session."""
    count: int = session.info.get(_CHANGES, 0)
    return count


def called(session: Session, name: str, home_id: int | None) -> Sequence[Neighbour]:
    """People of a neighbourhood by name, or anybody by an account: `@mo:example.org`, or with
    its platform, `matrix:@mo:example.org`. Who only calls themselves so is not meant."""
    wanted = name.removeprefix("@").casefold()
    query = select(*_OF_PERSON, Account.platform, Account.user_id).join(Account)
    query = query.order_by(Person.id, Account.platform, Account.user_id)
    rows: Iterable[Any] = session.execute(query)
    found = {
        row.id: Neighbour(*row[: len(_OF_PERSON)])
        for row in rows
        if wanted in written(row.platform, row.user_id)
        or (":" not in wanted and row.name.casefold() == wanted and row.home_id == home_id)
    }
    return list(found.values())


def written(platform: str, user_id: str) -> tuple[str, ...]:
    """All ways to write an account, casefolded and without an @ before them."""
    account = user_id.casefold()
    return account.removeprefix("@"), f"{platform}:{account}"


def account(session: Session, person: Neighbour, platform: str) -> str:
    """One of theirs, on this platform if there is one; as short as only they are meant."""
    theirs = select(Account).filter_by(person_id=person.id).order_by(Account.since)
    accounts = session.scalars(theirs).all()
    one = next((each for each in accounts if each.platform == platform), accounts[0])
    alone = len(called(session, one.user_id, person.home_id)) == 1
    return one.user_id if alone else f"{one.platform}:{one.user_id}"


def in_full(session: Session, person: Neighbour) -> str:
    """A name with its accounts, because everybody chooses their name themselves."""
    query = select(Account.user_id).where(Account.person_id == person.id)
    accounts = session.scalars(query.order_by(Account.platform, Account.user_id)).all()
    others = [each for each in accounts if each.casefold() != person.name.casefold()]
    return f"{person.name} ({', '.join(others)})" if others else person.name
