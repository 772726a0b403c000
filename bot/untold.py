"""An answer that reached nobody: whoever it is for takes no word of ours where it was due."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import closed_doors, people, telling
from bot.incoming import Incoming
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
