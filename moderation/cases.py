"""How a case is put into words for the moderators."""

from collections.abc import Mapping, Sequence

from bot.incoming import Call
from bot.language import N_, Words
from bot.posts import Ask, Button, Picture, Post
from moderation.contributions import Alike, Contribution
from moderation.dossiers import Dossier
from moderation.models import RESTRAINT, Case, NoteKind, State
from moderation.triage import Sign

BECAUSE = {
    Sign.ALL: N_("here everything is read first"),
    Sign.NEWCOMER: N_("the author is new here"),
    Sign.LINK: N_("there is a link in it"),
    Sign.REPEATS: N_("the same was said several times"),
    Sign.PICTURE: N_("a picture from somebody new"),
    Sign.FILE: N_("there is a file with it"),
    Sign.WARNED: N_("other communities warn of this account"),
    Sign.YOUTH: N_("children or young people wrote it"),
    Sign.PAIRS: N_("it changes what two moderators must agree on"),
}
YOU = BECAUSE | {
    Sign.NEWCOMER: N_("you are new here"),
    Sign.PICTURE: N_("it has a picture, and you are new here"),
}
STANDS = {
    State.WAITING: N_("waits for a moderator"),
    State.ASKED: N_("waits for an answer of the author"),
    State.REPORTED: N_("published, and somebody asks you to look at it"),
    State.APPEALED: N_("declined, and the author asks for a second look"),
    State.FROZEN: N_("frozen: nobody gets to see it"),
    State.PUBLISHED: N_("published"),
    State.DECLINED: N_("declined"),
    State.MERGED: N_("put together with another one"),
    State.SPLIT: N_("taken apart"),
    State.WITHDRAWN: N_("taken back by the author"),
    State.LAPSED: N_("not published, because what it belonged to is gone"),
}
WRITTEN = {
    NoteKind.NOTE: N_("{name} notes"),
    NoteKind.QUESTION: N_("{name} asked the author"),
    NoteKind.ANSWER: N_("{name} answered"),
}
EXCERPT = 200
SENTENCE_ENDS = (".", "!", "?", "…", ":")
# A row of buttons has five on Discord, and three are taken.
MERGES = 2
# From so many on, nobody needs to know how many exactly.
MANY = 100

Facts = list[tuple[str, str]]


def letter(dossier: Dossier, words: Words) -> Post:
    """What stands in the moderators' room: to be decided, or what was decided."""
    case = dossier.case
    facts = [(words.say("From"), dossier.author)] if dossier.author else []
    facts += _open(dossier, words) if case.is_open else _settled(dossier, words)
    facts += _written(dossier, words)
    return Post(
        _quoted(dossier.given),
        title=words.say("Case {number}", number=str(case.id)),
        facts=tuple(facts),
        buttons=_buttons(dossier, words) if case.is_open else (),
    )


def _open(dossier: Dossier, words: Words) -> Facts:
    case = dossier.case
    facts = [(words.say("Now"), stands(case, words))] if case.state != State.WAITING else []
    if case.state in (State.WAITING, State.ASKED) and case.held:
        facts.append((words.say("Waits because"), because(case, words)))
    if dossier.given and dossier.given.pictures:
        count, line = len(dossier.given.pictures), words.line("pictures", str(case.id))
        shows = words.say("{count}; {line} shows them to you alone", count=count, line=line)
        facts.append((words.say("Pictures"), shows))
    facts += _other_parts(dossier, words)
    if case.marks:
        facts.append((words.say("Words to look at"), ", ".join(case.marks)))
    facts += [_alike(each, words) for each in dossier.alike]
    facts += [(words.say("Somebody writes"), each) for each in dossier.reports if each]
    if case.state == State.APPEALED and case.reason:
        facts.append((words.say("Reason"), case.reason))
    if case.state == State.APPEALED and dossier.appeal:
        facts.append((words.say("The author says"), dossier.appeal))
    if dossier.seconded_by:
        agreed = words.say("{name}; one more must agree", name=dossier.seconded_by)
        facts.append((words.say("Would publish it"), agreed))
    if dossier.keeper:
        facts.append((words.say("Whose turn"), dossier.keeper))
    return facts


def _other_parts(dossier: Dossier, words: Words) -> Facts:
    """What `correct` does not reach."""
    given, may_change = dossier.given, (State.WAITING, State.ASKED, State.REPORTED)
    if given is None or given.mended_by is None or dossier.case.state not in may_change:
        return []
    changes = words.say("{line} changes them", line=words.line(*given.mended_by))
    return [(words.say("Its place, goal and so on"), changes)]


def _alike(other: Alike, words: Words) -> tuple[str, str]:
    """How much, so that a moderator need not open each."""
    name = words.say("Much like number {number}", number=str(other.number))
    said = words.say("“{title}”; {score} of 100", title=other.title, score=round(other.score))
    if other.likely_the_same:
        said = words.say("{alike}, so likely the same", alike=said)
    if not other.joinable:
        said = words.say("{alike}; it is not published", alike=said)
    return name, said


def _settled(dossier: Dossier, words: Words) -> Facts:
    case = dossier.case
    facts = [(words.say("Now"), stands(case, words))]
    if case.decided_at and dossier.decided_by:
        by = words.say("{who}, {at}", who=dossier.decided_by, at=case.decided_at)
        facts.append((words.say("Decided by"), by))
    if case.reason and case.state == State.DECLINED:
        facts.append((words.say("Reason"), case.reason))
    return facts


