"""The roof: the one place where every part is named and joined."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

import digest.belongings
import digest.commands
import digest.sending
import digest.taking_out
import ideas.belongings
import ideas.commands
import ideas.hours
import ideas.index
import ideas.publishing
import ideas.support
import ideas.talk
import ideas.threshold
import moderation.barred
import moderation.belongings
import moderation.commands
import moderation.monthly
import neighbours.attempts
import neighbours.belongings
import neighbours.commands
import neighbours.known_commands
import neighbours.linking
import polls.belongings
import polls.closing
import polls.commands
import polls.lost
import polls.moving
import polls.owing
import polls.standing
import polls.unsealing
from bot import (
    appointing,
    basics,
    mine,
    own_belongings,
    places,
    plans,
    schema,
    sealed,
    silence,
    sweeping,
    tidying,
    wishes,
)
from bot.adapter import Adapter, Capability
from bot.commands import Command, CommandBook, under
from bot.config import Settings
from bot.groundwork import Clock, Groundwork, having, utc_now
from bot.happened import DIGEST, TELL
from bot.incoming import Address
from bot.language import N_, languages
from bot.pointing import NOWHERE, Pointing
from bot.postman import Postman
from bot.published import SUBJECTS
from bot.schedule import Schedule, Tick
from bot.store import one_at_a_time
from moderation import restraints
from moderation.deciding import Desk
from neighbours.parting import part_due
from neighbours.standing import Changed

TERMINAL = Address("terminal", "terminal")
DAY = 24 * 60 * 60.0
# A Bude that is started anew every night tidies up, too; what was said comes first.
SOON = 5.0

# What goes along when a room moves.
FOLLOW = [polls.moving.appear, ideas.publishing.appear]
# Told what somebody removed in a room, so that it is not to be read elsewhere.
REMOVED = [ideas.talk.removed, polls.lost.removed]
# Told of what will never arrive in a room, or not until we may write there.
LOST = [polls.lost.undeliverable, moderation.barred.undeliverable]
# Told whose votes count differently, because they became known, or are not any more.
STANDING: list[Changed] = [polls.standing.stand_anew, ideas.support.look_anew]
# What becomes of what we keep about people; the bot's own comes last.
BELONGINGS = [
    neighbours.belongings.belongings(STANDING),
    polls.belongings.BELONGINGS,
    ideas.belongings.BELONGINGS,
    digest.belongings.BELONGINGS,
    moderation.belongings.belongings(Desk(SUBJECTS)),
    own_belongings.BELONGINGS,
]


def command_book(pointing: Pointing = NOWHERE) -> CommandBook:
    listed: list[Command] = []
    listed += under(N_("Polls"), polls.commands.COMMANDS)
    listed += under(N_("Ideas"), ideas.commands.COMMANDS)
    listed += under(N_("You and Bude"), basics.commands(lambda: listed, pointing))
    listed += under(N_("You and Bude"), wishes.COMMANDS)
    listed += under(N_("You and Bude"), digest.commands.commands(DIGEST))
    listed += under(N_("You and Bude"), mine.commands(BELONGINGS))
    listed += under(N_("You and Bude"), neighbours.commands.commands(BELONGINGS))
    listed += under(N_("Who is known here"), neighbours.known_commands.commands(STANDING))
    listed += under(N_("When something is wrong"), moderation.commands.commands(SUBJECTS))
    return CommandBook(listed, languages(), restraints.refuse_shut_out)


class App:
    """One Bude on one database, with the adapters it speaks through."""

    def __init__(
        self,
        settings: Settings,
        adapters: Sequence[Adapter],
        clock: Clock = utc_now,
        ground: Groundwork | None = None,
    ) -> None:
        """Without `ground` it is laid here."""
        self.ground = ground or Groundwork(settings, adapters, clock)
        self.settings = settings
        self.clock = self.ground.clock
        self.awake_since = self.ground.awake_since
        self.adapters = self.ground.adapters
        self.store = self.ground.store
        self.holding = self.ground.holding
        self.router = self.ground.router
        self.router.furnish(command_book(_pointing(adapters)), FOLLOW, REMOVED)
        self.writer = self.router.writer
        self.postman = Postman(self.writer, self.adapters, self.clock, LOST)

    def open(self) -> None:
        """Hold the database and bring it up to date. Raises HeldElsewhere."""
        self.ground.open()

    def prepare(self) -> None:
        """The same, and make the places, for whoever does not `run`."""
        self.open()
        with self.store.begin() as session:
            self._arrange(session)

    def _arrange(self, session: Session) -> None:
        """What the config says of places and admins."""
        one_at_a_time(session, "places")
        places.arrange(session, *plans.of(self.settings))
        if "terminal" not in self.adapters:
            # Tried once at a terminal, it would be a room in which nobody hears anything.
            places.give_up(session, TERMINAL)
        appointing.appoint(session, self.settings.admins, self.clock())
        ideas.index.prepare(session)

    async def run(self) -> None:
        """Listen and answer until every adapter has ended, or until cancelled."""
        await self.ground.run(self.at_work)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Open the inbox, once what was said before has had its turn, and look after what is
        due; at the end, carry what is left."""
        schedule = Schedule(self.ticks())
        try:
            await self.writer.do(self._arrange)
            await self.router.retry_unheard()
            self.router.begin()
            await schedule.start()
            yield
            await self.postman.round()
        finally:
            await schedule.stop()

    def ticks(self) -> list[Tick]:
        # One postman a platform: where one hangs, the others go on.
        rounds = [
            Tick(f"post for {platform}", 0.25, partial(self.postman.round, [platform]))
            for platform in self.adapters
        ]
        return [
            *rounds,
            Tick("early picks", 1, self.router.take_up_early),
            Tick("counts of the month", 600, self._as_of_now(moderation.monthly.announce_due)),
            Tick("shares of cases", 600, self._as_of_now(Desk(SUBJECTS).hand_on)),
            Tick("closing", 1, self._close_due),
            Tick("what is owed", 5, self._as_of_now(polls.owing.look)),
            Tick("running totals", 5, self._as_of_now(polls.closing.refresh)),
            Tick("news of ideas", 5, self._as_of_now(ideas.publishing.refresh)),
            Tick("question hours", 5, self._as_of_now(ideas.hours.look)),
            Tick("supporters of ideas", 60, self._as_of_now(self._look_at_ideas)),
            Tick("sealed messages", 5, self._as_of_now(sealed.tell)),
            Tick("parting", 60, self._as_of_now(partial(part_due, rooms=BELONGINGS))),
            Tick("codes that ran out", 60, self._as_of_now(neighbours.linking.forget_old)),
            Tick("guesses of an hour ago", 60, self._as_of_now(neighbours.attempts.forget_old)),
            Tick("digests", 60, self.send_digests),
            Tick("what leaves digests", 300, self.mend_digests),
            Tick("forgetting", DAY, self.tidy, first=SOON),
            *self._feeds(),
        ]

    def _feeds(self) -> list[Tick]:
        if self.settings.web is None:
            return []
        from web.feeds import Feeds  # Who has none need not wait for it at the start.

        feeds = Feeds(self.settings.web, self.store, TELL, self.clock)
        return [Tick("feeds", 60, feeds.write, first=SOON)]

    async def _close_due(self) -> None:
        await self.writer.do(
            lambda session: polls.closing.close_due(session, self.clock(), self.awake_since)
        )
        if await self.writer.do(polls.unsealing.spent):
            # Whose vote failed for a fault of ours is told at least that it comes too late.
            await self.router.retry_unheard()
            await self.destroy_keys(polls.unsealing.spent)

    async def destroy_keys(self, which: Callable[[Session], Sequence[str]]) -> None:
        """After it was written that nothing needs them any more."""
        if names := await self.writer.do(which):
            for name in names:
                await asyncio.to_thread(self.store.keys.destroy, name)
            await self.writer.do(partial(polls.unsealing.forget, destroyed=names))

    async def send_digests(self) -> None:
        await self._few_at_a_time(partial(digest.sending.send_due, sources=DIGEST))

    async def mend_digests(self) -> None:
        await self._few_at_a_time(partial(digest.taking_out.take_out, sources=DIGEST))

    async def _few_at_a_time(self, look: Callable[..., bool]) -> None:
        """So that whoever says something meanwhile is heard."""
        while await self.writer.do(partial(look, now=self.clock())):
            pass

    def _look_at_ideas(self, session: Session, now: datetime) -> None:
        ideas.threshold.look(session, now, self.awake_since)

    def _as_of_now(
        self, look: Callable[[Session, datetime], None]
    ) -> Callable[[], Coroutine[Any, Any, None]]:
        return lambda: self.writer.do(lambda session: look(session, self.clock()))

    async def tidy(self) -> None:
        await self._few_at_a_time(partial(silence.look, rooms=BELONGINGS))
        for forget in tidying.FORGETTING:
            await self.writer.do(partial(forget, now=self.clock()))
        await self.destroy_keys(partial(polls.unsealing.left_over, now=self.clock()))
        schema.drop_old_backups(self.store, self.settings.store.backups_kept_days, self.clock())
        await asyncio.to_thread(sweeping.sweep, self.store)

    async def close(self) -> None:
        await self.ground.close()


def _pointing(adapters: Sequence[Adapter]) -> Pointing:
    return Pointing(having(Capability.MENUS, adapters), having(Capability.QUOTING, adapters))
