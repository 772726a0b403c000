"""What becomes of the bot's own tables when somebody is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot import letters, shredding
from bot.conversation import Asked
from bot.heard import Early, Heard, Listening, Unheard
from bot.incoming import Identity
from bot.lateness import told_key
from bot.lent_roles import LentRole
from bot.outbox import Letter
from bot.people import Account, Person
from bot.picks import Pick
from bot.places import Room
from bot.roles import Grant
from bot.sealed import SealedMessage

NAMELESS = ""


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    """The accounts go, and what was kept about them. A person without a name stays behind for
    what must keep its number, such as a poll that somebody asked."""
    accounts = session.scalars(select(Account).filter_by(person_id=person_id)).all()
    for account in accounts:
        _erase_account(session, account)
    session.execute(delete(Grant).filter_by(person_id=person_id))
    _blank(session, person_id)
    for account in accounts:
        session.delete(account)
    session.flush()
    return None


def _blank(session: Session, person_id: int) -> None:
    blank = {"name": NAMELESS, "language": None, "home_id": None}
    blank |= {"quiet_from": None, "quiet_until": None, "known_in": None, "known_since": None}
    blank |= {"missed_at": None}
    session.execute(update(Person).filter_by(id=person_id).values(blank))


def _erase_account(session: Session, account: Account) -> None:
    who = {"platform": account.platform, "user_id": account.user_id}
    asked = session.scalars(select(Asked.letter_id).filter_by(**who)).all()
    session.execute(delete(Asked).filter_by(**who))
    session.execute(delete(Pick).filter_by(**who))
    session.execute(delete(LentRole).filter_by(**who))
    platform, key = told_key(Identity(account.platform, account.user_id, ""))
    session.execute(delete(Heard).filter_by(platform=platform, message_id=key))
    # Where a direct chat is a stream of its own, which bears their name.
    theirs = Listening.stream.contains(f":{account.user_id}:", autoescape=True)
    session.execute(delete(Listening).filter_by(platform=account.platform).where(theirs))
    for row in waiting(session, account):
        session.delete(row)
    shredding.shred(session, [*asked, *_letters_to(session, account)])


def _letters_to(session: Session, account: Account) -> Sequence[int]:
    """To them alone; and others with their account in the key."""
    here = select(Letter.id).where(Letter.platform == account.platform)
    room = select(Room.target).where(Room.platform == account.platform)
    alone = (Letter.target == account.private_at) & Letter.target.not_in(room)
    about = Letter.key.contains(f":{account.user_id}:", autoescape=True)
    about |= Letter.key.endswith(f":{account.user_id}", autoescape=True)
    return session.scalars(here.where(alone | about)).all()


def waiting(session: Session, account: Account) -> list[Unheard | Early | SealedMessage]:
    """What this account said that could not be taken in yet."""
    rows: list[Unheard | Early | SealedMessage] = []
    rows += session.scalars(select(Unheard))
    rows += session.scalars(select(Early))
    rows += session.scalars(select(SealedMessage))
    who = (account.platform, account.user_id)
    return [row for row in rows if _sender(row.document) == who]


def _sender(document: str) -> tuple[str, str] | None:
    try:
        sender = letters.read_incoming(document).sender
    except letters.Unreadable:
        return None
    return sender.platform, sender.user_id
