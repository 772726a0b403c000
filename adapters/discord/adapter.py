"""Discord, as the bot sees it."""

import asyncio
import base64
import binascii
import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import aiohttp
import discord

from adapters.discord import book, calendar, ending
from adapters.discord.answering import Answering
from adapters.discord.calendar import Calendar
from adapters.discord.client import Client
from adapters.discord.hear import Ears
from adapters.discord.line import Line, Refused, plain, speak_to
from adapters.discord.listening import Listening
from adapters.discord.posting import Posting
from adapters.discord.render import Json, Shape
from adapters.discord.settings import API, DiscordSettings
from adapters.discord.speaking import Speaking
from adapters.discord.spoken import Lines
from adapters.discord.waiting import until_it_works
from adapters.discord.who import PLATFORM
from bot.adapter import Capability, Inbox, Receipt, WrongSettings
from bot.incoming import Address
from bot.patience import LONGEST, pause
from bot.posts import Post

logger = logging.getLogger(__name__)

# What a broken line looks like.
LINE = (OSError, TimeoutError, aiohttp.ClientError, discord.DiscordException)
COMMANDS = "/applications/{application_id}/commands"
# With which code Discord's gateway hangs up on a token it does not know.
WRONG_TOKEN = 4004


class WrongToken(WrongSettings):
    """Discord does not know the token that the config gives."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class DiscordAdapter:
    platform = PLATFORM
    capabilities = (
        Capability.CHAT
        | Capability.BUTTONS
        | Capability.NATIVE_POLLS
        | Capability.PRIVATE_REPLIES
        | Capability.THREADS
        | Capability.EDITS
        | Capability.PICTURES
        | Capability.REMOVING
        | Capability.MENUS
    )

    def __init__(
        self,
        settings: DiscordSettings,
        token: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._token = token
        self._clock = clock
        self._line = Line(settings, token)
        self._lines = Lines()
        self._speaking = Speaking(self._line)
        self._posting = Posting(self._speaking, Shape(self._lines.show), clock)
        self._calendar = Calendar(self._line, clock)
        self._failures = 0
        self._was_here = False
        self._registering: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it has ever been connected."""
        return self._was_here

    @property
    def knows_commands(self) -> bool:
        """Whether Discord has our commands."""
        return bool(self._lines.ids)

    @property
    def account(self) -> str:
        """A token begins with the bot's own number. On a Discord of one's own, anybody else's
        bot may have the same."""
        api = self._settings.api.rstrip("/")
        return self._number if api == API else f"{self._number} of {api}"

    @property
    def _number(self) -> str:
        begun = self._token.partition(".")[0]
        try:
            number = base64.b64decode(begun + "=" * (-len(begun) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            number = ""
        return number if number.isdecimal() else hashlib.sha256(begun.encode()).hexdigest()[:20]

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        async with self._line.at_work():
            event = await self._calendar.keep(to, post, replaces)
            if replaces is None or not replaces.messages:
                receipt = await self._posting.say(to, post, key)
            else:
                stands = calendar.without(replaces)
                receipt = await self._posting.say_anew(to, post, key, stands)
            return calendar.together(receipt, event)

    async def remove(self, at: Address, message_id: str, *, key: str) -> None:
        async with self._line.at_work():
            await self._speaking.remove(at, message_id)

    async def run(self, inbox: Inbox) -> None:
        """Listen, whatever happens to the line. Raises WrongToken if it never was one."""
        speak_to(self._settings)
        self._lines.learn(await inbox.commands())
        self._speaking.known = lambda messages: inbox.ours(PLATFORM, messages)
        answering = Answering(self._speaking, inbox, self._lines)
        listening = Listening(inbox, answering, self._clock)
        async with self._line.at_work():
            hearing = asyncio.create_task(listening.run())
            try:
                await self._supervise(inbox, listening, answering)
            finally:
                self._no_more_registering()
                hearing.cancel()
                await asyncio.gather(hearing, return_exceptions=True)

    async def _supervise(
        self, inbox: Inbox, listening: Listening, answering: Answering
    ) -> None:
        """One client after the other: a message that discord.py cannot read ends it, so does a
        first connection that is refused."""
        ears = Ears(
            0,
            book.by_name(await inbox.commands()),
            self._settings.roles or {},
            self._line.fetch,
            self._clock,
        )
        while True:
            client = Client(
                self._line, inbox, listening, answering, ears, lambda: self._ready(inbox)
            )
            try:
                async with client:
                    await ending.stoppable(client.start(self._token))
            except discord.LoginFailure as no:
                await self._refused(no)
            except Exception as error:  # Whatever discord.py cannot read ends it, not us.
                await self._fell(error)
            else:
                await self._fell(ConnectionError("the line ended"))

    def _ready(self, inbox: Inbox) -> None:
        if self._failures and self._was_here:
            logger.warning("Discord is back")
        elif not self._was_here:
            logger.info("listening to Discord")
        self._failures, self._was_here = 0, True
        self._no_more_registering()
        self._registering = asyncio.create_task(self._register(inbox))

    def _no_more_registering(self) -> None:
        if self._registering:
            self._registering.cancel()

    async def _refused(self, no: Exception) -> None:
        if not self._was_here:
            raise WrongToken(
                "discord: Discord does not know this token; copy it anew from the page “Bot” "
                "of your application"
            ) from no
        if not self._failures:
            logger.error(
                "Discord does not take our token any more: set a new one and start Bude again"
            )
        self._failures += 1
        await asyncio.sleep(LONGEST)

    async def _fell(self, error: Exception) -> None:
        if isinstance(error, discord.ConnectionClosed) and error.code == WRONG_TOKEN:
            return await self._refused(error)
        if not self._failures:
            # A fault in our code or discord.py's shall be seen where it is.
            where = None if isinstance(error, LINE) else error
            why = plain(error)
            logger.warning("the line to Discord fell, trying again: %s", why, exc_info=where)
        self._failures += 1
        await asyncio.sleep(pause(self._failures))

    async def _register(self, inbox: Inbox) -> None:
        """Tell Discord of our commands, until it has heard it."""
        telling = partial(self._tell, book.commands(await inbox.commands()))
        try:
            await until_it_works(telling, "Discord cannot be told our commands yet")
        except Refused as no:
            logger.error("Discord does not know our commands: %s", no)

    async def _tell(self, wanted: list[Json]) -> None:
        """If it does not know them just so. Raises Away or Refused."""
        names = {"application_id": await self._application()}
        query = {"with_localizations": "true"}
        there = await self._line.ask("GET", COMMANDS, query=query, names=names)
        if book.differs(wanted, there):
            there = await self._line.ask("PUT", COMMANDS, wanted, names=names)
            logger.info("told Discord of %d commands", len(there))
        self._lines.ids = {each["name"]: str(each["id"]) for each in there if each["type"] == 1}

    async def _application(self) -> str:
        return str((await self._line.ask("GET", "/applications/@me"))["id"])
