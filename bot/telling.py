"""A word to one person, in private: wherever their accounts last spoke to us alone."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, bindparam, collate, func, select, update
from sqlalchemy.orm import Session

from bot import closed_doors, letters, outbox, people, places, quiet, sharing, store
from bot.incoming import Address, Incoming
from bot.language import Words
from bot.outbox import Letter, State
from bot.people import Account, AccountKey, Neighbour, Person
from bot.places import City, Neighbourhood
from bot.posts import Post

# Where somebody is who takes no word of ours.
NOWHERE = ""
Say: TypeAlias = Callable[[Words], Post]


def tell(
    session: Session,
    person_id: int,
    say: Say,
    *,
    key: str,
    now: datetime,
    besides: Collection[AccountKey] = (),
    language: str | None = None,
    warning: bool = False,
) -> None:
    """Tell all accounts of a person, except those that know it already; in the `language` they
    last used with us, if they wish for no other. Unless it is a `warning`, not in their quiet
    hours, and not an account that was linked only lately. Where they take no word of ours, it
    waits until they speak to us alone."""
    person = session.get_one(Person, person_id)
    words = words_of(session, person_id, language)
    due = now if warning else quiet.over(person, words.zone, now)
    for account in accounts_of(session, person_id):
        who, name = (account.platform, account.user_id), f"{key}:{account.user_id}"
        if who in besides or (account.is_settling(now) and not warning):
            continue
        if account.private_at:
            to = Address(account.platform, account.private_at)
            post = _addressed(session, to, person, say(words), words)
            outbox.send(session, to, post, key=name, now=now, due=due)
        elif account.private_at == NOWHERE:
            closed_doors.put_by(session, who, say(words), key=name, now=now)


def say_anew(session: Session, say: Say, *, key: str) -> None:
    """What still waits for people under this key is said to them in other words."""
    found = select(Letter, Account.person_id).join(Account, _whose(session, key))
    waiting = found.where(Letter.state.in_((State.WAITING, State.KEPT)))
    for letter, person_id in session.execute(waiting).all():
        letter.post = letters.written(say(words_of(session, person_id)))


def show_anew(session: Session, say: Say, *, key: str, now: datetime) -> None:
    """The same; and what they were told already is changed where it stands."""
    say_anew(session, say, key=key)
    found = select(Letter.key, Account.person_id).join(Account, _whose(session, key))
    told = found.where(Letter.state.in_((State.SENT, State.SENDING)))
    for name, person_id in session.execute(told).all():
        words = words_of(session, person_id)
        outbox.revise(session, say, key=name, now=now, elsewhere=words)


def _whose(session: Session, key: str) -> ColumnElement[bool]:
    """Letters to people under this key, each with the account in its name. Found by how names
    begin: to make the whole name of each account, and compare it with each letter's, takes the
    square of the time."""
    begins, name = f"{key}:", Letter.key
    by_bytes = name if store.dialect(session) == "sqlite" else collate(name, "C")
    here = (by_bytes >= begins) & (by_bytes < f"{key};")
    account = func.substr(name, len(begins) + 1) == Account.user_id
    return here & account & (Account.platform == Letter.platform)


def _addressed(session: Session, to: Address, person: Person, post: Post, words: Words) -> Post:
    """At a terminal all sit before one screen: there it begins with whom it is for."""
    if places.room_at(session, to) is None:
        return post
    here = select(Account).filter_by(platform=to.platform, private_at=to.target)
    others = here.where(Account.person_id != person.id).limit(1)
    if session.scalars(others).first() is None:
        return post
    name = words.say("To {name}", name=person.name)
    return replace(post, title=f"{name}\n{post.title}".rstrip())


def reaches(session: Session, person_id: int) -> bool:
    """Whether they can be told something alone, at once."""
    return any(account.private_at for account in accounts_of(session, person_id))


def takes_none(session: Session, person_id: int) -> bool:
    """Whether what they are told alone waits until they speak to us alone."""
    return any(each.private_at == NOWHERE for each in accounts_of(session, person_id))


_ACCOUNTS = (
    select(Account)
    .where(Account.person_id == bindparam("person"))
    .order_by(Account.since, Account.platform, Account.user_id)
)


def accounts_of(session: Session, person_id: int) -> Iterable[Account]:
    """In the order in which we met them."""
    return session.scalars(_ACCOUNTS, {"person": person_id}).all()


def words_of(session: Session, person_id: int, language: str | None = None) -> Words:
    """The words in which to speak to somebody who did not just speak to us."""
    person = session.get_one(Person, person_id)
    city = _city(session, person)
    return places.speech(person.language or language or city.language, city)


def _city(session: Session, person: Person) -> City:
    if person.home_id is not None:
        return session.get_one(Neighbourhood, person.home_id).city
    return session.scalars(select(City).order_by(City.id).limit(1)).one()


def within_reach(
    session: Session, key: AccountKey, person: Neighbour, incoming: Incoming
) -> Neighbour:
    """Remember where this account can be told something alone one day."""
    chat = _chat(person, incoming)
    if chat is None or chat == person.private_at:
        return person
    if person.private_at == NOWHERE:
        closed_doors.release(session, key, chat)
    account = update(Account).filter_by(platform=key[0], user_id=key[1])
    session.execute(account.values(private_at=chat))
    return person._replace(private_at=chat)


def _chat(person: Neighbour, incoming: Incoming) -> str | None:
    if incoming.private:
        return incoming.at.target
    if person.private_at is not None:
        return person.private_at
    return incoming.own_chat if incoming.alone else None


def is_out_of_reach(session: Session, platform: str, target: str) -> None:
    """Nothing can be delivered there, until they write to us alone: what was on its way to them
    waits, and what they are told next finds another way."""
    here = {"platform": platform, "private_at": target}
    for account in session.scalars(select(Account).filter_by(**here)).all():
        closed_doors.keep(session, Address(platform, target), account.user_id)
    session.execute(update(Account).filter_by(**here).values(private_at=NOWHERE))


def overheard(session: Session, chats: Mapping[Address, str]) -> None:
    """Others are in these rooms by now, or whom it was for is not: so that nobody is told
    anything alone there but who alone reads along, nor what was written for that and still
    waits."""
    for chat in _told_beside(session, chats):
        is_out_of_reach(session, chat.platform, chat.target)
        if places.room_at(session, chat) is None:
            _give_up(session, chat)
        people.changed(session)


def _told_beside(session: Session, chats: Mapping[Address, str]) -> set[Address]:
    """Where somebody is told things alone of whom that is not said."""
    told = select(Account.platform, Account.private_at, Account.user_id)
    there = told.where(sharing.among(session, Account.private_at, [at.target for at in chats]))
    rows = session.execute(there)
    found = [(Address(platform, at or NOWHERE), who) for platform, at, who in rows]
    return {at for at, who in found if chats.get(at, who) != who}


def _give_up(session: Session, to: Address) -> None:
    waiting = update(Letter).filter_by(platform=to.platform, target=to.target)
    given_up = {"state": State.FAILED, "failure": "others can read it there"}
    waiting = waiting.where(Letter.state == State.WAITING).values(given_up)
    session.execute(waiting.execution_options(synchronize_session="fetch"))
