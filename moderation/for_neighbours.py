"""What neighbours can do at the moderators' desk."""

from typing import Annotated

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Number, Paragraphs, ThatMessage
from bot.posts import Reply
from moderation import appeals, asking, posts, reports
from moderation.deciding import Desk
from moderation.subjects import Subjects

FLAG = "🚩"
MyCase = Annotated[int, Number()]


def commands(at: Desk, subjects: Subjects) -> list[Command]:
    def report(context: Context, message: ThatMessage, reason: Paragraphs = "") -> Reply:
        case = reports.reported(context, message, subjects)
        reports.report(at, context, case, reason)
        return Reply(posts.reported(case, context.words), private=True)

    def answer(context: Context, case: MyCase, text: Paragraphs) -> Reply:
        asking.answer(at, context, case, text)
        return Reply(posts.answered(context.words), private=True)

    def appeal(context: Context, case: MyCase, text: Paragraphs) -> Reply:
        appeals.appeal(at, context, case, text)
        return Reply(posts.appealed(context.words), private=True)

    which = N_("Which one? Write its number.")
    return [
        Command(
            "report",
            report,
            N_("Ask the moderators to look at something: reply to it"),
            {"message": N_("Reply with this to the message you mean.")},
            sign=FLAG,
        ),
        Command(
            "answer",
            answer,
            N_("Answer what the moderators asked you"),
            {"case": which, "text": N_("What do you answer?")},
            always=True,
        ),
        Command(
            "appeal",
            appeal,
            N_("Ask for a second look at what was declined"),
            {"case": which, "text": N_("Why do you see it otherwise?")},
            always=True,
        ),
    ]
