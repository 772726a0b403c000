"""From what was said to a call: a line, a pick on a post, an answer to our question."""

import re
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot import conversation, outbox, picks
from bot.attachments import LOST
from bot.commands import Command, CommandBook, Parameter, completed
from bot.conversation import Pending
from bot.incoming import (
    Argument,
    Attached,
    Call,
    Ended,
    Identity,
    Incoming,
    Picked,
    Pressed,
    Reacted,
    Retracted,
    Sealed,
    Text,
)
from bot.parameters import Message
from bot.picks import Stand
from bot.posts import Ask, Post

# Only one part may take a run of spaces, or sixty thousand of them would take a minute.
_PICKS = re.compile(r"\d{1,2}(?:[\s,;+&]+\d{1,2})*\s*\.?")

# So like a name that its language is no guess; "hallo" is not meant for "hilfe".
SLIP = 0.75


class Understood(NamedTuple):
    """A call, the language its command was named in, and the question it answers, if any.

    `who` makes the call, if that is not the sender: a moderator may remove somebody's answer.
    `said_at` is there when it counts as said at another time. `aside`: said among neighbours,
    not to us. `left_over`: files came along for which it has no use.
    """

    command: Command
    call: Call
    tag: str | None = None
    answers: Ask | None = None
    who: Identity | None = None
    said_at: datetime | None = None
    aside: bool = False
    left_over: bool = False


class Unknown(NamedTuple):
    """Said to us, but no command of ours; `similar` are names that come near, `tag` is the
    language that alone calls the nearest so. `for_files`: what files that came along without a
    word could have been for; `asked`: while we waited for an answer."""

    word: str
    similar: tuple[str, ...]
    for_files: tuple[str, ...] = ()
    asked: bool = False
    tag: str | None = None


def stale(understood: Understood | Unknown) -> bool:
    """Whether it is out of date where it was said a while ago."""
    return isinstance(understood, Unknown) or not understood.command.counts_late


def wants_something(incoming: Incoming) -> bool:
    """Whether this could be a call; mere talk between neighbours is not even looked at."""
    said = incoming.said
    if not isinstance(said, Text) or said.addressed:
        return True
    return incoming.replies_to is not None or incoming.at.thread is not None


def understand(
    session: Session,
    book: CommandBook,
    incoming: Incoming,
    now: datetime,
    files: tuple[Attached, ...] = (),
) -> Understood | Unknown | None:
    """What is wanted of us; None when nothing is."""
    match incoming.said:
        case Text() as said:
            understood = _text(session, book, incoming, said, now)
            if not said.attachments:
                return understood
            lost = len(said.attachments) - len(files)
            along: tuple[Attached | str, ...] = (*files, *(LOST,) * lost)
            if _is_no_answer(understood, said):
                understood = Unknown("", (), asked=True)
            if isinstance(understood, Unknown):
                return _without_words(book, understood)
            return _with_files(understood, along)
        case Call() as call:
            return _call(book, call)
        case Picked() as said:
            return _stand(book, picks.picked(session, incoming, said, now))
        case Reacted() as said:
            stand = _stand(book, picks.reacted(session, incoming, said, now))
            return stand or _signed(session, book, incoming, said)
        case Retracted() as said:
            return _stand(book, picks.retracted(session, incoming, said))
        case Pressed(message_id=message_id, button=number):
            return _call(book, _pressed(session, incoming, message_id, number))
        case Ended(message_id=message_id):
            return _call(book, picks.ended(session, incoming.at, message_id))
        case Sealed():
            return None


def _call(book: CommandBook, call: Call | None) -> Understood | None:
    command = book.get(call.command) if call else None
    return Understood(command, call) if command and call else None


def _pressed(session: Session, incoming: Incoming, message_id: str, number: int) -> Call | None:
    """Button 0 is the one that opens a secret question."""
    post = conversation.post_behind(session, incoming.at.platform, message_id)
    if number == 0 and post and post.question and post.question.opens:
        return post.question.opens.call
    buttons = post.buttons if post else ()
    return buttons[number - 1].call if 0 < number <= len(buttons) else None


def _stand(book: CommandBook, stand: Stand | None) -> Understood | None:
    command = book.get(stand.call.command) if stand else None
    if stand is None or command is None:
        return None
    return Understood(command, stand.call, who=stand.who, said_at=stand.said_at)


def _text(
    session: Session, book: CommandBook, incoming: Incoming, text: Text, now: datetime
) -> Understood | Unknown | None:
    """A command's line first, then an answer to the message replied to, then to our last
    question."""
    if text.addressed and (found := book.line(text.words, _known(session, incoming))):
        return Understood(*found)
    if text.edits:
        return None  # What was an answer before is none to the question we asked since.
    if answer := _reply(session, book, incoming, text.words, now):
        return answer
    if not text.addressed:
        return None
    if pending := conversation.pending(session, incoming.sender, incoming.at, now):
        return _answer(book, pending, text.words)
    name = (*text.words.split(maxsplit=1), "")[0]
    return _unknown(book, name)


