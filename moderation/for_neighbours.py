"""What neighbours can do at the moderators' desk."""

from typing import Annotated, TypeAlias

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Number, OneOf, Paragraphs, ThatMessage
from bot.posts import Reply
from bot.privately import refuse_settling
from moderation import appeals, asking, count_posts, posts, reports
from moderation.counts import count, month_before, month_of
from moderation.deciding import Desk
from moderation.subjects import Subjects

FLAG = "🚩"
MyCase: TypeAlias = Annotated[int, Number()]
ThatMonth: TypeAlias = Annotated[str, OneOf(("this", "last"))]
WHICH = N_("Which one? Write its number.")


def counts(context: Context, month: ThatMonth = "this") -> Reply:
    place, zone = context.neighbourhood, context.words.zone
    of = month_of(context.now, zone) if month == "this" else month_before(context.now, zone)
    counted = count(context.session, place.id, of)
    return Reply(count_posts.counted(counted, place.name, context.words))


COUNTS = Command(
    "counts",
    counts,
    N_("See in numbers what passed the moderators"),
    explains={"month": N_("of this month or of the last")},
)


def _report(at: Desk, subjects: Subjects) -> Command:
    def report(context: Context, message: ThatMessage, reason: Paragraphs = "") -> Reply:
        refuse_settling(context)
        case = reports.reported(context, message, subjects)
        reports.report(at, context, case, reason)
        return Reply(posts.reported(case, context.words), private=True)

    return Command(
        "report",
        report,
        N_("Ask the moderators to look at something"),
        {
            "message": N_(
                "Reply with this to the message you mean; on Discord, find it in its menu "
                "under Apps."
            )
        },
        {"reason": N_("what is not right about it")},
        sign=FLAG,
        on_message=reports.ON_MESSAGE,
    )


def _answer(at: Desk) -> Command:
    def answer(context: Context, case: MyCase, text: Paragraphs) -> Reply:
        refuse_settling(context)
        asking.answer(at, context, case, text)
        return Reply(posts.answered(context.words), private=True)

    what = {"case": WHICH, "text": N_("What do you answer?")}
    help = N_("Answer what the moderators asked you")
    return Command("answer", answer, help, what, always=True)


def _appeal(at: Desk) -> Command:
    def appeal(context: Context, case: MyCase, text: Paragraphs) -> Reply:
        refuse_settling(context)
        appeals.appeal(at, context, case, text)
        return Reply(posts.appealed(context.words), private=True)

    what = {"case": WHICH, "text": N_("Why do you disagree?")}
    help = N_("Ask for a second look at what was declined")
    return Command("appeal", appeal, help, what, always=True)


def commands(at: Desk, subjects: Subjects) -> list[Command]:
    return [COUNTS, _report(at, subjects), _answer(at), _appeal(at)]
