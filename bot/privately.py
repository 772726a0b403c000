"""What may only be said when nobody else reads it, and not by an account linked just now."""

from bot.context import Context
from bot.people import SETTLING
from bot.refusals import Refusal


def refuse_openly(context: Context, *, answered_later: bool = False) -> None:
    """With `answered_later`, whoever said it alone in a room must be one we can write to alone,
    too."""
    if not context.between_us or (answered_later and not context.chat):
        raise Refusal("That is between you and me. Please write it to me in a private chat.")


def refuse_among_others(context: Context) -> None:
    """For what is answered to the speaker alone, or to a room of moderators: where neither can
    be, everybody in the room would read it."""
    if not (context.between_us or context.chat or context.at_the_desk):
        raise Refusal("That is between you and me. Please write it to me in a private chat.")


def refuse_settling(context: Context) -> None:
    """For what somebody who was linked by deceit could do in another's name."""
    joined = context.person.joined
    if joined and context.person.is_settling(context.now):
        raise Refusal(
            "This account was linked only lately. From {moment} on it can do this; your other "
            "account can now.",
            moment=joined + SETTLING,
        )
