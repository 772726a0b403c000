"""How often codes may be asked for and guessed: by one account, and in one room."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.refusals import Refusal
from neighbours.models import Attempt

WINDOW = timedelta(hours=1)
BY_ACCOUNT, BY_ROOM = 5, 20
ASKED, WRONG = "asked", "wrong"


def refuse_too_many(context: Context, kind: str) -> None:
    """Raises Refusal. Who guesses too often is not even told whether it was right."""
    since = context.now - WINDOW
    for mine, most in ((_by_account(context), BY_ACCOUNT), (_by_room(context), BY_ROOM)):
        lately = select(func.count(), func.min(Attempt.at)).where(
            Attempt.kind == kind, Attempt.at > since, *mine
        )
        count, first = context.session.execute(lately).one()
        if count >= most:
            raise Refusal(
                "That was too often. Please try again after {moment}.", moment=first + WINDOW
            )


def note(context: Context, kind: str) -> None:
    forget_old(context.session, context.now)
    who = context.who
    context.session.add(
        Attempt(
            kind=kind,
            platform=who.platform,
            user_id=who.user_id,
            target=context.at.target,
            at=context.now,
        )
    )


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Attempt).where(Attempt.at <= now - WINDOW))


def _by_account(context: Context) -> tuple[ColumnElement[bool], ...]:
    who = context.who
    return Attempt.platform == who.platform, Attempt.user_id == who.user_id


def _by_room(context: Context) -> tuple[ColumnElement[bool], ...]:
    return Attempt.platform == context.at.platform, Attempt.target == context.at.target
