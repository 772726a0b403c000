"""What depends on an idea, such as a comment, is published only as long as the idea is."""

from bot.context import Context
from bot.refusals import Refusal
from ideas.models import Idea
from moderation import desk


def refuse_gone(context: Context, kind: str, number: int, idea_id: int) -> None:
    """Whoever was to publish it reads what is left to do. Raises Refusal."""
    case = desk.newest_about(context.session, kind, number)
    if case is None or context.session.get_one(Idea, idea_id).is_public:
        return
    raise Refusal(
        "Idea {number} is not published any more, so nothing that belongs to it can be "
        "published. {line} with a reason settles this; its author reads the reason.",
        number=str(idea_id),
        line=context.words.line("decline", str(case.id)),
    )
