"""The outbox: posts waiting to go out, written in the same transaction as their cause."""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from bot import letters, places, sharing
from bot.incoming import Address, NativePoll
from bot.language import Words
from bot.places import Room
from bot.posts import Post
from bot.store import Base

LONGEST_FAILURE = 500


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


class Letter(Base):
    """One post to one address. `due`, `leased_until`: when somebody may take it out.

    `edits` is the letter whose messages this one changes; `removes` is somebody's message that
    is to be taken out of the room, and then there is no post. `nonce` goes with every attempt,
    so that a platform can tell a second one.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("platform", "target", "key"),
        Index("ix_letter_state_due", "state", "due"),
        Index("ix_letter_key", "key"),
        Index("ix_letter_room", "platform", "target", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    target: Mapped[str]
    thread: Mapped[str | None]
    key: Mapped[str]
    nonce: Mapped[str]
    post: Mapped[str]
    state: Mapped[str]
    queued: Mapped[datetime]
    due: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int]
    failure: Mapped[str | None]
    edits: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    removes: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    @property
    def to(self) -> Address:
        return Address(self.platform, self.target, self.thread)


class SentMessage(Base):
    """One message that a letter became; `part` counts them from 0.

    `marks` and `most` are there when it is somebody else's poll, which the letter adopted.
    """

    __tablename__ = "sent_message"
    platform: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    letter_id: Mapped[int] = mapped_column(ForeignKey(Letter.id), index=True)
    part: Mapped[int]
    marks: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    most: Mapped[int | None]


# Made once: to make one takes longer than to carry it out.
_ORIGINALS = select(Letter).where(Letter.key == bindparam("key"), Letter.edits.is_(None))
_UNDER = select(Letter).filter_by(
    platform=bindparam("at"), target=bindparam("room"), key=bindparam("key")
)
_MESSAGES = (
    select(SentMessage).filter_by(letter_id=bindparam("letter")).order_by(SentMessage.part)
)


def send(
    session: Session,
    to: Address,
    post: Post,
    *,
    key: str,
    now: datetime,
    due: datetime | None = None,
    state: State = State.WAITING,
) -> None:
    """Queue one letter, to go out now or when it is `due`. The same key to the same address is
    only ever sent once."""
    if _under(session, key, to) is None:
        letter = _letter(to, post, key, now)
        letter.due, letter.state = due or now, state
        session.add(letter)
        session.flush()


def remove(session: Session, at: Address, message_id: str, now: datetime) -> None:
    """Have what somebody said taken out of the room, where the platform lets us."""
    key = f"remove:{message_id}"
    if _under(session, key, at) is None:
        letter = _letter(at, Post(), key, now)
        letter.removes = message_id
        session.add(letter)
        session.flush()


def announce(
    session: Session,
    rooms: Iterable[Room],
    say: Callable[[Words], Post],
    *,
    key: str,
    now: datetime,
    due: datetime | None = None,
) -> None:
    """Tell every room, each in its own language."""
    for room in rooms:
        send(session, room.address, say(places.tongue(room)), key=key, now=now, due=due)


def revise(
    session: Session,
    say: Callable[[Words], Post],
    *,
    key: str,
    now: datetime,
    elsewhere: Words | None = None,
) -> None:
    """Say anew what was announced: edit what stands there, rewrite what still waits; also
    `elsewhere` than in rooms of ours, if it is given how one speaks there."""
    for original in session.scalars(_ORIGINALS, {"key": key}).all():
        room = places.room_at(session, original.to)
        words = places.tongue(room) if room else elsewhere
        if words:
            _revise(session, original, say(words), now)


def _revise(session: Session, original: Letter, post: Post, now: datetime) -> None:
    # Once tried it may stand there already, and the platform would not show its key again.
    if original.state == State.WAITING and not original.attempts:
        original.post = letters.written(post)
        return
    earlier = select(Letter).where(Letter.edits == original.id)
    edits = session.scalars(earlier.order_by(Letter.id)).all()
    if edits and edits[-1].state == State.WAITING:
        edits[-1].post, edits[-1].nonce = letters.written(post), _nonce()
        return
    edit = _letter(original.to, post, f"{original.key}~{len(edits) + 1}", now)
    edit.edits = original.id
    session.add(edit)
    session.flush()


def redirect(session: Session, old: Address, new: Address) -> None:
    """What still waits for one room goes to another, except what that one has already."""
    there = aliased(Letter)
    known = select(there.key).where(there.platform == new.platform, there.target == new.target)
    session.execute(
        update(Letter)
        .where(
            Letter.platform == old.platform,
            Letter.target == old.target,
            Letter.state == State.WAITING,
            Letter.edits.is_(None),
            Letter.removes.is_(None),
            Letter.key.not_in(known),
        )
        .values(target=new.target, thread=None)
        .execution_options(synchronize_session=False)
    )


def record(session: Session, at: Address, post: Post, *, key: str, now: datetime) -> int:
    """Remember a post that is said at once, so that answers to it can be traced back: what
    it asks, not its words, in which somebody's choice may stand."""
    asks = Post(question=post.question, buttons=post.buttons, ask=post.ask)
    letter = _under(session, key, at) or _letter(at, asks, key, now)
    letter.state, letter.post = State.SENT, letters.written(asks)
    session.add(letter)
    session.flush()
    return letter.id


