"""discord.py's client with our ears: everything that Discord tells goes into one queue."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

import discord

from adapters.discord import (
    completing,
    ending,
    fetching,
    forms,
    hear,
    heartbeats,
    render,
    streams,
    who,
)
from adapters.discord.acknowledging import Acknowledging, TooLate
from adapters.discord.answering import Answering, Heard
from adapters.discord.catching_up import CatchingUp
from adapters.discord.hear import Ears, Gone, Wish
from adapters.discord.line import Line
from adapters.discord.listening import Begins, Listening, UpTo
from adapters.discord.past import Past
from adapters.discord.removals import Removals
from adapters.discord.spoken import words_of
from bot.adapter import Cursor, Inbox
from bot.incoming import Call, Incoming
from bot.patience import until_saved

Json: TypeAlias = dict[str, Any]
logger = logging.getLogger(__name__)

# Seconds: Discord tells of our servers one by one; so long after the last it has told of all.
READY_AFTER = 2.0
# Seconds between two looks at how far we have heard. Polls close by it.
MARKING = 5.0
# After a longer silence Discord's own taps may be older than they look.
SILENCE = 15.0


def intents() -> discord.Intents:
    """None of these must be asked for. What neighbours say to one another is not among them."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.guild_polls = wanted.dm_polls = True
    return wanted


