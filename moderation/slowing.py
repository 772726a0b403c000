"""A flood is slowed, for each person and politely; nobody is turned away for good."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from bot.context import Context

HOUR = timedelta(hours=1)


def next_from(
    context: Context,
    author: InstrumentedAttribute[int | None],
    at: InstrumentedAttribute[datetime],
    most: int,
) -> datetime | None:
    """When the speaker may have the next one, if they had `most` of them within an hour."""
    lately = select(at).where(author == context.person.id, at > context.said_at - HOUR)
    latest = context.session.scalars(lately.order_by(at.desc()).limit(most)).all()
    return latest[-1] + HOUR if len(latest) >= most else None
