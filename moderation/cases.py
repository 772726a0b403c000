"""How a case is put into words for the moderators."""

from collections.abc import Sequence

from bot.incoming import Call
from bot.language import N_, Words
from bot.posts import Ask, Button, Picture, Post
from moderation import case_facts
from moderation.contributions import Alike, Contribution
from moderation.dossiers import Dossier
from moderation.models import RESTRAINT, Case, State
from moderation.standing import called, stands

EXCERPT = 200
IN_A_LIST = 60
SENTENCE_ENDS = (".", "!", "?", "…", ":")
# A row of buttons has five on Discord, and three are taken.
MERGES = 2
# From so many on, nobody needs to know how many exactly.
MANY = 100


def letter(dossier: Dossier, words: Words, *, above: bool = False) -> Post:
    """What stands in the moderators' room: to be decided, or what was decided. Those `above`
    them decide what is frozen."""
    case = dossier.case
    return Post(
        _quoted(dossier.given, words),
        title=words.say("Case {number}", number=str(case.id)),
        facts=tuple(case_facts.all_of(dossier, words)),
        buttons=_buttons(dossier, words, above=above),
    )


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


def heading(dossier: Dossier, words: Words) -> str:
    """What it is about, for whom it is about: they know it by its words, not by the number
    that it has for the moderators."""
    case = dossier.case
    if case.kind == RESTRAINT:
        return words.say("Taking part in {place}", place=case.neighbourhood.name)
    if excerpt(dossier, words):
        return words.say("Your contribution")
    return words.say("Your contribution {number}", number=str(case.id))


def _quoted(given: Contribution | None, words: Words) -> str:
    return _of_pictures(given, "\n".join(_said(given)), words)


def _of_pictures(given: Contribution | None, said: str, words: Words) -> str:
    """Of pictures alone, what they belong to is not what it is about."""
    if given is None or not given.wordless or not given.pictures:
        return said
    return words.plural(
        "A photo for: {said}", "{count} photos for: {said}", len(given.pictures), said=said
    )


def _said(given: Contribution | None) -> list[str]:
    if given is None:
        return []
    title, text = given.title, given.text.strip()
    # A title that was taken from the words is among them already.
    is_said = text.startswith(title.removesuffix("…"))
    return [each for each in ((text,) if is_said else (title, text)) if each]


def excerpt(dossier: Dossier, words: Words, length: int = EXCERPT) -> str:
    """Enough to know which one is meant."""
    text = _in_one_line(dossier.given)
    if not text or dossier.case.kind == RESTRAINT:
        return ""
    short = text if len(text) <= length else f"{text[: length - 1]}…"
    return _of_pictures(dossier.given, words.say("“{text}”", text=short), words)


def _in_one_line(given: Contribution | None) -> str:
    """A title that is no sentence is told from the text."""
    *titles, text = _said(given) or [""]
    begins = [each if each.endswith(SENTENCE_ENDS) else f"{each}:" for each in titles]
    return " ".join(" ".join([*begins, text]).split())


def _buttons(dossier: Dossier, words: Words, *, above: bool) -> tuple[Button, ...]:
    """None where whoever reads it has nothing to decide: it is settled, or frozen."""
    case = dossier.case
    if not case.is_open or (case.state == State.FROZEN and not above):
        return ()
    yes, no = _choices(case)
    choices = (
        _button(words.say(yes), "approve", case, words),
        _button(words.say(no), "decline", case, words),
    )
    if case.state == State.FROZEN:
        return choices
    joinable = [each for each in dossier.alike if each.joinable]
    asks = [_button(words.say("Ask the author"), "inquire", case, words)]
    return (
        *choices,
        *(asks if case.waits else ()),
        *(_merge(case, each, words) for each in joinable[:MERGES]),
    )


def _choices(case: Case) -> tuple[str, str]:
    if case.state == State.FROZEN:
        return N_("Release it"), N_("Decline it for good")
    if case.kind == RESTRAINT:
        return N_("Let them take part again"), N_("Leave it as it is")
    if case.state == State.REPORTED:
        return N_("Leave it"), N_("Take it down")
    return N_("Publish"), N_("Decline")


def _merge(case: Case, other: Alike, words: Words) -> Button:
    number = str(other.number)
    label = words.say("Put together with number {number}", number=number)
    call = Call("merge", {"case": case.id, "into": other.number})
    return Button(label, call, words.line("merge", f"{case.id} {number}"))


def _button(label: str, command: str, case: Case, words: Words) -> Button:
    return Button(label, Call(command, {"case": case.id}), words.line(command, str(case.id)))


def queue(waiting: Sequence[Dossier], count: int, words: Words) -> Post:
    if not waiting:
        return Post(words.say("Nothing waits for a moderator here."))
    facts = tuple(
        (words.say("Case {number}", number=str(each.case.id)), _in_line(each, words))
        for each in waiting
    )
    first = str(waiting[0].case.id)
    how = words.say("{line} shows one of them.", line=words.line("case", first))
    if count > len(waiting):
        many = words.number(count)
        if count >= MANY:
            many = words.say("At least {count}", count=count)
        how = words.say("{count} wait; these came first. {how}", count=many, how=how)
    return Post(how, title=words.say("What waits here"), facts=facts)


def _in_line(dossier: Dossier, words: Words) -> str:
    about, said = _whose(dossier, words), excerpt(dossier, words, IN_A_LIST)
    return f"{said} {about}" if said else about


def _whose(dossier: Dossier, words: Words) -> str:
    case, who = dossier.case, called(dossier.author, words)
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
