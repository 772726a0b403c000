"""What found a closed door: it waits until whoever it is for speaks to us alone again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import letters, media, outbox, receipts
from bot.incoming import Address
from bot.language import N_, Words
from bot.letters import Unreadable
from bot.outbox import LONGEST_FAILURE, Letter, State
from bot.people import AccountKey
from bot.posts import Post, Reply, with_besides

INTRODUCTION = N_(
    "I could not send you a private message, so this has waited for you. Write to me in "
    "private once, and such news reaches you at once."
)
AT_ONCE = 5
# So long we believe that what was handed over is being shown.
LEASE = timedelta(minutes=2)


def keep(session: Session, door: Address, user_id: str) -> None:
    """Of what goes there, all that is for this account waits for it, whatever the place."""
    theirs = Letter.key.endswith(f":{user_id}", autoescape=True)
    on_the_way = Letter.state.in_([State.WAITING, State.SENDING])
    there = select(Letter).filter_by(platform=door.platform, target=door.target, edits=None)
    for letter in session.scalars(there.where(theirs, on_the_way)).all():
        letter.state, letter.target, letter.thread = State.KEPT, user_id, None
        letter.leased_until = None


def put_by(session: Session, who: AccountKey, post: Post, *, key: str, now: datetime) -> None:
    """The same for what is said while the door is known to be closed."""
    outbox.send(session, Address(*who), post, key=key, now=now, state=State.KEPT)


def release(session: Session, who: AccountKey, chat: str) -> None:
    """They speak to us alone there, so that it goes there as any other letter."""
    for letter in _kept(session, who):
        letter.state, letter.target, letter.due = State.WAITING, chat, letter.queued
        letter.attempts, letter.leased_until = 0, None


def hand_over(
    session: Session, who: AccountKey, reply: Reply, words: Words, now: datetime
) -> Reply:
    """An answer that nobody else sees, and besides what waits; a few at a time. Until it is
    known to be shown, it waits again."""
    free = [each for each in _kept(session, who) if (each.leased_until or now) <= now]
    read = [(each, post) for each in free[:AT_ONCE] if (post := _post(session, each))]
    if not read:
        return reply
    besides = [Reply(Post(words.say(INTRODUCTION)), private=True)]
    for letter, post in read:
        letter.leased_until = now + LEASE
        besides.append(Reply(post, private=True, letter=letter.id))
    return with_besides(reply, besides)


def _post(session: Session, letter: Letter) -> Post | None:
    try:
        return media.shown(session, letters.read(letter.post))
    except Unreadable as error:
        letter.state, letter.failure = State.FAILED, f"unreadable: {error}"[:LONGEST_FAILURE]
        return None


def shown(session: Session, letter_id: int, at: Address, messages: Sequence[str]) -> None:
    """A letter stands there; it waits no more."""
    receipts.remember(session, letter_id, at, messages)
    letter = session.get(Letter, letter_id)
    if letter and letter.state == State.KEPT:
        letter.state, letter.leased_until = State.SENT, None


def _kept(session: Session, who: AccountKey) -> Sequence[Letter]:
    platform, user_id = who
    for_them = select(Letter).filter_by(platform=platform, target=user_id, state=State.KEPT)
    return session.scalars(for_them.order_by(Letter.id)).all()
