"""How a ballot lies in the table: plainly, or under the seal of a secret poll."""

from datetime import datetime
from typing import Any, Protocol, TypeAlias

from sqlalchemy.orm import Session

from bot.refusals import Refusal
from polls import sealing
from polls.models import Poll
from polls.sealing import Seal

Word: TypeAlias = tuple[datetime, str]  # When it was said, and the marks.


class Slips(Protocol):
    """What lies in the columns of `polls.models.Ballot`."""

    def voter(self, person_id: int) -> str:
        """Under which name a person's ballot lies in this poll."""
        ...

    def write(self, voter: str, word: Word, via: str) -> dict[str, Any]: ...

    def read(self, voter: str, said_at: datetime, marks: str) -> Word: ...


class Plain:
    def voter(self, person_id: int) -> str:
        return str(person_id)

    def write(self, voter: str, word: Word, via: str) -> dict[str, Any]:
        return {"marks": word[1], "said_at": word[0], "via": via}

    def read(self, voter: str, said_at: datetime, marks: str) -> Word:
        return said_at, marks


class Sealed:
    """All ballots of a poll have one and the same time, and no platform."""

    def __init__(self, seal: Seal, asked_at: datetime) -> None:
        self._seal = seal
        self._asked_at = asked_at

    def voter(self, person_id: int) -> str:
        return self._seal.voter(person_id)

    def write(self, voter: str, word: Word, via: str) -> dict[str, Any]:
        return {"marks": self._seal.close(voter, *word), "said_at": self._asked_at, "via": ""}

    def read(self, voter: str, said_at: datetime, marks: str) -> Word:
        return self._seal.open(voter, marks)


PLAIN = Plain()


def slips_of(session: Session, poll: Poll) -> Slips:
    """Raises Refusal if the poll is secret and its key is lost."""
    if not poll.secret:
        return PLAIN
    return Sealed(sealing.seal_of(session, poll), poll.asked_at)


def find_slips(session: Session, poll: Poll) -> Slips | None:
    """The same, but None where the key is lost."""
    try:
        return slips_of(session, poll)
    except Refusal:
        return None
