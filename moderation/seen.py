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


def refuse_unseen(context: Context, case: Case) -> None:
    """Else an author could have words published that nobody has read, by changing them at the
    last moment."""
    if case.reworded_at is None or context.said_at >= case.reworded_at + DELIVERY:
        return
    if context.said_at < _readable_since(context, case, case.reworded_at) + READING:
        raise Refusal("These words were changed a moment ago; please look once more.")


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
