"""Answers given by picking, kept while they can still be taken back one by one."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, outbox, sharing, store
from bot.incoming import (
    Address,
    Call,
    Ended,
    Identity,
    Incoming,
    Picked,
    Picks,
    Reacted,
    Retracted,
    Said,
)
from bot.outbox import Letter, SentMessage
from bot.posts import Question
from bot.store import Base

# 1️⃣ to 9️⃣ are a digit, an optional variation selector and an enclosing keycap; then 🔟.
_KEYCAP, _SELECTOR, _TEN = "\u20e3", "\ufe0f", "\U0001f51f"


class Pick(Base):
    """One message that picked something on a letter of ours; `options` as in "1 3". `question`
    is the same for all letters that ask it."""

    __tablename__ = "pick"
    __table_args__ = (
        UniqueConstraint("platform", "message_id"),
        Index("ix_pick_letter_id_user_id", "letter_id", "user_id"),
        Index("ix_pick_question", "question"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id))
    user_id: Mapped[str]
    question: Mapped[str]
    platform: Mapped[str]
    message_id: Mapped[str]
    options: Mapped[str]
    is_reaction: Mapped[bool]
    said_at: Mapped[datetime]


class Stand(NamedTuple):
    """What an account picks after all, as a call; `said_at` unless it was said just so.

    Who takes an answer back falls back to what was said before it, and leaves alone what was
    said after it: so that stands as if said with the answer taken back.
    """

    who: Identity
    call: Call
    said_at: datetime | None = None


class _Posed(NamedTuple):
    """A question that stands somewhere, and the message that shows it there."""

    letter_id: int
    question: Question
    name: str
    message: SentMessage


def picked(session: Session, incoming: Incoming, said: Picked, now: datetime) -> Stand | None:
    """A native answer replaces what its sender picked before."""
    posed = _posed(session, incoming.at, said.message_id)
    if posed is None:
        return None
    options = _valid(posed, said)
    if not posed.question.secret and not incoming.alone:
        _keep(session, incoming, posed, options, now)
    return Stand(incoming.sender, posed.question.pick(options))


def reacted(session: Session, incoming: Incoming, said: Reacted, now: datetime) -> Stand | None:
    """A reaction adds its option where several count, else it replaces."""
    option = option_of(said.sign)
    posed = _posed(session, incoming.at, said.message_id) if option else None
    if posed is None or option is None or not _could_be_meant(posed.question, option):
        return None
    if posed.question.secret:
        # Nothing is kept that a sign could be put together from.
        return Stand(incoming.sender, posed.question.pick((option,))) if said.on else None
    if not said.on:
        return _taken_off(session, incoming.sender, posed, option)
    _keep(session, incoming, posed, (option,), now)
    if not posed.question.several:
        return Stand(incoming.sender, posed.question.pick((option,)))
    return _stand(session, incoming.sender, posed.letter_id, posed.question)


def _could_be_meant(question: Question, option: int) -> bool:
    """Where nothing is asked any more, the command says what becomes of it."""
    return option >= 1 and (option <= len(question.options) or not question.options)


def retracted(session: Session, incoming: Incoming, said: Retracted) -> Stand | None:
    """What stands once a message that picked is gone, whoever removed it; but in its own room,
    for elsewhere others may remove what they like."""
    at = incoming.at
    gone = session.scalar(
        select(Pick).filter_by(platform=at.platform, message_id=said.message_id)
    )
    letter = outbox.newest(session, gone.letter_id) if gone else None
    question = _question(letter) if letter else None
    if gone is None or question is None or not outbox.stands_in(session, gone.letter_id, at):
        return None
    who = Identity(gone.platform, gone.user_id, gone.user_id)
    session.delete(gone)
    session.flush()
    return _stand(session, who, gone.letter_id, question, gone.said_at)


def ended(session: Session, at: Address, message_id: str) -> Call | None:
    """Ending our poll on the platform is the command for it, with its rights."""
    posed = _posed(session, at, message_id)
    return posed.question.end if posed else None


def forget_refused(session: Session, incoming: Incoming) -> None:
    """An answer that was refused is none: nothing shall ever fall back to it."""
    if is_one(incoming.said):
        key = {"platform": incoming.sender.platform, "message_id": incoming.message_id}
        session.execute(delete(Pick).filter_by(**key))


def forget(session: Session, answer: Call) -> None:
    """Nobody can take back any more what was answered with this call."""
    session.execute(delete(Pick).filter_by(question=_name_of(answer)))


def _name_of(answer: Call) -> str:
    return json.dumps([answer.command, sorted(answer.arguments.items())])


_KINDS = (Picked, Reacted, Retracted)


def about(said: Said) -> str | None:
    """The message on which something may be picked, or ended, with this."""
    match said:
        case Picked(message_id=message_id) | Ended(message_id=message_id):
            return message_id
        case Reacted(message_id=message_id, sign=sign):
            return message_id if option_of(sign) else None
    return None


def is_one(said: Said) -> bool:
    """Whether this is a pick, or one taken back: what it did is seen on the post itself."""
    return isinstance(said, _KINDS)


def option_of(sign: str) -> int | None:
    """The number a reaction stands for."""
    if sign == _TEN:
        return 10
    digit = sign.removesuffix(_KEYCAP).removesuffix(_SELECTOR)
    return int(digit) if sign.endswith(_KEYCAP) and digit in set("123456789") else None


def look_up_together(session: Session, said: Iterable[Incoming]) -> None:
    """The questions that these pick on, before each of them would ask for its own."""
    by_platform: dict[str, set[str]] = {}
    for each in said:
        if message_id := about(each.said):
            by_platform.setdefault(each.at.platform, set()).add(message_id)
    for platform, messages in by_platform.items():
        named = {"platform": platform, **sharing.these(session, messages)}
        for message, letter in session.execute(_behind(store.dialect(session)), named):
            posed = partial(_as_posed, message, letter)
            sharing.once(session, _key(platform, message.message_id), posed)


@cache
def _behind(dialect: str) -> Select[SentMessage, Letter]:
    """Messages, each with its letter as it was last said first."""
    versions = (Letter.id == SentMessage.letter_id) | (Letter.edits == SentMessage.letter_id)
    there = select(SentMessage, Letter).join(Letter, versions).order_by(Letter.id.desc())
    return there.where(
        SentMessage.platform == bindparam("platform"),
        sharing.one_of_these(SentMessage.message_id, dialect),
    )


def _posed(session: Session, at: Address, message_id: str) -> _Posed | None:
    """None also for a message of another room: whoever rules this one may claim anything."""
    look_up = partial(_look_up, session, at.platform, message_id)
    posed = sharing.once(session, _key(at.platform, message_id), look_up)
    return posed if posed and posed.message.target == at.target else None


def _key(platform: str, message_id: str) -> tuple[str, str, str]:
    return "question", platform, message_id


def _look_up(session: Session, platform: str, message_id: str) -> _Posed | None:
    letter = outbox.letter_behind(session, platform, message_id)
    message = session.get(SentMessage, (platform, message_id)) if letter else None
    return _as_posed(message, letter) if letter and message else None


def _as_posed(message: SentMessage, letter: Letter) -> _Posed | None:
    question = _question(letter)
    if question is None:
        return None
    return _Posed(letter.edits or letter.id, question, _name_of(question.answer), message)


def _question(letter: Letter) -> Question | None:
    return letters.read(letter.post).question


def _valid(posed: _Posed, said: Picked) -> Picks:
    """As MSC3381 has it: one unknown answer spoils the ballot, too many are cut off."""
    question, marks = posed.question, posed.message.marks
    if marks is None:
        options, most = said.options, len(said.options) if question.several else 1
    else:
        options = tuple(marks.index(mark) + 1 if mark in marks else 0 for mark in said.marks)
        most = posed.message.most or 1
    known = all(_could_be_meant(question, option) for option in options)
    return options[:most] if known else ()


def _keep(
    session: Session, incoming: Incoming, posed: _Posed, options: Picks, now: datetime
) -> None:
    row = {
        "letter_id": posed.letter_id,
        "user_id": incoming.sender.user_id,
        "question": posed.name,
        "platform": incoming.sender.platform,
        "message_id": incoming.message_id,
        "options": " ".join(map(str, options)),
        "is_reaction": isinstance(incoming.said, Reacted),
        "said_at": incoming.moment(now),
    }
    sharing.later(session, sharing.insert_if_new(Pick, store.dialect(session)), row)


def _taken_off(session: Session, who: Identity, posed: _Posed, option: int) -> Stand | None:
    mine = _picks(session, who, posed.letter_id)
    gone = [pick for pick in mine if pick.is_reaction and pick.options == str(option)]
    if not gone:
        return None
    for pick in gone[:-1]:
        session.delete(pick)
    if len(gone) < len(mine):
        session.delete(gone[-1])
    else:
        # Its moment stays: what is picked while we do not listen was picked after it.
        gone[-1].options = ""
    session.flush()
    return _stand(session, who, posed.letter_id, posed.question, gone[-1].said_at)


def _stand(
    session: Session,
    who: Identity,
    letter_id: int,
    question: Question,
    gone: datetime | None = None,
) -> Stand:
    """The newest answer; where several count and it was a reaction, all reactions together.

    `gone` is when something was said that has been taken back since.
    """
    picks = _picks(session, who, letter_id)
    if not picks:
        return Stand(who, question.pick(()), gone)
    newest = picks[-1]
    together = [each for each in picks if each.is_reaction == newest.is_reaction]
    chosen = together if newest.is_reaction and question.several else [newest]
    options = {int(option) for each in chosen for option in each.options.split()}
    if gone and gone > newest.said_at:
        # From now on it counts as said then; else its own removal would come too early.
        newest.said_at = gone
    return Stand(who, question.pick(tuple(sorted(options))), newest.said_at)


def _picks(session: Session, who: Identity, letter_id: int) -> Sequence[Pick]:
    mine = select(Pick).filter_by(
        platform=who.platform, user_id=who.user_id, letter_id=letter_id
    )
    return session.scalars(mine.order_by(Pick.said_at, Pick.id)).all()