def _unknown(book: CommandBook, word: str) -> Unknown:
    """The names that come near, all in the language of the nearest: nobody mixes two."""
    close = get_close_matches(word.casefold(), book.names(), 3, 0.6)
    found = [(each, named[1]) for each in close if (named := book.named(each))]
    tongue = found[0][1] if found else None
    near = tuple(each for each, tag in found if tongue is None or tag in (tongue, None))
    is_slip = bool(get_close_matches(word.casefold(), near[:1], 1, SLIP))
    return Unknown(word, near, tag=tongue if is_slip else None)


def _reply(
    session: Session, book: CommandBook, incoming: Incoming, words: str, now: datetime
) -> Understood | None:
    """The words as an answer to the message of ours that they were written under, if any."""
    who, at = incoming.sender, incoming.at
    if incoming.replies_to is None:
        if pending := conversation.asked_in(session, who, at, now):
            return _answer(book, pending, words)
        return _comment(session, book, incoming, words)
    if pending := conversation.asked_by(session, who, at, incoming.replies_to):
        return _answer(book, pending, words)
    post = conversation.post_behind(session, at.platform, incoming.replies_to)
    if post and post.question and _PICKS.fullmatch(words.strip()):
        return _call(book, post.question.pick(words.strip().rstrip(".")))
    if post and (worded := _worded(book, post, words)):
        return worded
    if ask := conversation.asked_by_letter(session, at, incoming.replies_to):
        return _call(book, completed(ask, words))
    return _comment(session, book, incoming, words)


def _comment(
    session: Session, book: CommandBook, incoming: Incoming, words: str
) -> Understood | None:
    """Talk under a post of ours, where it may leave the room it was said in."""
    if incoming.private or incoming.encrypted or not words.strip():
        return None
    for message_id in filter(None, (incoming.replies_to, incoming.at.thread)):
        post = conversation.post_behind(session, incoming.at.platform, message_id)
        if post and post.comment:
            understood = _call(book, completed(post.comment, words))
            return understood and understood._replace(aside=True)
    return None


def _worded(book: CommandBook, post: Post, words: str) -> Understood | None:
    """A button of the post, by its label or its command's name, with what else it needs."""
    name, rest = (*words.split(maxsplit=1), "", "")[:2]
    command, tag = book.named(name) or (None, None)
    for button in post.buttons:
        if words.strip().casefold() == button.label.casefold():
            return _call(book, button.call)
        if command and command.name == button.call.command:
            return Understood(command, book.read(command, rest, button.call.arguments), tag)
    return None


def _known(session: Session, incoming: Incoming) -> Mapping[str, Argument]:
    """What need not be said in a reply to a post with buttons, since all of them are about
    it: the number of a case."""
    if incoming.replies_to is None:
        return {}
    post = conversation.post_behind(session, incoming.at.platform, incoming.replies_to)
    calls = [button.call.arguments for button in post.buttons] if post else []
    shared = set.intersection(*(set(each.items()) for each in calls)) if calls else set()
    return dict(shared)


def _signed(
    session: Session, book: CommandBook, incoming: Incoming, said: Reacted
) -> Understood | None:
    """A reaction that means a command, on a message of ours."""
    command = book.signed(said.sign) if said.on else None
    if command is None or not outbox.is_ours(session, incoming.at.platform, said.message_id):
        return None
    wanted = (each.name for each in command.parameters if isinstance(each.kind, Message))
    return Understood(command, Call(command.name, dict.fromkeys(wanted, said.message_id)))


def _answer(book: CommandBook, pending: Pending, words: str) -> Understood | None:
    understood = _call(book, completed(pending.ask, words))
    return understood and understood._replace(tag=pending.language, answers=pending.ask)


def _is_no_answer(understood: Understood | Unknown | None, said: Text) -> bool:
    """A file without words answers only the question for a file: what comes after the first of
    several, nobody said what it is for."""
    if not isinstance(understood, Understood) or understood.answers is None:
        return False
    wanted = _for_files(understood.command)
    for_it = wanted is not None and wanted.name == understood.answers.parameter
    return not said.words.strip() and not for_it


def _without_words(book: CommandBook, unknown: Unknown) -> Unknown:
    takers = (each.name for each in book if _for_files(each))
    return unknown if unknown.word else unknown._replace(for_files=tuple(takers))


def _for_files(command: Command) -> Parameter | None:
    return next((each for each in command.parameters if each.takes_files), None)


def _with_files(
    understood: Understood | None, along: tuple[Attached | str, ...]
) -> Understood | None:
    """What came along goes where the command wants it. What is lost is asked for where the
    command needs it; else whoever sent it must know."""
    if understood is None:
        return None
    parameter = _for_files(understood.command)
    if parameter is None:
        return understood._replace(left_over=not understood.aside)
    if parameter.required and set(along) == {LOST}:
        return understood
    return understood._replace(call=understood.call.with_argument(parameter.name, along))
