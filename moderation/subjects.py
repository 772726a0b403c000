"""The port to whoever owns what is published: what a decision of the desk means for it."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from sqlalchemy.orm import Session

from bot.context import Context
from moderation.contributions import Contribution


class Subject(Protocol):
    """The owner of one kind of contribution.

    Everything happens in the moderator's transaction; `context` is theirs, so look up the
    author in what you keep. Tell the author nothing: the desk does. What cannot be done is
    refused (`Refusal`) before anything is written. Nothing has to be remembered twice: a call
    comes once for each decision, but `declined` may follow `approved`, when somebody reported
    it or an appeal failed, and `approved` may follow `declined`, when an appeal was right.
    """

    def shown(self, session: Session, number: int) -> Contribution | None:
        """As it stands now; None if it is gone, or its author took it back."""
        ...

    def approved(self, context: Context, number: int) -> None:
        """Publish it, and announce it."""
        ...

    def declined(self, context: Context, number: int, reason: str) -> None:
        """Do not publish it; if it was published, take it down."""
        ...

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        """Its words as a moderator mended them; an empty title or text stays as it was. It is
        not approved by that."""
        ...

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        """Make several out of it, by the same author, the first of them out of itself; the
        numbers of all of them. None is approved by that."""
        ...

    def merged(self, context: Context, number: int, into: int) -> None:
        """It becomes part of another one of its kind, with credit and support."""
        ...


Subjects: TypeAlias = Mapping[str, Subject]
