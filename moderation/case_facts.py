"""What moderators read beside the words of a case."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from bot.language import N_, Words
from moderation.contributions import Alike
from moderation.dossiers import Dossier
from moderation.models import RESTRAINT, NoteKind, State
from moderation.standing import because, called, stands

Facts: TypeAlias = Iterator[tuple[str, str]]
WRITTEN = {
    NoteKind.NOTE: N_("{name} notes"),
    NoteKind.QUESTION: N_("{name} asked the author"),
    NoteKind.ANSWER: N_("{name} answered"),
}


def all_of(dossier: Dossier, words: Words) -> Facts:
    if dossier.given and dossier.given.what:
        msgid, values = dossier.given.what
        yield words.say("This is"), words.say(msgid, **values)
    if dossier.author and dossier.case.kind != RESTRAINT:
        yield words.say("From"), dossier.author
    yield from besides(dossier, words)
    yield from _open(dossier, words) if dossier.case.is_open else _settled(dossier, words)
    yield from _written(dossier, words)


def besides(dossier: Dossier, words: Words) -> Sequence[tuple[str, str]]:
    """What its author, too, reads beside its words."""
    facts = dossier.given.facts if dossier.given else None
    return facts(words) if facts else ()


def _open(dossier: Dossier, words: Words) -> Facts:
    yield from _waits(dossier, words)
    yield from _pictures(dossier, words)
    yield from _other_parts(dossier, words)
    yield from _remarkable(dossier, words)
    yield from _appealed(dossier, words)
    yield from _colleagues(dossier, words)


def _waits(dossier: Dossier, words: Words) -> Facts:
    case = dossier.case
    if case.state != State.WAITING:
        yield words.say("Now"), stands(case, words)
    if case.waits and case.held:
        yield words.say("Waits because"), because(case, words)


def _pictures(dossier: Dossier, words: Words) -> Facts:
    if dossier.given and dossier.given.pictures:
        count, line = len(dossier.given.pictures), words.line("pictures", str(dossier.case.id))
        shows = words.say("{count}; {line} shows them to you alone", count=count, line=line)
        yield words.say("Pictures"), shows


def _other_parts(dossier: Dossier, words: Words) -> Facts:
    """What `correct` does not reach."""
    given, may_change = dossier.given, (State.WAITING, State.ASKED, State.REPORTED)
    if given and given.mended_by and dossier.case.state in may_change:
        changes = words.say("{line} changes them", line=words.line(*given.mended_by))
        yield words.say("Its place, goal and so on"), changes


def _remarkable(dossier: Dossier, words: Words) -> Facts:
    if dossier.case.marks:
        yield words.say("Words to look at"), ", ".join(dossier.case.marks)
    for other in dossier.alike:
        yield _alike(other, words)
    for each in filter(None, dossier.reports):
        yield words.say("Somebody writes"), each


def _alike(other: Alike, words: Words) -> tuple[str, str]:
    """How much, so that a moderator need not open each."""
    name = words.say("Much like number {number}", number=str(other.number))
    said = words.say("“{title}”; {score} of 100", title=other.title, score=round(other.score))
    if other.likely_the_same:
        said = words.say("{alike}, so likely the same", alike=said)
    if not other.joinable:
        said = words.say("{alike}; it is not published", alike=said)
    return name, said


def _appealed(dossier: Dossier, words: Words) -> Facts:
    case = dossier.case
    if case.state == State.APPEALED and case.reason:
        yield words.say("Reason"), case.reason
    if case.state == State.APPEALED and dossier.appeal:
        who = N_("They say") if case.kind == RESTRAINT else N_("The author says")
        yield words.say(who), dossier.appeal


def _colleagues(dossier: Dossier, words: Words) -> Facts:
    if dossier.seconded_by:
        agreed = words.say("{name}; one more must agree", name=dossier.seconded_by)
        yield words.say("Would publish it"), agreed
    if dossier.keeper and dossier.case.state != State.FROZEN:
        yield words.say("Whose turn"), dossier.keeper


def _settled(dossier: Dossier, words: Words) -> Facts:
    case = dossier.case
    yield words.say("Now"), stands(case, words)
    if case.decided_at and dossier.decided_by:
        by = words.say("{who}, {at}", who=dossier.decided_by, at=case.decided_at)
        yield words.say("Decided by"), by
    if case.reason and case.state == State.DECLINED:
        yield words.say("Reason"), case.reason


def _written(dossier: Dossier, words: Words) -> Facts:
    for note, name in dossier.notes:
        yield words.say(WRITTEN[NoteKind(note.kind)], name=called(name, words)), note.text
