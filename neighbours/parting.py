"""Parting: an account is a person of its own again. Nobody is pushed out quietly."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Delete, delete, select
from sqlalchemy.orm import Session

from bot import people, store, telling
from bot.belongings import Belongings
from bot.context import Context
from bot.people import SETTLING, Account, Person
from bot.refusals import Refusal
from neighbours import posts
from neighbours.models import Parting


class Parted(NamedTuple):
    """`due` is there when it is only announced."""

    account: str
    due: datetime | None = None


def part(context: Context, written: str, rooms: Sequence[Belongings]) -> Parted:
    """Part an account of the speaker's from the others, unless named the one that was linked
    last: at once when it speaks itself, or was linked only lately; else it is told, and has
    time to object."""
    account = _of_speaker(context, written)
    _refuse_leaving_to_newer(context, account)
    if _may_at_once(context, account):
        leave(context.session, account, rooms, context.now)
        return Parted(_name(account))
    due = context.now + SETTLING
    row = Parting(platform=account.platform, user_id=account.user_id, due=due)
    context.session.merge(row)
    _tell_all(context, account, due)
    return Parted(_name(account), due)


def stay(context: Context) -> bool:
    """The account that speaks objects to being parted. Whether there was anything."""
    asked = context.session.get(Parting, context.who.account)
    if asked:
        context.session.delete(asked)
    return asked is not None


def part_due(session: Session, now: datetime, rooms: Sequence[Belongings]) -> None:
    """Whoever did not object has left by now."""
    for due in session.scalars(select(Parting).where(Parting.due <= now)).all():
        store.one_at_a_time(session, people.WHO_IS_WHO)
        account = session.get(Account, (due.platform, due.user_id))
        if account and len(_accounts(session, account.person_id)) > 1:
            leave(session, account, rooms, now)
        session.execute(_of(due.platform, due.user_id))


def call_off(session: Session, person_id: int, now: datetime) -> None:
    """Who this person is changes. Whoever wanted an account to leave did not mean to leave all
    the rest to accounts of which they knew nothing, so they must ask anew."""
    for account in _accounts(session, person_id):
        asked = session.get(Parting, (account.platform, account.user_id))
        if asked:
            session.delete(asked)
            _tell_that_it_is_off(session, account, asked.due, now)
    session.flush()


def _tell_that_it_is_off(
    session: Session, account: Account, due: datetime, now: datetime
) -> None:
    telling.tell(
        session,
        account.person_id,
        lambda words: posts.not_to_be_parted(_name(account), words),
        key=f"off:{_name(account)}:{due.isoformat()}",
        now=now,
    )


def leave(
    session: Session, account: Account, rooms: Sequence[Belongings], now: datetime
) -> None:
    """All that the person had stays with the accounts that stay. Who leaves begins anew, and
    has no voice in what was asked so far, because there the person has it."""
    store.one_at_a_time(session, people.WHO_IS_WHO)
    old = session.get_one(Person, account.person_id)
    new = Person(
        name=old.name, language=old.language, home_id=old.home_id, since=now, voice_from=now
    )
    session.add(new)
    session.flush()
    account.person_id, account.joined = new.id, None
    session.execute(_of(account.platform, account.user_id))
    session.flush()
    for room in rooms:
        room.part(session, old.id, new.id, now)
    people.changed(session)
    _tell_of_leaving(session, old.id, account, now)


def names(context: Context) -> list[str]:
    """The speaker's accounts, as they are written."""
    return [_name(each) for each in _accounts(context.session, context.person.id)]


def _of_speaker(context: Context, written: str) -> Account:
    mine = _accounts(context.session, context.person.id)
    if len(mine) == 1:
        raise Refusal("This account is not linked to another one.")
    if not written:
        return max(mine, key=lambda each: (each.joined is not None, each.joined or each.since))
    wanted = written.strip().removeprefix("@").casefold()
    found = [each for each in mine if wanted in people.written(each.platform, each.user_id)]
    if len(found) != 1:
        raise Refusal(
            "Which one? Write it as it stands here: {accounts}",
            accounts=", ".join(map(_name, mine)),
        )
    return found[0]


def _refuse_leaving_to_newer(context: Context, account: Account) -> None:
    """Else somebody who was talked into a link would leave all they have to a stranger."""
    others = _accounts(context.session, account.person_id)
    newer = [each for each in others if each.is_settling(context.now) and each != account]
    if newer and not account.is_settling(context.now):
        raise Refusal(
            "{newer} was linked only lately. Part that one first: {line}",
            newer=_name(newer[0]),
            line=context.words.line("unlink", _name(newer[0])),
        )


def _may_at_once(context: Context, account: Account) -> bool:
    own = (account.platform, account.user_id) == context.who.account
    joined = context.person.joined
    older = joined is None or (account.joined is not None and joined < account.joined)
    return own or (account.is_settling(context.now) and older)


def _tell_all(context: Context, account: Account, due: datetime) -> None:
    asker = ":".join(context.who.account)
    telling.tell(
        context.session,
        context.person.id,
        lambda words: posts.to_be_parted(_name(account), asker, due, words),
        key=f"part:{_name(account)}:{due.isoformat()}",
        now=context.now,
        besides=[context.who.account],
        warning=True,
    )


def _tell_of_leaving(session: Session, old: int, account: Account, now: datetime) -> None:
    key = f"left:{_name(account)}:{now.isoformat()}"
    for person_id in (old, account.person_id):
        telling.tell(
            session,
            person_id,
            lambda words: posts.has_left(_name(account), words),
            key=key,
            now=now,
            warning=True,
        )


def _accounts(session: Session, person_id: int) -> Sequence[Account]:
    return list(telling.accounts_of(session, person_id))


def _name(account: Account) -> str:
    return f"{account.platform}:{account.user_id}"


def _of(platform: str, user_id: str) -> Delete:
    return delete(Parting).filter_by(platform=platform, user_id=user_id)
