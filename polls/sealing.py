"""The seal of a secret poll: whose a ballot is, and what it says, only its key can tell.

Everything is sealed, the time as well: whoever has a copy of the database without the key
could otherwise lay the times beside those of messages.
"""

import hashlib
import hmac
import logging
import secrets
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from bot import sharing, store
from bot.refusals import Refusal
from polls.models import Poll, PollKey

logger = logging.getLogger(__name__)

# However many answers were chosen, a sealed ballot is as long as any other.
LENGTH = 112
NONCE, TAG = 12, 16


@cache
def _aes() -> Any:
    """Imported for the first sealed vote: it starts another program, to look at this one."""
    return import_module("Crypto.Cipher.AES")


class Seal(NamedTuple):
    """`names` is the key under which people are called in this poll, `words` that of what
    they said."""

    names: bytes
    words: bytes

    def voter(self, person_id: int) -> str:
        return hmac.digest(self.names, str(person_id).encode(), "sha256").hex()

    def close(self, voter: str, said_at: datetime, marks: str) -> str:
        """A withdrawal shows itself by a dash, so that the turnout can be counted."""
        plain = f"{said_at.astimezone(UTC).isoformat()} {marks}".encode().ljust(LENGTH)
        cipher = _aes().new(self.words, _aes().MODE_GCM, nonce=secrets.token_bytes(NONCE))
        sealed, tag = cipher.update(voter.encode()).encrypt_and_digest(plain)
        return f"{'' if marks else '-'}{(cipher.nonce + tag + sealed).hex()}"

    def open(self, voter: str, sealed: str) -> tuple[datetime, str]:
        raw = bytes.fromhex(sealed.removeprefix("-"))
        cipher = _aes().new(self.words, _aes().MODE_GCM, nonce=raw[:NONCE])
        cipher.update(voter.encode())
        plain = cipher.decrypt_and_verify(raw[NONCE + TAG :], raw[NONCE : NONCE + TAG])
        said_at, _, marks = plain.decode().rstrip().partition(" ")
        return datetime.fromisoformat(said_at), marks


def begin(session: Session, poll: Poll) -> None:
    """Make the key of a new poll. If the poll comes to nothing, `keys.sweep` finds it."""
    keys = store.keys(session)
    name = keys.make()
    session.add(PollKey(poll_id=poll.id, name=name, mark=_mark(keys.get(name) or b"")))
    session.flush()


def seal_of(session: Session, poll: Poll) -> Seal:
    """Read once for all who speak in a transaction. Raises Refusal if the key is lost."""
    seal = sharing.once(session, ("seal", poll.id), partial(find, session, poll))
    if seal is None:
        logger.error("the key of poll %d is not in %s", poll.id, store.keys(session).folder)
        raise Refusal(
            "The key of this secret poll cannot be found here, so no vote in it can be taken "
            "in at the moment. Those who look after Bude can see that in the log."
        )
    return seal


def find(session: Session, poll: Poll) -> Seal | None:
    """None if the key is lost, or is another."""
    kept = session.get_one(PollKey, poll.id)
    key = store.keys(session).get(kept.name)
    if key is None or not hmac.compare_digest(_mark(key), kept.mark):
        return None
    return Seal(_derived(key, "names"), _derived(key, "words"))


def _derived(key: bytes, what: str) -> bytes:
    return hmac.digest(key, what.encode(), "sha256")


def _mark(key: bytes) -> str:
    """By which a key is known again; it says nothing about the key."""
    return hashlib.sha256(b"bude poll key" + key).hexdigest()[:16]
