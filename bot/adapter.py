"""The port: all that an adapter knows of the bot, and all that the bot knows of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Flag, auto
from types import MappingProxyType
from typing import NamedTuple, Protocol

from bot.commands import Command, Suggestion
from bot.incoming import Address, Incoming, Picks, Watched
from bot.posts import Post, Reply


class Capability(Flag):
    """For the few places that must choose what to say; never a licence for `if matrix`."""

    NOTHING = 0
    BUTTONS = auto()
    NATIVE_POLLS = auto()
    REACTIONS = auto()
    PRIVATE_REPLIES = auto()
    THREADS = auto()
    EDITS = auto()
    PICTURES = auto()
    REMOVING = auto()
    # What is offered for a message can be chosen in its menu, or said in a reply to it.
    MENUS = auto()
    QUOTING = auto()
    # What is said there is meant for now: an old wish, heard late, is not carried out.
    CHAT = auto()
    # Whoever is written to sits there and reads: nothing waits for the morning.
    AT_HAND = auto()


class Receipt(NamedTuple):
    """The platform's own ids of the messages that one post became, in order.

    Handed back to the adapter it says, too, what stands there now (`said`), and whether the
    first message is somebody else's poll, to which the post only adds (`adopted`).
    """

    messages: tuple[str, ...]
    said: Post | None = None
    adopted: bool = False


class Cursor(NamedTuple):
    """How far a platform was heard: one stream for Matrix, one a channel elsewhere.

    `until` is the moment (aware) up to which nothing said is missing: when the request that
    brought this was begun. A poll closes only once it was passed. The stream `NAME:*` is all
    streams of that platform that are known.
    """

    stream: str
    value: str
    until: datetime


class Standing(NamedTuple):
    """A question of ours that is still open, where it stands, and what each account has picked
    there as far as we know, and when: what it picked since it said after that, and after
    `heard`, the last that we heard before we were cut off."""

    at: Address
    message_id: str
    picks: Mapping[str, Picks]
    said_at: Mapping[str, datetime] = MappingProxyType({})
    heard: datetime | None = None


class DeliveryFailed(Exception):
    """A post did not arrive: for now, or (`permanent`) for good. `away`: the platform cannot be
    reached at all, as it seems. `lacks`: we may not write there, and this is what we would need
    to be given for it; a text in English, as in the catalogues."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        away: bool = False,
        lacks: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.away = away
        self.lacks = lacks


class WrongSettings(Exception):
    """The platform cannot be spoken to as the config says; the text is for who wrote it.
    `key` is the one of the platform's table, if it is one."""

    def __init__(self, what: str, key: str | None = None) -> None:
        super().__init__(f"{key}: {what}" if key else what)
        self.what = what
        self.key = key


class NotSaved(Exception):
    """The database did not keep what was heard. Nothing of it counts; hear it again later.

    `replies` stands beside what was heard: what to tell each person who spoke to us, once.
    """

    def __init__(self, replies: Sequence[Reply | None]) -> None:
        super().__init__("the database is away")
        self.replies = list(replies)


class Inbox(Protocol):
    """What an adapter may ask of the bot."""

    async def commands(self) -> Sequence[Command]:
        """All there are, as soon as they are known."""
        ...

    async def hear(
        self, heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        """Take in what was said; give back one answer, or none, for each.

        Effects and the cursor are one transaction: with a cursor, what was heard and how far
        we have listened are kept together or not at all. Raises NotSaved.
        """
        ...

    async def cursor(self, stream: str) -> str | None:
        """How far this stream was heard when it last committed. Raises NotSaved."""
        ...

    async def streams(self, platform: str) -> Mapping[str, str]:
        """Every stream of a platform, and how far it was heard. Raises NotSaved."""
        ...

    async def ended(self, stream: str) -> None:
        """Nothing is said there any more. Raises NotSaved."""
        ...

    async def standing(self, platform: str, since: datetime) -> Sequence[Standing]:
        """All questions of ours that are open there, for an adapter that hears again `since`
        then. Raises NotSaved."""
        ...

    async def ours(self, platform: str, messages: Collection[str]) -> set[str]:
        """Which of these messages are known to be letters of ours. Raises NotSaved."""
        ...

    async def sealed(self, platform: str, keys: Collection[str]) -> list[Incoming]:
        """What was handed over as Sealed, and waits for one of these keys. Raises NotSaved."""
        ...

    async def opened(
        self, sealed: Sequence[Incoming], said: Sequence[Incoming]
    ) -> list[Reply | None]:
        """These can be read at last: forget that they were sealed and take in what they
        said, one transaction. One answer for each that was said. Raises NotSaved.
        """
        ...

    async def shown(self, reply: Reply, at: Address, receipt: Receipt) -> None:
        """A reply with a question, buttons or an ask now stands there under these ids."""
        ...

    async def untold(self, heard: Incoming, reply: Reply) -> None:
        """Whoever said this takes no word of ours where the answer was due: it waits until they
        speak to us alone. Raises NotSaved."""
        ...

    async def warned(self, rules: Sequence[Watched]) -> None:
        """A list that the config names warns of these accounts, or does so no more. What they
        publish waits for a moderator. Raises NotSaved."""
        ...

    async def read_only(self, platform: str, lists: Collection[str]) -> None:
        """The config names these lists; what others warned of counts no more. Raises
        NotSaved."""
        ...

    async def overheard(self, chats: Mapping[Address, str]) -> None:
        """Which account alone can read along in these rooms, none if it is empty: what is for
        somebody else alone is told there no more. Raises NotSaved."""
        ...

    async def moved(self, old: Address, new: Address) -> None:
        """A room lives on under another address. Told again, it changes nothing more.
        Raises NotSaved."""
        ...

    async def gathered(self, at: Address, neighbourhood: str, *, belongs: bool) -> None:
        """A platform that keeps rooms together says that one belongs to a neighbourhood (its
        short name in the config), or does no more. Told again, it changes nothing.
        Raises NotSaved."""
        ...

    async def suggest(
        self, asker: Incoming, command: str, parameter: str, typed: str
    ) -> list[Suggestion]:
        """Completions for what somebody is typing into a parameter."""
        ...

    async def settled(self, platform: str) -> None:
        """Return when no letter is due for this platform any more, or after ten seconds."""
        ...


class Adapter(Protocol):
    """What the bot may ask of an adapter."""

    @property
    def platform(self) -> str: ...

    @property
    def account(self) -> str | None:
        """The account we speak from, which only one Bude may hold; None if there is none."""
        ...

    @property
    def capabilities(self) -> Capability: ...

    async def run(self, inbox: Inbox) -> None:
        """Listen until cancelled, handing everything heard to `inbox.hear`.

        Returning means that the platform has ended for good (a terminal was closed).
        """
        ...

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        """Say one post, or edit what it replaces; raises DeliveryFailed.

        The same key must not be shown twice. Only adapters with EDITS get `replaces`; those
        that hand over a NativePoll get it also with what is to be said below that poll.
        """
        ...

    async def remove(self, at: Address, message_id: str, *, key: str) -> None:
        """Take what somebody else said out of a room; raises DeliveryFailed, for good where we
        may not. What is gone already is no failure. Only adapters with REMOVING are asked.
        """
        ...
