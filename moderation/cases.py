"""How a case is put into words: for the moderators, and for its author."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox, places
from bot.incoming import Call
from bot.language import N_, Words
from bot.posts import Button, Post
from moderation.contributions import Contribution
from moderation.models import Case, State
from moderation.triage import Sign

BECAUSE = {
    Sign.ALL: N_("here everything is read first"),
    Sign.NEWCOMER: N_("the author is new here"),
    Sign.LINK: N_("there is a link in it"),
    Sign.REPEATS: N_("the same was said several times"),
    Sign.PICTURE: N_("a picture from somebody new"),
    Sign.FILE: N_("there is a file with it"),
}
STANDS = {
    State.WAITING: N_("waits for a moderator"),
    State.ASKED: N_("waits for an answer of the author"),
    State.PUBLISHED: N_("published"),
    State.DECLINED: N_("declined"),
    State.MERGED: N_("put together with another one"),
    State.SPLIT: N_("taken apart"),
    State.WITHDRAWN: N_("taken back by the author"),
}


def waiting(case: Case, given: Contribution, author: str, words: Words) -> Post:
    """What stands in the moderators' room, to be decided."""
    facts = [(words.say("From"), author), (words.say("Waits because"), because(case, words))]
    if case.marks:
        facts.append((words.say("Words to look at"), ", ".join(case.marks)))
    return Post(
        _quoted(given),
        title=_title(case, words),
        facts=tuple(facts),
        buttons=(
            _button(words.say("Publish"), "approve", case, words),
            _button(words.say("Decline"), "decline", case, words),
        ),
    )


def decided(
    case: Case, given: Contribution | None, author: str, moderator: str, words: Words
) -> Post:
    """The same post afterwards, so that nobody decides it twice."""
    facts = [(words.say("From"), author), (words.say("Now"), stands(case, words))]
    if case.decided_at:
        by = words.say("{who}, {at}", who=moderator, at=case.decided_at)
        facts.append((words.say("Decided by"), by))
    if case.reason:
        facts.append((words.say("Reason"), case.reason))
    return Post(_quoted(given) if given else "", title=_title(case, words), facts=tuple(facts))


def because(case: Case, words: Words) -> str:
    return "; ".join(words.say(BECAUSE[Sign(each)]) for each in case.held)


def stands(case: Case, words: Words) -> str:
    return words.say(STANDS[State(case.state)])


def _title(case: Case, words: Words) -> str:
    return words.say("Case {number}", number=str(case.id))


def _quoted(given: Contribution) -> str:
    return f"{given.title}\n{given.text}".strip()


def _button(label: str, command: str, case: Case, words: Words) -> Button:
    return Button(label, Call(command, {"case": case.id}), words.line(command, str(case.id)))


def queue(waiting: Sequence[tuple[Case, str]], words: Words) -> Post:
    if not waiting:
        return Post(words.say("Nothing waits for a moderator here."))
    facts = tuple(
        (_title(case, words), words.say("{who}, {at}", who=author, at=case.opened_at))
        for case, author in waiting
    )
    how = words.say("{line} shows one of them.", line=words.line("case", str(waiting[0][0].id)))
    return Post(how, title=words.say("What waits here"), facts=facts)


def approved(case: Case, words: Words) -> Post:
    here = str(case.id)
    return Post(words.say("Case {number} is published, and its author knows.", number=here))


def declined(case: Case, words: Words) -> Post:
    return Post(
        words.say(
            "Case {number} is declined, and its author knows the reason.", number=str(case.id)
        )
    )


def for_author(case: Case, words: Words) -> Post:
    """What only its author gets to read."""
    facts = [(words.say("Now"), stands(case, words))]
    if case.reason:
        facts.append((words.say("Reason"), case.reason))
    title = words.say("Your contribution {number}", number=str(case.id))
    return Post(title=title, facts=tuple(facts))


def tell_author(session: Session, case: Case, author: str, now: datetime) -> None:
    """Only that there is news: the room it goes to need not know what was decided and why."""
    words = places.speech(case.language, case.neighbourhood.city)
    line = words.line("case", str(case.id))
    news = words.say(
        "{name}, there is news of what you sent in: {line} shows it to you alone.",
        name=author,
        line=line,
    )
    key = f"{case.key}:{case.state}"
    outbox.send(session, case.origin, Post(news), key=key, now=now)
