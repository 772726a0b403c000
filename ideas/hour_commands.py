"""What can be done with question hours."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Line, LongText, Moment, Reference
from bot.posts import Reply
from bot.privately import refuse_settling
from bot.roles import Role
from ideas import hour_posts, hours
from moderation import desk

Words_: TypeAlias = Annotated[str, LongText(1000)]
ThatHour: TypeAlias = Annotated[int, Reference(hours.suggest)]
OFFICERS = frozenset({Role.CITY_OFFICER})
WHICH = N_("Which question hour? Write its number.")
HOURS = N_("Question hours")


def hour(
    context: Context,
    topic: Annotated[str, Line()],
    *,
    starts: Moment,
    ends: Moment | None = None,
) -> Reply:
    planned = hours.plan(context, topic, starts, ends)
    return Reply(hour_posts.planned(planned, context.words), private=True)


HOUR = Command(
    "hour",
    hour,
    N_("Hold a question hour in this room"),
    prompts={
        "topic": N_("What is it about?"),
        "starts": N_("When does it begin? For example: Friday 18:00"),
    },
    explains={"ends": N_("when it ends; an hour later if you do not say")},
    needs=OFFICERS,
)


def question(context: Context, hour: ThatHour, text: Words_) -> Reply:
    published = hours.ask(context, hours.find(context, hour), text)
    # Whoever asks under the announcement sees the question there, unless it waits.
    post = hour_posts.taken(published, context.words)
    shown = post if published else desk.with_reason(context, post)
    return Reply(shown, private=True, refused=not published)


QUESTION = Command(
    "question",
    question,
    N_("Ask something in a question hour"),
    prompts={"hour": WHICH, "text": N_("What do you want to ask?")},
    counts_late=True,
    heading=HOURS,
)


def questions(context: Context, hour: ThatHour) -> Reply:
    found = hours.find(context, hour)
    asked = hours.questions(context.session, found)
    return Reply(hour_posts.listed(found, asked, context.words), private=True)


QUESTIONS = Command(
    "questions",
    questions,
    N_("Read questions and answers"),
    prompts={"hour": WHICH},
    heading=HOURS,
)


def respond(context: Context, question: int, text: Words_) -> Reply:
    answered = hours.answer(context, question, text)
    return Reply(hour_posts.answered(answered, context.words), private=True)


RESPOND = Command(
    "respond",
    respond,
    N_("Answer a question for the city"),
    prompts={
        "question": N_("Which question? Write its number."),
        "text": N_("What is the answer? Everybody will read it."),
    },
    needs=OFFICERS,
)


def dropquestion(context: Context, question: int | None = None) -> Reply:
    refuse_settling(context)
    gone = hours.take_back(context, question)
    return Reply(hour_posts.taken_back(gone, context.words), private=True)


DROP = Command(
    "dropquestion",
    dropquestion,
    N_("Take back a question that you asked in a question hour"),
    explains={"question": N_("its number; if you leave it out, your newest one")},
    always=True,
    heading=HOURS,
)


COMMANDS = [HOUR, QUESTION, QUESTIONS, RESPOND, DROP]
