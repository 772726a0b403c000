"""What we asked somebody and still wait to hear, and whose answer a reply is."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, outbox
from bot.incoming import Address, Identity, Incoming
from bot.language import Words
from bot.outbox import Letter
from bot.posts import Ask, Post, Reply
from bot.refusals import Refusal
from bot.store import Base

PATIENCE = timedelta(hours=1)
# What the keys of replies begin with, in the outbox.
REPLY = "reply:"


class Asked(Base):
    """The last thing we asked an account at an address."""

    __tablename__ = "asked"
    platform: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id))
    language: Mapped[str]
    at: Mapped[datetime]


class Pending(NamedTuple):
    """What was asked, and in which language."""

    ask: Ask
    language: str


def key_of_reply(incoming: Incoming) -> str:
    """With whose it is, so that it goes with them if they are forgotten: what they wrote may
    stand in it."""
    return f"{REPLY}{incoming.message_id}:{incoming.sender.user_id}"


def begin(
    session: Session, incoming: Incoming, letter_id: int, language: str, now: datetime
) -> None:
    """Await an answer to the letter from whoever said this, where it was said."""
    session.merge(
        Asked(
            platform=incoming.sender.platform,
            user_id=incoming.sender.user_id,
            target=incoming.at.target,
            letter_id=letter_id,
            language=language,
            at=now,
        )
    )


def where_to_answer(reply: Reply, incoming: Incoming, words: Words) -> Reply:
    """A question asked among neighbours says how it is answered: whoever writes the answer
    into the room plainly would wait for nothing, since we do not look at talk. Once is enough:
    who has replied knows it."""
    knows = incoming.replies_to or incoming.at.thread or incoming.private or incoming.alone
    if not reply.post.ask or knows:
        return reply
    how = words.say(
        "Please answer as a reply to this message; what else is said here I do not read."
    )
    return replace(reply, post=replace(reply.post, text=f"{reply.post.text}\n{how}".strip()))


def refused(refusal: Refusal, asked: Ask | None, words: Words) -> Post:
    """If it was an answer, another one is awaited; who does not want to must know the way
    out."""
    said = words.refuse(refusal)
    if asked is None:
        return Post(said)
    out = words.say("Or leave it at that: {line}", line=words.line("cancel"))
    return Post(f"{said}\n{out}", ask=asked)


def end(session: Session, who: Identity, at: Address) -> bool:
    """Whether anything was being asked."""
    asked = session.get(Asked, (who.platform, who.user_id, at.target))
    if asked is None:
        return False
    session.delete(asked)
    return True


def settle(session: Session, incoming: Incoming, reply: Reply, command: str) -> None:
    """What was asked for a command is not asked any more once that was carried out, also if it
    was said anew and whole: what is said next is talk."""
    who, at = incoming.sender, incoming.at
    asked = None if reply.refused else session.get(Asked, (*who.account, at.target))
    if asked is None:
        return
    awaited = _pending(asked, session.get_one(Letter, asked.letter_id))
    if awaited is None or awaited.ask.call.command == command:
        session.delete(asked)


def pending(session: Session, who: Identity, at: Address, now: datetime) -> Pending | None:
    """What we asked this account here, unless it was long ago."""
    asked = session.get(Asked, (who.platform, who.user_id, at.target))
    if asked is None or now - asked.at > PATIENCE:
        return None
    return _pending(asked, session.get_one(Letter, asked.letter_id))


def asked_by(session: Session, who: Identity, at: Address, message_id: str) -> Pending | None:
    """What the message asked this account. Nobody else can answer for it. Who was refused may
    answer the first question as well as the last one: there stands what can be chosen."""
    asked = session.get(Asked, (who.platform, who.user_id, at.target))
    letter = outbox.letter_behind(session, at.platform, message_id)
    if asked is None or letter is None:
        return None
    newest = _pending(asked, session.get_one(Letter, asked.letter_id))
    is_theirs = letter.key.startswith(REPLY) and letter.key.endswith(f":{who.user_id}")
    if asked.letter_id == letter.id or (is_theirs and _pending(asked, letter) == newest):
        return newest
    return None


def asked_in(session: Session, who: Identity, at: Address, now: datetime) -> Pending | None:
    """What we asked this account in the very thread that this is said in."""
    asked = session.get(Asked, (who.platform, who.user_id, at.target))
    if asked is None or at.thread is None or now - asked.at > PATIENCE:
        return None
    letter = session.get_one(Letter, asked.letter_id)
    is_there = letter.thread == at.thread or letter.key.startswith(f"{REPLY}{at.thread}:")
    return _pending(asked, letter) if is_there else None


def asked_by_letter(session: Session, at: Address, message_id: str) -> Ask | None:
    """What a letter of ours asks whoever reads it there. A reply to somebody asks only them."""
    letter = outbox.letter_behind(session, at.platform, message_id)
    if letter is None or letter.key.startswith(REPLY):
        return None
    return letters.read(letter.post).ask


def _pending(asked: Asked, letter: Letter) -> Pending | None:
    ask = letters.read(letter.post).ask
    return Pending(ask, asked.language) if ask else None


def post_behind(session: Session, platform: str, message_id: str) -> Post | None:
    letter = outbox.letter_behind(session, platform, message_id)
    return letters.read(letter.post) if letter else None