class Client(discord.Client):
    """`listening` outlives it: a new client goes on where this one ended."""

    def __init__(
        self,
        line: Line,
        inbox: Inbox,
        listening: Listening,
        answering: Answering,
        ears: Ears,
        on_ready: Callable[[], None],
    ) -> None:
        super().__init__(
            intents=intents(),
            guild_ready_timeout=READY_AFTER,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._line = line
        self._inbox = inbox
        self._listening = listening
        self._answering = answering
        self._removals = Removals(self, line, listening, answering)
        self._ears = ears
        self._told_ready = on_ready
        self._heard_until = self._connected = ears.now()
        self._known: set[str] = set()
        self._marking: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._lost: dict[str, datetime] = {}
        self._catching_up: CatchingUp | None = None

    # Coming and going

    async def on_connect(self) -> None:
        """The first that is heard of a new session."""
        self._connected = self._ears.now()

    async def on_ready(self) -> None:
        """After an identification; what came between is to be looked up."""
        assert self.user
        self._ears = self._ears._replace(us=self.user.id)
        self._told_ready()
        for guild in self.guilds:
            if guild.unavailable:
                self._lost.setdefault(str(guild.id), self._connected)
        await self._mark_anew()

    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """An outage; or it has thrown us out."""
        self._lost.setdefault(str(guild.id), self._heard_until)

    on_guild_remove = on_guild_unavailable

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """What was said there meanwhile is to be looked up."""
        if str(guild.id) in self._lost:
            await self._mark_anew()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """It may know us from before we were started."""
        if self._marking:
            await self._mark_anew()

    async def close(self) -> None:
        try:
            await self._stop_marking()
            await super().close()
        finally:
            # Also if we are cancelled while the line still says goodbye.
            await self.http.close()
            await heartbeats.end(self)

    async def _mark_anew(self) -> None:
        async with self._turn:
            await self._stop_marking()
            self._marking = asyncio.create_task(self._keep_marking())

    async def _stop_marking(self) -> None:
        if self._marking:
            await ending.end(self._marking)

    async def _keep_marking(self) -> None:
        """Polls wait for our marks before they close, so no fault may end them."""
        while True:
            try:
                await self._mark_on_and_on()
            except Exception:
                logger.exception("finding what was said without us; trying again")
            await asyncio.sleep(MARKING)

    async def _mark_on_and_on(self) -> None:
        """Catch up, and from then on say again and again how far we have heard."""
        self._catching_up = catching = CatchingUp(
            self._line, self._inbox, self._listening, self._ears, Past(self, self._lost)
        )
        self._known = set(self._channels())
        await catching.everywhere(self._known, self._connected)
        self._catching_up = None
        there = {str(each.id) for each in self.guilds if not each.unavailable}
        self._lost = {key: since for key, since in self._lost.items() if key not in there}
        while True:
            new = set(self._channels()) - self._known
            await catching.begin(new, self._ears.now())
            self._known |= new
            await self._mark()
            await asyncio.sleep(MARKING)

    def _channels(self) -> Iterator[str]:
        """Where people write, threads included."""
        for guild in self.guilds:
            yield from (str(each.id) for each in (*guild.text_channels, *guild.threads))

    async def _mark(self) -> None:
        """What Discord told before it answers this was said before we asked."""
        began = self._ears.now()
        try:
            there = [each for each in self.guilds if not each.unavailable]
            for guild in there[:1]:
                assert self.user
                await guild.query_members(user_ids=[self.user.id], cache=False)
        except (TimeoutError, discord.DiscordException, OSError, ConnectionError):
            return
        self._heard_until = began
        cursor = Cursor(streams.stream_of("*"), streams.value_of(began), began)
        self._listening.put(UpTo(cursor))

    # What is heard

    async def on_message(self, message: discord.Message) -> None:
        incoming = hear.message(message, self._ears)
        if incoming is None:
            return
        if message.guild is None:
            self._listen_to(message.author.id, message.channel.id)
        self._listening.put(Heard(incoming))

    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        self._removals.heard(deleted.channel_id, [deleted.message_id])

    async def on_raw_bulk_message_delete(
        self, deleted: discord.RawBulkMessageDeleteEvent
    ) -> None:
        self._removals.heard(deleted.channel_id, sorted(deleted.message_ids))

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        self._end(str(thread.thread_id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self._end(str(channel.id))

    def _end(self, channel: str) -> None:
        self._known.discard(channel)
        stream = streams.stream_of(channel)
        self._listening.begin(until_saved(partial(self._inbox.ended, stream)))

    def _listen_to(self, person: int, channel: int) -> None:
        """A direct chat is a stream from its first word on; anew, once they were forgotten."""
        stream, now = streams.stream_of_chat(str(person), str(channel)), self._ears.now()
        self._listening.put(Begins(Cursor(stream, streams.value_of(now), now)))

    async def on_raw_poll_vote_add(self, vote: discord.RawPollVoteActionEvent) -> None:
        self._tapped(vote, on=True)

    async def on_raw_poll_vote_remove(self, vote: discord.RawPollVoteActionEvent) -> None:
        self._tapped(vote, on=False)

    def _tapped(self, vote: discord.RawPollVoteActionEvent, *, on: bool) -> None:
        silent = (self._ears.now() - self._heard_until).total_seconds() > SILENCE
        tap = hear.tap(vote, uuid4().hex, on=on, said_at=self._heard_until if silent else None)
        if self._catching_up:
            self._catching_up.is_tapped(tap)
        self._listening.put(Heard(tap))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        back = Acknowledging(
            self._line,
            str(interaction.id),
            interaction.token,
            str(interaction.application_id),
            self._ears.now,
        )
        try:
            await self._interact(interaction, back)
        except TooLate as late:
            logger.warning("an interaction came too late to be answered: %s", late)

    async def _interact(self, interaction: discord.Interaction, back: Acknowledging) -> None:
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._command(interaction, back)
            case discord.InteractionType.autocomplete:
                offers = completing.offers(interaction, self._inbox, self._ears)
                await back.offer(await offers)
            case discord.InteractionType.component:
                await self._press(interaction, back)
            case discord.InteractionType.modal_submit:
                await self._wish(interaction, hear.form(interaction), back)

    async def _command(self, interaction: discord.Interaction, back: Acknowledging) -> None:
        found = hear.command(interaction, self._ears)
        if isinstance(found, Gone):
            return await self._wish(interaction, found, back)
        command, wish = found
        assert isinstance(wish.said, Call)
        if forms.wanted(command, wish.said.arguments) and not wish.files:
            words = words_of(str(interaction.locale))
            form = forms.form(command, wish.said.arguments, str(interaction.id), words)
            return await back.open(form)
        await self._wish(interaction, wish, back)

    async def _press(self, interaction: discord.Interaction, back: Acknowledging) -> None:
        data: Json = dict(interaction.data or {})
        if data.get("custom_id") == render.ANSWER and interaction.message:
            words = words_of(str(interaction.locale))
            asked = discord.utils.remove_markdown(interaction.message.content)
            return await back.open(forms.question(asked, str(interaction.message.id), words))
        await self._wish(interaction, hear.press(interaction), back)

    async def _wish(
        self, interaction: discord.Interaction, wish: Wish | Gone, back: Acknowledging
    ) -> None:
        back.begin()
        if isinstance(wish, Gone):
            nothing = self._incoming(interaction, Wish(Call("", {}), {}))
            return await self._answering.gone(Heard(nothing, back))
        if wish.files:
            await back.defer()
            wish = await fetching.with_files(wish)
        if interaction.guild is None and interaction.channel_id:
            self._listen_to(interaction.user.id, interaction.channel_id)
        silent = interaction.guild is not None and not who.may_write(interaction)
        self._listening.put(Heard(self._incoming(interaction, wish), back, silent))

    def _incoming(self, interaction: discord.Interaction, wish: Wish) -> Incoming:
        return hear.incoming(interaction, wish, self._ears)