def _written(dossier: Dossier, words: Words) -> Facts:
    return [
        (words.say(WRITTEN[NoteKind(note.kind)], name=_called(name, words)), note.text)
        for note, name in dossier.notes
    ]


def _called(name: str, words: Words) -> str:
    return name or words.say("somebody (forgotten)")


def picture(
    case: Case, pictures: Sequence[str], which: int, words: Words, *, veiled: bool
) -> Post:
    """Veiled at first, because nobody knows yet what it shows."""
    shown = words.say(
        "Picture {which} of {count} of case {number}",
        which=which,
        count=len(pictures),
        number=str(case.id),
    )
    buttons = [_unveil(case, which, words)] if veiled else []
    if which < len(pictures):
        buttons.append(_next(case, which + 1, words))
    seen = Picture(pictures[which - 1], shown, veiled=veiled)
    return Post(buttons=tuple(buttons), pictures=(seen,))


def _unveil(case: Case, which: int, words: Words) -> Button:
    call = Call("pictures", {"case": case.id, "which": which, "view": "unveiled"})
    line = f"{case.id} {which} {words.term('choice', 'unveiled')}"
    return Button(words.say("Show it unveiled"), call, words.line("pictures", line))


def _next(case: Case, which: int, words: Words) -> Button:
    call = Call("pictures", {"case": case.id, "which": which})
    return Button(words.say("The next one"), call, words.line("pictures", f"{case.id} {which}"))


def because(case: Case, words: Words, said: Mapping[Sign, str] = BECAUSE) -> str:
    """Why it waits; as its author reads it, when `said` is YOU."""
    return "; ".join(words.say(said[Sign(each)]) for each in case.held)


def heading(dossier: Dossier, words: Words) -> str:
    """What it is about, for whom it is about: they know it by its words, not by the number
    that it has for the moderators."""
    case = dossier.case
    if case.kind == RESTRAINT:
        return words.say("Taking part in {place}", place=case.neighbourhood.name)
    if excerpt(dossier, words):
        return words.say("Your contribution")
    return words.say("Your contribution {number}", number=str(case.id))


def stands(case: Case, words: Words) -> str:
    return words.say(STANDS[State(case.state)])


def _quoted(given: Contribution | None) -> str:
    return "\n".join(_said(given))


def _said(given: Contribution | None) -> list[str]:
    if given is None:
        return []
    title, text = given.title, given.text.strip()
    # A title that was taken from the words is among them already.
    is_said = text.startswith(title.removesuffix("…"))
    return [each for each in ((text,) if is_said else (title, text)) if each]


def excerpt(dossier: Dossier, words: Words) -> str:
    """Enough for its author to know which one is meant."""
    text = _in_one_line(dossier.given)
    if not text or dossier.case.kind == RESTRAINT:
        return ""
    short = text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"
    return words.say("“{text}”", text=short)


def _in_one_line(given: Contribution | None) -> str:
    """A title that is no sentence is told from the text."""
    *titles, text = _said(given) or [""]
    begins = [each if each.endswith(SENTENCE_ENDS) else f"{each}:" for each in titles]
    return " ".join(" ".join([*begins, text]).split())


def _buttons(dossier: Dossier, words: Words) -> tuple[Button, ...]:
    case = dossier.case
    joinable = [each for each in dossier.alike if each.joinable]
    published = case.state == State.REPORTED
    publish = words.say("Leave it") if published else words.say("Publish")
    decline = words.say("Take it down") if published else words.say("Decline")
    return (
        _button(publish, "approve", case, words),
        _button(decline, "decline", case, words),
        _button(words.say("Ask the author"), "inquire", case, words),
        *(_merge(case, each, words) for each in joinable[:MERGES]),
    )


def _merge(case: Case, other: Alike, words: Words) -> Button:
    number = str(other.number)
    label = words.say("Put together with number {number}", number=number)
    call = Call("merge", {"case": case.id, "into": other.number})
    return Button(label, call, words.line("merge", f"{case.id} {number}"))


def _button(label: str, command: str, case: Case, words: Words) -> Button:
    return Button(label, Call(command, {"case": case.id}), words.line(command, str(case.id)))


def queue(waiting: Sequence[tuple[Case, str]], count: int, words: Words) -> Post:
    if not waiting:
        return Post(words.say("Nothing waits for a moderator here."))
    facts = tuple(
        (words.say("Case {number}", number=str(case.id)), _in_line(case, author, words))
        for case, author in waiting
    )
    how = words.say("{line} shows one of them.", line=words.line("case", str(waiting[0][0].id)))
    if count > len(waiting):
        many = words.number(count)
        if count >= MANY:
            many = words.say("At least {count}", count=count)
        how = words.say("{count} wait; these came first. {how}", count=many, how=how)
    return Post(how, title=words.say("What waits here"), facts=facts)


def _in_line(case: Case, author: str, words: Words) -> str:
    who = _called(author, words)
    if case.state == State.WAITING:
        return words.say("{who}, {at}", who=who, at=case.opened_at)
    return words.say(
        "{who}, {at}; {state}", who=who, at=case.opened_at, state=stands(case, words)
    )


def reasons(case: Case, choice: Sequence[tuple[str, str]], words: Words) -> Post:
    """Which reasons there are; a number, a short name or words of one's own will do."""
    facts = tuple((f"{number}, {name}", text) for number, (name, text) in enumerate(choice, 1))
    call = Call("decline", {"case": case.id})
    said = words.say(
        "Why? Write the number of a reason, or your own words. The author will read it."
    )
    return Post(said, facts=facts, ask=Ask(call, "reason"))
