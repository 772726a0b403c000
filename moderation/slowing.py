"""A flood is slowed, for each person and politely; nobody is turned away for good."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from bot.context import Context
from bot.refusals import Refusal

HOUR = timedelta(hours=1)


def refuse_flood(
    context: Context,
    author: InstrumentedAttribute[int | None],
    at: InstrumentedAttribute[datetime],
    most: int,
    sentence: str,
) -> None:
    """If the speaker had `most` of them within an hour. The `sentence` says that, and from what
    `moment` on they may have the next one."""
    lately = select(at).where(author == context.person.id, at > context.said_at - HOUR)
    latest = context.session.scalars(lately.order_by(at.desc()).limit(most)).all()
    if len(latest) >= most:
        raise Refusal(sentence, most=most, moment=latest[-1] + HOUR)
