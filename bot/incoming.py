"""What reaches us: who said what, where. No platform's own type gets past this file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, cast

Picks: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One account on one platform. A person may have several."""

    platform: str
    user_id: str
    name: str

    @property
    def account(self) -> tuple[str, str]:
        """What tells it from all others, unlike the name."""
        return self.platform, self.user_id


@dataclass(frozen=True, slots=True)
class Address:
    """Somewhere a post can be delivered: a room, a thread in it, or one person."""

    platform: str
    target: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along, `size` in bytes; fetched only when somebody needs it."""

    name: str
    mime: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was fetched, as a command gets it."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NativePoll:
    """A poll that somebody made with the platform's own means. Nobody can type one.

    `marks` are the platform's names for its answers, in their order; `most` is how many of
    them one may pick.
    """

    message_id: str
    marks: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message somebody pointed at, and the account that wrote it. Nobody can type one."""

    message_id: str
    user_id: str


Argument: TypeAlias = (
    str
    | int
    | bool
    | Picks
    | tuple[str, ...]
    | Attached
    | tuple[Attached | str, ...]
    | NativePoll
    | Quoted
)


def is_file(given: Argument) -> bool:
    """Whether it came along as a file, or as several."""
    several = given if isinstance(given, tuple) else (given,)
    return any(isinstance(each, Attached) for each in several)


@dataclass(frozen=True, slots=True)
class Text:
    """Free words, without the platform's sign for a command.

    `addressed`: they were said to us (`!vote 1 2` on Matrix, any line in the terminal, a
    direct message), not merely within our hearing. `edits` is the id of the message that has
    these words from now on.
    """

    words: str
    attachments: tuple[Attachment, ...] = ()
    addressed: bool = True
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A command already taken apart: a slash command, a pressed button, a web form."""

    command: str
    arguments: Mapping[str, Argument]

    def with_argument(self, name: str, value: Argument) -> "Call":
        return Call(self.command, {**self.arguments, name: value})


@dataclass(frozen=True, slots=True)
class Picked:
    """Options picked on a message of ours, counted from 1; none left means taken back.

    `marks` are the platform's names for them, which count where the poll is not our making.
    """

    message_id: str
    options: Picks
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reacted:
    """A sign put on a message of ours, or (`on` is false) taken off it again. It may be `found`
    there, and nobody knows since when."""

    message_id: str
    sign: str
    on: bool = True
    found: bool = False


@dataclass(frozen=True, slots=True)
class Retracted:
    """Something said earlier is gone: an answer, a reaction; whoever removed it."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a message of ours was pressed, counted from 1."""

    message_id: str
    button: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A question of ours was ended by the platform's own means."""

    message_id: str


class Why(StrEnum):
    """Why something cannot be read."""

    KEY_MISSING = "key missing"  # It may still come.
    NO_ENCRYPTION = "no encryption"
    KEYS_LOST = "keys lost"
    NEW_DEVICE = "new device"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Said, but encrypted, and we cannot read it.

    `document` is what the platform brought and `key` the name of what would open it: with
    KEY_MISSING both are kept, and given back by `inbox.sealed` to be tried again.
    """

    why: Why
    document: str = ""
    key: str = ""


Said: TypeAlias = Text | Call | Picked | Reacted | Retracted | Pressed | Ended | Sealed


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing said by one account.

    `message_id` is the same at a second hearing. `said_at` is None for what we hear live;
    what a catch-up brings carries the platform's own time, with a time zone. `replies_to`
    is the id of the message this one answers, `locale` what the platform says of the
    sender's language. `encrypted`: from here nothing leaves but what was said to us. `roles`
    are those of ours which the platform's own roles stand for, None if it does not tell.
    `alone`: nobody else can see that it was said, nor take it away, as with a form or a pressed
    button. `own_chat` is the target under which the sender can be written to alone, where the
    platform knows it although they never wrote there.
    """

    sender: Identity
    at: Address
    message_id: str
    said: Said
    said_at: datetime | None = None
    private: bool = False
    replies_to: str | None = None
    locale: str | None = None
    encrypted: bool = False
    roles: tuple[str, ...] | None = None
    alone: bool = False
    own_chat: str | None = None

    @property
    def is_for_us(self) -> bool:
        """Words that were said to us, rather than neighbours' own talk."""
        return isinstance(self.said, Text) and self.said.addressed

    def moment(self, now: datetime) -> datetime:
        """When it was said. Never later than now, whatever the platform's clock says."""
        return min(self.said_at or now, now)


@dataclass(frozen=True, slots=True)
class Watched:
    """A rule of a list, kept elsewhere, that warns of accounts; `whom` is an account, a server
    or a pattern with * and ?, or None once the rule was taken back."""

    platform: str
    listed_in: str
    rule: str
    whom: str | None


def storable(incoming: Incoming) -> Incoming:
    """The same, if a database can keep it: half an emoji and the null character it cannot."""
    who, at, replies_to = incoming.sender, incoming.at, incoming.replies_to
    said = _storable_words(incoming.said)
    others = (who.user_id, who.name, at.target, at.thread or "", replies_to or "")
    same = said is incoming.said or said == incoming.said
    if same and _is_storable(incoming.message_id.join(others)):
        return incoming
    return replace(
        incoming,
        sender=Identity(who.platform, _kept(who.user_id), _kept(who.name)),
        at=Address(at.platform, _kept(at.target), at.thread and _kept(at.thread)),
        message_id=_kept(incoming.message_id),
        said=said,
        replies_to=replies_to and _kept(replies_to),
    )


def _storable_words(said: Said) -> Said:
    match said:
        case Text(words=words, edits=edits):
            if _is_storable(words) and (edits is None or _is_storable(edits)):
                return said
            return replace(said, words=_kept(words), edits=edits and _kept(edits))
        case Call(command=command, arguments=given):
            kept = {_kept(name): _kept_argument(value) for name, value in given.items()}
            return Call(_kept(command), kept)
        case Picked(message_id=message_id, options=options, marks=marks):
            return Picked(_kept(message_id), options, tuple(map(_kept, marks)))
        case Reacted() | Retracted() | Pressed() | Ended():
            return replace(said, message_id=_kept(said.message_id))
        case Sealed():
            return replace(said, document=_kept(said.document), key=_kept(said.key))


def _kept_argument(value: Argument) -> Argument:
    match value:
        case str():
            return _kept(value)
        case tuple():
            return cast("Argument", tuple(map(_kept_item, value)))
        case NativePoll(message_id=message_id, marks=marks, most=most):
            return NativePoll(_kept(message_id), tuple(map(_kept, marks)), most)
        case Quoted(message_id=message_id, user_id=user_id):
            return Quoted(_kept(message_id), _kept(user_id))
        case _:
            return value


def _kept_item(item: str | int | Attached) -> str | int | Attached:
    return _kept(item) if isinstance(item, str) else item


def _kept(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _is_storable(text: str) -> bool:
    return (text.isascii() and "\0" not in text) or _kept(text) == text
