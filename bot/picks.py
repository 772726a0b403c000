"""Answers given by picking, kept while they can still be taken back one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import letters, outbox, sharing, store
from bot.incoming import Call, Identity, Incoming, Picked, Picks, Reacted, Retracted
from bot.outbox import Letter
from bot.posts import Question
from bot.store import Base

# 1️⃣ to 9️⃣ are a digit, an optional variation selector and an enclosing keycap; then 🔟.
_KEYCAP, _SELECTOR, _TEN = "\u20e3", "\ufe0f", "\U0001f51f"


class Pick(Base):
    """One message that picked something on a letter of ours; `options` as in "1 3"."""

    __tablename__ = "pick"
    __table_args__ = (Index("ix_pick_letter_id_user_id", "letter_id", "user_id"),)
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id))
    user_id: Mapped[str]
    options: Mapped[str]
    is_reaction: Mapped[bool]
    said_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Stand:
    """What an account picks after all, as a call."""

    who: Identity
    call: Call


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question of ours, and the letter it was posed in."""

    letter_id: int
    question: Question


def picked(session: Session, incoming: Incoming, said: Picked, now: datetime) -> Stand | None:
    """A native answer replaces what its sender picked before. It brings them all, so nothing
    need be read again."""
    posed = _posed(session, incoming.at.platform, said.message_id)
    if posed is None:
        return None
    _keep(session, incoming, posed, said.options, now)
    return Stand(incoming.sender, posed.question.pick(said.options))


def reacted(session: Session, incoming: Incoming, said: Reacted, now: datetime) -> Stand | None:
    """A reaction adds its option where several count, else it replaces."""
    posed = _posed(session, incoming.at.platform, said.message_id)
    option = option_of(said.sign)
    if posed is None or option is None or option > len(posed.question.options):
        return None
    if said.on:
        _keep(session, incoming, posed, (option,), now)
    else:
        _take_off(session, incoming.sender, posed, option)
    return _stand(session, incoming.sender, posed)


def retracted(session: Session, incoming: Incoming, said: Retracted) -> Stand | None:
    """What stands once a message that picked is gone, whoever removed it."""
    pick = session.get(Pick, (incoming.at.platform, said.message_id))
    if pick is None:
        return None
    question = letters.read(session.get_one(Letter, pick.letter_id).post).question
    who = Identity(pick.platform, pick.user_id, pick.user_id)
    session.delete(pick)
    session.flush()
    return _stand(session, who, _Posed(pick.letter_id, question)) if question else None


def ended(session: Session, platform: str, message_id: str) -> Call | None:
    """Ending our poll on the platform is the command for it, with its rights."""
    posed = _posed(session, platform, message_id)
    return posed.question.end if posed else None


def option_of(sign: str) -> int | None:
    """The number a reaction stands for."""
    if sign == _TEN:
        return 10
    digit = sign.removesuffix(_KEYCAP).removesuffix(_SELECTOR)
    return int(digit) if sign.endswith(_KEYCAP) and digit in set("123456789") else None


def _posed(session: Session, platform: str, message_id: str) -> _Posed | None:
    key = ("question", platform, message_id)
    return sharing.once(session, key, partial(_look_up, session, platform, message_id))


def _look_up(session: Session, platform: str, message_id: str) -> _Posed | None:
    letter = outbox.letter_behind(session, platform, message_id)
    question = letters.read(letter.post).question if letter else None
    return _Posed(letter.edits or letter.id, question) if letter and question else None


def _keep(
    session: Session, incoming: Incoming, posed: _Posed, options: Picks, now: datetime
) -> None:
    row = {
        "platform": incoming.sender.platform,
        "message_id": incoming.message_id,
        "letter_id": posed.letter_id,
        "user_id": incoming.sender.user_id,
        "options": " ".join(map(str, options)),
        "is_reaction": isinstance(incoming.said, Reacted),
        "said_at": incoming.moment(now),
    }
    sharing.later(session, sharing.insert_if_new(Pick, store.dialect(session)), row)


def _take_off(session: Session, who: Identity, posed: _Posed, option: int) -> None:
    for pick in _picks(session, who, posed):
        if pick.is_reaction and pick.options == str(option):
            session.delete(pick)
    session.flush()


def _stand(session: Session, who: Identity, posed: _Posed) -> Stand:
    """The newest answer; where several count and it was a reaction, all reactions together."""
    picks = _picks(session, who, posed)
    if not picks:
        return Stand(who, posed.question.pick(()))
    newest = picks[-1]
    together = newest.is_reaction and posed.question.several
    chosen = [each for each in picks if each.is_reaction] if together else [newest]
    options = {int(option) for each in chosen for option in each.options.split()}
    return Stand(who, posed.question.pick(tuple(sorted(options))))


def _picks(session: Session, who: Identity, posed: _Posed) -> Sequence[Pick]:
    mine = select(Pick).filter_by(
        platform=who.platform, user_id=who.user_id, letter_id=posed.letter_id
    )
    return session.scalars(mine.order_by(Pick.said_at, Pick.message_id)).all()
