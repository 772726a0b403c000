"""Forgetting a person: everything that rooms keep of them, and their accounts at last."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import forgotten, people, sharing, store
from bot.belongings import Belongings
from bot.people import Account


def forget(
    session: Session, rooms: Iterable[Belongings], person_id: int, now: datetime
) -> None:
    """Rooms come in their order, the bot's own last, because there the accounts go."""
    # A vote on its way at another Bude would otherwise stay, with nobody whose it is.
    store.one_at_a_time(session, people.WHO_IS_WHO)
    theirs = select(Account.platform, Account.user_id).where(Account.person_id == person_id)
    accounts = [(platform, user_id) for platform, user_id in session.execute(theirs)]
    matters = [until for room in rooms if (until := room.erase(session, person_id, now))]
    if matters:
        forgotten.keep(session, accounts, person_id, now, max(matters))
    sharing.look_anew(session)
    people.changed(session)
