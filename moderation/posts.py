"""What the desk answers: to moderators, and to neighbours who turn to it."""

from collections.abc import Sequence
from datetime import datetime

from bot.language import N_, Words
from bot.posts import Post
from moderation.models import RESTRAINT, Case
from moderation.triage import Rule

RULES = {
    Rule.AT_ONCE: N_("appears at once"),
    Rule.NEWCOMERS: N_("waits for a moderator if somebody new here wrote it"),
    Rule.ALL: N_("waits for a moderator"),
}


def _said(msgid: str, case: Case | int, words: Words) -> Post:
    return Post(words.say(msgid, number=str(case if isinstance(case, int) else case.id)))


def approved(case: Case, words: Words) -> Post:
    if case.is_open:
        msgid = N_("You would publish case {number}. One more moderator must agree.")
        return _said(msgid, case, words)
    if case.kind == RESTRAINT:
        msgid = N_("Case {number} is settled: they may take part again, and know it.")
        return _said(msgid, case, words)
    return _said(N_("Case {number} is published, and its author knows."), case, words)


def declined(case: Case, words: Words) -> Post:
    if case.kind == RESTRAINT:
        msgid = N_("Case {number} is settled: it stays as it is, and they know the reason.")
        return _said(msgid, case, words)
    return _said(N_("Case {number} is declined, and its author knows the reason."), case, words)


def asked(case: Case, words: Words) -> Post:
    msgid = N_("I ask the author, and case {number} comes back with the answer.")
    return _said(msgid, case, words)


def corrected(case: Case, words: Words) -> Post:
    msgid = N_("Case {number} has these words now. It still waits for your decision.")
    return _said(msgid, case, words)


def split(parts: Sequence[Case], words: Words) -> Post:
    numbers = ", ".join(str(case.id) for case in parts)
    said = words.say("It was taken apart. These cases came of it: {numbers}.", numbers=numbers)
    return Post(said)


def merged(case: Case, words: Words) -> Post:
    return _said(
        N_("Case {number} is now part of another; its author has been told."), case, words
    )


def handed(number: int, name: str, words: Words) -> Post:
    return Post(words.say("Case {number} is now for {name}.", number=str(number), name=name))


def noted(case: Case, words: Words) -> Post:
    msgid = N_("Your note stands with case {number}. Only moderators read it.")
    return _said(msgid, case, words)


def frozen(case: Case, words: Words, *, is_heard: bool) -> Post:
    if not is_heard:
        return _said(
            N_(
                "Case {number} is frozen: nobody gets to see it. Please do not pass it on. I "
                "can write to nobody who decides on it now, so please tell those who look "
                "after Bude here that it waits for them."
            ),
            case,
            words,
        )
    return _said(
        N_(
            "Case {number} is frozen: nobody gets to see it. Those who look after Bude here "
            "know. Please do not pass it on."
        ),
        case,
        words,
    )


def ruled(rule: Rule, pairs: int, words: Words) -> Post:
    what = words.say(RULES[rule])
    said = words.say("What neighbours want to publish in this room now {what}.", what=what)
    if pairs > 1:
        said += " " + words.say("Two moderators must agree on it.")
    return Post(said)


def away(until: datetime, handed: int, words: Words) -> Post:
    said = words.say("You get no cases until {until}.", until=until)
    if handed:
        said += " " + words.plural(
            "{count} case went to a colleague.", "{count} cases went to colleagues.", handed
        )
    return Post(said)


def back(words: Words) -> Post:
    return Post(words.say("Good that you are back. You get your share of cases again."))


def of_youth(case: Case, words: Words) -> Post:
    if case.eyes > 1:
        return _said(N_("Two moderators must agree on case {number} now."), case, words)
    return _said(N_("Case {number} is marked."), case, words)


def all_reasons(choice: Sequence[tuple[str, str]], city: str, words: Words) -> Post:
    facts = tuple((f"{number}, {name}", text) for number, (name, text) in enumerate(choice, 1))
    how = words.say(
        "{add} with a short name and the words adds one, or says it otherwise; {out} with the "
        "name takes it out.",
        add=words.line("reason"),
        out=words.line("dropreason"),
    )
    return Post(how, title=words.say("The canned reasons of {city}", city=city), facts=facts)


def worded(name: str, words: Words) -> Post:
    return Post(words.say("The reason “{name}” has these words now.", name=name))


def taken_out(name: str, words: Words) -> Post:
    return Post(words.say("The reason “{name}” is taken out.", name=name))


def restrained(name: str, case: Case, words: Words) -> Post:
    if case.until:
        said = words.say(
            "{name} cannot take part here until {until}.", name=name, until=case.until
        )
    else:
        said = words.say("{name} cannot take part here any more.", name=name)
    line = words.line("lift", f'"{name}"' if " " in name else name)
    known = words.say("They know the reason. {line} ends it.", line=line)
    return Post(f"{said} {known}")


def lifted(name: str, words: Words) -> Post:
    return Post(words.say("{name} can take part here again.", name=name))


def reported(case: Case, words: Words) -> Post:
    return _said(
        N_(
            "Thank you. The moderators will look at it (case {number}), and you will hear what "
            "comes of it. Its author does not learn who you are."
        ),
        case,
        words,
    )


def answered(words: Words) -> Post:
    return Post(words.say("Thank you. The moderators have your answer now."))


def appealed(words: Words) -> Post:
    return Post(
        words.say("Somebody else will look at it anew, and you will hear what comes of it.")
    )
