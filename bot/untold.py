"""An answer that could not be given when it was due: it goes by letter, or waits."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import closed_doors, outbox, people, picks, telling
from bot.incoming import Address, Incoming
from bot.language import N_, languages
from bot.outbox import Letter, State
from bot.people import Account
from bot.posts import Post, Reply

DONE = N_(
    "What you asked of me on {moment} is done; only my answer came too late to be shown to "
    "you. If there was something to read in it, please ask me once more."
)


def keep(session: Session, heard: Incoming, reply: Reply, now: datetime) -> None:
    """It waits until they speak to us alone: a no as it was said, and of what was done only
    that it was. In the words of an answer may stand somebody's choice, or a code."""
    account = session.get(Account, heard.sender.account)
    if account is None:
        return
    _close(session, account, heard.own_chat)
    letter = session.get(Letter, reply.letter) if reply.letter else None
    if letter and letter.state == State.KEPT:
        letter.leased_until = None
    elif not reply.post.ask:
        post = reply.post if reply.refused else _done(session, account, heard, now)
        key = f"untold:{heard.message_id}:{account.user_id}"
        closed_doors.put_by(session, heard.sender.account, post, key=key, now=now)


def _close(session: Session, account: Account, door: str | None) -> None:
    if door:
        telling.is_out_of_reach(session, account.platform, door)
    account.private_at = telling.NOWHERE
    session.flush()
    people.changed(session)


def _done(session: Session, account: Account, heard: Incoming, now: datetime) -> Post:
    spoken = languages().known(heard.locale)
    words = telling.words_of(session, account.person_id, spoken)
    return Post(words.say(DONE, moment=heard.moment(now)))


def by_letter(
    session: Session, heard: Incoming, reply: Reply, about: str, now: datetime
) -> None:
    """An answer that is given only now, with what is said besides."""
    key, to = f"{about}:{heard.message_id}:{heard.sender.user_id}", _where(heard, reply)
    said: Reply | None = reply
    while said:
        outbox.send(session, to, said.post, key=key, now=now)
        key, said = f"{key}:besides", said.besides


def _where(heard: Incoming, reply: Reply) -> Address:
    """What was private does not stand in the middle of a room."""
    if heard.private or not reply.private:
        return heard.at
    if heard.own_chat:
        return Address(heard.at.platform, heard.own_chat)
    under = picks.about(heard.said) or heard.message_id
    return replace(heard.at, thread=heard.at.thread or under)
