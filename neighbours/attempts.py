"""How often codes may be asked for and guessed: by one account, and in one room."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import forgotten
from bot.context import Context
from bot.refusals import Refusal
from neighbours.models import Attempt

WINDOW = timedelta(hours=1)
BY_ACCOUNT, BY_ROOM = 5, 20
ASKED, WRONG = "asked", "wrong"


def refuse_too_many(context: Context, kind: str) -> None:
    """Raises Refusal. Who guesses too often is not even told whether it was right."""
    since = context.now - WINDOW
    by_account, by_room = Attempt.account == _account(context), Attempt.room == _room(context)
    for mine, most in ((by_account, BY_ACCOUNT), (by_room, BY_ROOM)):
        lately = select(func.count(), func.min(Attempt.at)).where(
            Attempt.kind == kind, Attempt.at > since, mine
        )
        count, first = context.session.execute(lately).one()
        if count >= most:
            raise Refusal(
                "That was too often. Please try again after {moment}.", moment=first + WINDOW
            )


def note(context: Context, kind: str) -> None:
    forget_old(context.session, context.now)
    attempt = Attempt(kind=kind, account=_account(context), room=_room(context), at=context.now)
    context.session.add(attempt)


def forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Attempt).where(Attempt.at <= now - WINDOW))


def _account(context: Context) -> str:
    return forgotten.mark(context.session, *context.who.account)


def _room(context: Context) -> str:
    """What is said alone in a room does not use up the tries of all who are there."""
    room = (context.chat if context.between_us else None) or context.at.target
    return forgotten.mark(context.session, context.at.platform, room)
