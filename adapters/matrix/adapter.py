"""Matrix, as the bot sees it."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.matrix import speaking
from adapters.matrix.hear import PLATFORM
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.listening import Listening, how_far
from adapters.matrix.posting import Posting
from adapters.matrix.sealing import Encryption
from adapters.matrix.settings import MatrixSettings
from adapters.matrix.shapes import text
from adapters.matrix.waiting import Waiting
from bot.adapter import Capability, Inbox, Receipt, WrongSettings
from bot.incoming import Address
from bot.posts import Post

logger = logging.getLogger(__name__)

# Names of servers that mean nothing beyond one machine (RFC 6761).
_OF_ONE_MACHINE = re.compile(r":(?:.+\.)?(?:localhost|test)(?::\d+)?\Z")


class WrongAccount(WrongSettings):
    """The access token belongs to somebody else than the config says."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class MatrixAdapter:
    """`admins` are people whose invitations are accepted, beside those the settings name."""

    platform = PLATFORM
    # Not PRIVATE_REPLIES: whoever has no direct chat with us is answered in a thread, for all
    # to see. Where secrecy matters that must not be taken for granted.
    capabilities = (
        Capability.THREADS
        | Capability.EDITS
        | Capability.NATIVE_POLLS
        | Capability.REMOVING
        | Capability.QUOTING
        | Capability.REACTIONS
        | Capability.CHAT
        | Capability.PICTURES
    )

    def __init__(
        self,
        settings: MatrixSettings,
        access_token: str,
        admins: Sequence[str] = (),
        clock: Callable[[], datetime] = utc_now,
        encryption: Callable[[Homeserver], Encryption] | None = None,
    ) -> None:
        self._settings = settings
        self._homeserver = Homeserver(settings, access_token)
        if encryption:
            self._homeserver.encryption = encryption(self._homeserver)
        self._trusted = {*admins, *settings.accept_invitations_from}
        self._clock = clock

    @property
    def account(self) -> str:
        """A user's id is one account in the world, whatever the address of its homeserver; but
        any machine may call any of its own servers localhost."""
        user, homeserver = self._settings.user, self._settings.homeserver
        return f"{user} of {_place(homeserver)}" if _OF_ONE_MACHINE.search(user) else user

    async def run(self, inbox: Inbox) -> None:
        """Raises WrongAccount if the token and the settings do not agree."""
        async with self._homeserver.at_work():
            encryption = self._homeserver.encryption
            device, token = await self._look_up(inbox)
            await encryption.begin(device)
            listening = Listening(
                self._homeserver, self._settings, inbox, self._trusted, self._clock
            )
            try:
                await listening.run(token)
            finally:
                encryption.end()

    async def _look_up(self, inbox: Inbox) -> tuple[str, str | None]:
        """Our device, and how far was listened. What is new is asked only after that: with
        somebody else's token that would take from them what is kept until they have it, such
        as keys."""
        looking = asyncio.create_task(how_far(inbox, self._settings.user))
        try:
            return await self._introduce(), await looking
        finally:
            looking.cancel()

    async def _introduce(self) -> str:
        """Our device, as the homeserver calls it."""
        waiting = Waiting(self._settings.homeserver)
        who = await waiting.until_it_works(lambda: self._homeserver.get("account", "whoami"))
        self._agree("user", self._settings.user, who.get("user_id"))
        if self._settings.device:
            self._agree("device", self._settings.device, who.get("device_id"))
        logger.info("listening to %s as %s", self._settings.homeserver, self._settings.user)
        return text(who.get("device_id"))

    def _agree(self, what: str, said: str, found: object) -> None:
        if said != found:
            words = f"the access token belongs to {found}, but {what} in the config is {said}"
            raise WrongAccount(f"matrix: {words}")

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        posting = Posting(self._homeserver, self._settings.prefix)
        async with self._homeserver.at_work():
            if replaces is None:
                return await posting.say(to, post, key)
            return await posting.say_anew(to, post, key, replaces)

    async def remove(self, at: Address, message_id: str, *, key: str) -> None:
        async with self._homeserver.at_work():
            await speaking.redact(self._homeserver, at, message_id, key=key)


def _place(homeserver: str) -> str:
    """The same for every way to write the address."""
    address = urlsplit(homeserver)
    host = address.hostname or ""
    here = host == "localhost" or _is_here(host)
    port = address.port or {"http": 80, "https": 443}.get(address.scheme)
    return f"{'localhost' if here else host}:{port}{address.path.rstrip('/')}"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
