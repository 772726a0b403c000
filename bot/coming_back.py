"""Who was forgotten and is known again: no further account of theirs comes along quietly.

Whoever was talked into a link may have had themselves forgotten to be rid of the other account.
"""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import people, telling
from bot.incoming import Identity
from bot.language import Words
from bot.people import Neighbour
from bot.posts import Post


def meet(
    session: Session, who: Identity, home_id: int | None, now: datetime, chat: str | None
) -> Neighbour:
    """Somebody whose account is not known; if they have others by now, all are told."""
    met = people.meet(session, who, home_id, now, chat)
    if met.joined:
        account = ":".join(who.account)
        key = f"back:{account}:{now.isoformat()}"
        say = partial(_said, account)
        telling.tell(session, met.id, say, key=key, now=now, warning=True)
    return met


def _said(account: str, words: Words) -> Post:
    return Post(
        words.say(
            "{account} was linked to your account before you had me forget you, and has come "
            "back. You are one person here again, with one vote. If that account is not yours, "
            "or you change your mind, write: {line}",
            account=account,
            line=words.line("unlink", account),
        )
    )
