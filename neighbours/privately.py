"""What may only be said when nobody else reads it."""

from bot.context import Context
from bot.refusals import Refusal


def refuse_openly(context: Context) -> None:
    if not context.between_us:
        raise Refusal("This is between the two of us. Please write it to me in a private chat.")
