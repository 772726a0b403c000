"""Those whom the config names look after Bude, everywhere."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot import people, roles
from bot.incoming import Identity
from bot.roles import Grant, Role


def appoint(session: Session, accounts: Sequence[str], now: datetime) -> None:
    """Make the accounts that the config names (platform:user), and no others, admins and
    moderators everywhere."""
    session.execute(delete(Grant).where(Grant.neighbourhood_id.is_(None)))
    for written in accounts:
        platform, _, user_id = written.partition(":")
        who = Identity(platform, user_id, user_id)  # Until we hear what they are called.
        person = people.recognise(session, who, None, now)
        for role in (Role.ADMIN, Role.MODERATOR):
            roles.grant(session, person.id, role, None)
