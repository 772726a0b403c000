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
        name = user_id.removeprefix("@").partition(":")[0]
        person = people.recognise(session, Identity(platform, user_id, name), None, now)
        for role in (Role.ADMIN, Role.MODERATOR):
            roles.grant(session, person.id, role, None)
