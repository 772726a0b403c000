"""A decision is about the words that moderators could read, and not about others meanwhile."""

from datetime import datetime, timedelta

from bot import outbox
from bot.context import Context
from bot.outbox import Letter
from bot.refusals import Refusal
from moderation.models import Case

READING = timedelta(seconds=5)
# A room that cannot be reached keeps nobody from deciding for longer.
DELIVERY = timedelta(minutes=5)


def reworded(context: Context, case: Case) -> None:
    """Whoever changed the words knows them; but not what others changed just before."""
    known = not _is_unseen(context, case)
    case.reworded_at = context.now
    case.reworded_by = context.person.id if known else None


def refuse_unseen(context: Context, case: Case) -> None:
    """Else somebody could have words published that nobody else has read, by changing them at
    the last moment."""
    if _is_unseen(context, case):
        raise Refusal("These words were changed a moment ago; please look once more.")


def _is_unseen(context: Context, case: Case) -> bool:
    if case.reworded_at is None or case.reworded_by == context.person.id:
        return False
    if context.said_at >= case.reworded_at + DELIVERY:
        return False
    return context.said_at < _readable_since(context, case, case.reworded_at) + READING


def _readable_since(context: Context, case: Case, changed: datetime) -> datetime:
    """In all rooms of the moderators."""
    letters = outbox.newest_versions(context.session, case.keys)
    return max((_shown(each, changed, context.now) for each in letters), default=changed)


def _shown(letter: Letter, changed: datetime, now: datetime) -> datetime:
    match letter.state:
        case outbox.State.SENT:
            return letter.sent_at or changed
        case outbox.State.SENDING:
            return changed + DELIVERY
        case outbox.State.WAITING if letter.edits or letter.due <= now:
            return changed + DELIVERY
    return changed  # It is quiet there still, or cannot be delivered: nobody read other words.