def _letter(to: Address, post: Post, key: str, now: datetime) -> Letter:
    return Letter(
        platform=to.platform,
        target=to.target,
        thread=to.thread,
        key=key,
        nonce=_nonce(),
        post=letters.written(post),
        state=State.WAITING,
        queued=now,
        due=now,
        attempts=0,
    )


def _nonce() -> str:
    return secrets.token_urlsafe(12)


def _under(session: Session, key: str, to: Address) -> Letter | None:
    return session.scalar(_UNDER, {"at": to.platform, "room": to.target, "key": key})


def adopt(session: Session, to: Address, key: str, native: NativePoll) -> None:
    """Somebody's own poll takes the place of ours there; our letter goes below it."""
    letter = _under(session, key, to)
    if letter:
        theirs = message(letter.id, to, native.message_id, 0)
        theirs.marks, theirs.most = list(native.marks), native.most
        session.add(theirs)
        session.flush()
        sharing.look_anew(session)


def newest_versions(session: Session, keys: Sequence[str]) -> Sequence[Letter]:
    """What was announced under these keys, in each room as it is to read now."""
    announced = select(Letter.id).where(Letter.key.in_(keys), Letter.edits.is_(None))
    versions = [newest(session, each) for each in session.scalars(announced).all()]
    return [each for each in versions if each]


def newest(session: Session, letter_id: int) -> Letter | None:
    """A letter as it is to read now; earlier versions are kept empty."""
    versions = select(Letter).where((Letter.id == letter_id) | (Letter.edits == letter_id))
    return session.scalars(versions.order_by(Letter.id.desc())).first()


def stands_in(session: Session, letter_id: int, at: Address) -> bool:
    """Whether a letter, or what was edited since, is a message of this room."""
    here = select(SentMessage.message_id).filter_by(letter_id=letter_id, target=at.target)
    return session.scalars(here.limit(1)).first() is not None


def is_ours(session: Session, platform: str, message_id: str) -> bool:
    """Whether a message is a letter's, or was adopted by one."""
    return session.get(SentMessage, (platform, message_id)) is not None


def under(session: Session, room: Address, key: str) -> Address:
    """In the thread under what was said there with this key; else in the room itself."""
    letter = _under(session, key, room)
    messages = messages_of(session, letter.id) if letter else ()
    return replace(room, thread=messages[0].message_id) if messages else room


def ours(session: Session, platform: str, messages: Collection[str]) -> set[str]:
    """Which of these messages are letters, or were adopted by one."""
    known = select(SentMessage.message_id).where(SentMessage.platform == platform)
    these = sharing.among(session, SentMessage.message_id, messages)
    return set(session.scalars(known.where(these)))


def is_adopted(session: Session, key: str) -> bool:
    """Whether, in any room, somebody else's poll stands in the place of ours."""
    adopted = select(SentMessage.message_id).join(Letter, Letter.id == SentMessage.letter_id)
    query = adopted.where(Letter.key == key, SentMessage.marks.is_not(None))
    return session.scalars(query).first() is not None


def message(letter_id: int, to: Address, message_id: str, part: int) -> SentMessage:
    return SentMessage(
        platform=to.platform,
        message_id=message_id,
        target=to.target,
        letter_id=letter_id,
        part=part,
    )


def messages_of(session: Session, letter_id: int) -> Sequence[SentMessage]:
    return session.scalars(_MESSAGES, {"letter": letter_id}).all()


def letter_behind(session: Session, platform: str, message_id: str) -> Letter | None:
    """The letter somebody has just replied to or voted on, as it was last said."""
    sent = session.get(SentMessage, (platform, message_id))
    return newest(session, sent.letter_id) if sent else None
