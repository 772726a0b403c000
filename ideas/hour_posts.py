"""How question hours are put into words."""

from collections.abc import Callable, Mapping, Sequence

from bot.incoming import Call
from bot.language import Words
from bot.posts import Ask, Event, Post
from ideas.models import Hour, Question


def announced(hour: Hour, officer: str, here: bool, words: Words) -> Post:
    where = (
        words.say("in this room")
        if here
        else words.say("in a room on {platform}", platform=hour.platform.capitalize())
    )
    number = str(hour.id)
    title = words.say("Question hour {number}: {topic}", number=number, topic=hour.topic)
    return Post(
        words.say(
            "Somebody who speaks for the city answers your questions. Reply under this with "
            "yours, or write: {line}",
            line=words.line("question", number),
        ),
        title=title,
        facts=(
            (words.say("Begins"), words.moment(hour.starts)),
            (words.say("Ends"), words.moment(hour.ends)),
            (words.say("Where"), where),
            (words.say("Who answers"), officer),
        ),
        comment=_under(hour.id),
        event=Event(title, hour.starts, hour.ends, "" if here else where),
    )


def _under(number: int) -> Ask:
    return Ask(Call("question", {"hour": number}), "text")


def question(asked: Question, name: str, words: Words) -> Post:
    """Alone, or with its answer."""
    number = str(asked.id)
    title = words.say("Question {number}, from {name}", number=number, name=name)
    facts = ((words.say("The city answers"), asked.answer),) if asked.answer else ()
    return Post(asked.text, title=title, facts=facts, comment=_under(asked.hour_id))


def gone(asked: Question, words: Words) -> Post:
    return Post(words.say("Question {number} was taken down.", number=str(asked.id)))


def taken_back(asked: Question, words: Words) -> Post:
    number = str(asked.id)
    return Post(words.say("You have taken question {number} back.", number=number))


def begins(hour: Hour, officer: str, asked: Sequence[Question], words: Words) -> Post:
    title = words.say("The question hour begins: {topic}", topic=hour.topic)
    text = words.say(
        "{name} is here until {ends}. To answer a question, write: {line}",
        name=officer,
        ends=hour.ends,
        line=words.line("respond", "1 …"),
    )
    return Post(text, title=title, facts=_listed(asked, words))


def over(hour: Hour, officer: str, asked: Sequence[Question], words: Words) -> Post:
    title = words.say("The question hour is over: {topic}", topic=hour.topic)
    left = [each for each in asked if each.answer is None]
    if not left:
        return Post(words.say("Thank you! No question is left open."), title=title)
    text = words.say("Thank you! These are still open; they will be answered here.")
    return Post(text, title=title, facts=_listed(left, words))


BY_WHAT: Mapping[str, Callable[[Hour, str, Sequence[Question], Words], Post]] = {
    "begins": begins,
    "over": over,
}


def _listed(asked: Sequence[Question], words: Words) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.say("Question {number}", number=str(each.id)), each.text) for each in asked
    )


def planned(hour: Hour, words: Words) -> Post:
    number = str(hour.id)
    return Post(words.say("Question hour {number} is announced in all rooms.", number=number))


def taken(published: bool, words: Words) -> Post:
    if published:
        return Post(words.say("Your question is asked."))
    return Post(words.say("A moderator reads your question first; then it is asked."))


def answered(asked: Question, words: Words) -> Post:
    number = str(asked.id)
    return Post(words.say("Question {number} is answered in all rooms.", number=number))


def listed(hour: Hour, asked: Sequence[Question], words: Words) -> Post:
    title = words.say("Question hour {number}: {topic}", number=str(hour.id), topic=hour.topic)
    if not asked:
        return Post(words.say("Nobody has asked anything yet."), title=title)
    facts = tuple((each.text, each.answer or words.say("not answered yet")) for each in asked)
    return Post(title=title, facts=facts)
