"""From what was said to a call: a line, a pick on a post, an answer to our question."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy.orm import Session

from bot import conversation, picks
from bot.commands import Command, CommandBook, completed
from bot.conversation import Pending
from bot.incoming import (
    Argument,
    Attached,
    Call,
    Ended,
    Identity,
    Incoming,
    Picked,
    Reacted,
    Retracted,
    Sealed,
    Text,
)
from bot.parameters import File
from bot.picks import Stand
from bot.posts import Ask, Post

_PICKS = re.compile(r"\s*\d{1,2}([\s,;+&]+\d{1,2})*\s*\.?\s*")


@dataclass(frozen=True, slots=True)
class Understood:
    """A call, the language its command was named in, and the question it answers, if any.

    `who` makes the call, if that is not the sender: a moderator may remove somebody's answer.
    """

    command: Command
    call: Call
    tag: str | None = None
    answers: Ask | None = None
    who: Identity | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Said to us, but no command of ours; `similar` are names that come near."""

    word: str
    similar: tuple[str, ...]


def understand(
    session: Session,
    book: CommandBook,
    incoming: Incoming,
    now: datetime,
    files: tuple[Attached, ...] = (),
) -> Understood | Unknown | None:
    """What is wanted of us; None when nothing is."""
    match incoming.said:
        case Text(words=words, addressed=addressed):
            understood = _text(session, book, incoming, words, addressed, now)
            return _with_file(understood, files)
        case Call() as call:
            return _call(book, call)
        case Picked() as said:
            return _stands(book, picks.picked(session, incoming, said, now))
        case Reacted() as said:
            return _stands(book, picks.reacted(session, incoming, said, now))
        case Retracted() as said:
            return _stands(book, picks.retracted(session, incoming, said))
        case Ended(message_id=message_id):
            end = picks.ended(session, incoming.at.platform, message_id)
            return _call(book, end) if end else None
        case Sealed():
            return None


def _stands(book: CommandBook, stand: Stand | None) -> Understood | None:
    understood = _call(book, stand.call) if stand else None
    return replace(understood, who=stand.who) if stand and understood else None


def _text(
    session: Session,
    book: CommandBook,
    incoming: Incoming,
    words: str,
    addressed: bool,
    now: datetime,
) -> Understood | Unknown | None:
    name, _, rest = words.strip().partition(" ")
    name, rest = (name, rest) if "\n" not in name else _at_line_end(words.strip())
    found = book.named(name) if addressed else None
    if found:
        command, tag = found
        return Understood(command, book.read(command, rest), tag)
    if incoming.replies_to:
        answer = _reply(session, book, incoming, incoming.replies_to, words)
        if answer:
            return answer
    if not addressed:
        return None
    pending = conversation.pending(session, incoming.sender, incoming.at, now)
    if pending:
        return _answer(book, pending, words)
    return Unknown(name, tuple(get_close_matches(name.casefold(), book.names(), 3, 0.6)))


def _at_line_end(words: str) -> tuple[str, str]:
    name, _, rest = words.partition("\n")
    return name, rest


def _reply(
    session: Session, book: CommandBook, incoming: Incoming, message_id: str, words: str
) -> Understood | None:
    pending = conversation.asked_by(session, incoming.sender, incoming.at, message_id)
    if pending:
        return _answer(book, pending, words)
    post = conversation.post_behind(session, incoming.at.platform, message_id)
    if post and post.question and _PICKS.fullmatch(words):
        return _pick(book, post, words)
    return None


def _pick(book: CommandBook, post: Post, words: str) -> Understood | None:
    assert post.question
    answer = post.question.answer
    picks = words.strip().rstrip(".")
    return _call(book, Call(answer.command, {**answer.arguments, "choices": picks}))


def _answer(book: CommandBook, pending: Pending, words: str) -> Understood | None:
    ask = pending.ask
    command = book.get(ask.call.command)
    if command is None:
        return None
    return Understood(command, completed(ask, words), pending.language, answers=ask)


def _call(book: CommandBook, call: Call) -> Understood | None:
    command = book.get(call.command)
    return Understood(command, call) if command else None


def _with_file(
    understood: Understood | Unknown | None, files: tuple[Attached, ...]
) -> Understood | Unknown | None:
    """The first file that came along goes where the command wants one."""
    if not files or not isinstance(understood, Understood):
        return understood
    for parameter in understood.command.parameters:
        if isinstance(parameter.kind, File):
            arguments: dict[str, Argument] = {
                **understood.call.arguments,
                parameter.name: files[0],
            }
            call = Call(understood.call.command, arguments)
            return Understood(understood.command, call, understood.tag, understood.answers)
    return understood
