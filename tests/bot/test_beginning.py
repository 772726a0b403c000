"""Bude begins: adapters ask at once what is new, and it is taken in when its turn comes."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Annotated

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from bot.adapter import Cursor, Inbox
from bot.app import App
from bot.config import NeighbourhoodSettings, Settings
from bot.context import Context
from bot.groundwork import Groundwork, House
from bot.incoming import Address, Identity, Incoming, Text
from bot.parameters import Line
from bot.places import City
from bot.posts import Post, Reply
from bot.router import Router
from bot.writer import StoreAway
from tests.bot import scene
from tests.bot.scene import rows, teach, whisper, words
from tests.fakes import Clock, FakePlatform
from tests.held_up import until_held_up

pytestmark = pytest.mark.usefixtures("in_english")

SOMEBODY = Incoming(
    Identity("matrix", "anna", "Anna"), Address("matrix", "#hafen"), "$1", Text("vote ")
)


@dataclass
class Quick(FakePlatform):
    """Whoever speaks there is heard at once, and then nobody any more."""

    line: str = "polls"
    room: str = "#hafen"
    answers: list[Reply | None] = field(default_factory=list)

    async def run(self, inbox: Inbox) -> None:
        self.inbox = inbox
        said = self.says("mehmet", self.line, where=self.room, message_id="$new")
        self.answers.append(await said)


@dataclass
class Asking(FakePlatform):
    """It asks how far it was heard, and tells when it was told."""

    answered: threading.Event = field(default_factory=threading.Event)
    kept: str | None = None

    async def run(self, inbox: Inbox) -> None:
        self.kept = await inbox.cursor("matrix:bude")
        self.answered.set()


@pytest.fixture
def matrix() -> Quick:
    return Quick("matrix")


async def anew(app: App, platform: Quick) -> App:
    """The next Bude on this database, which has not begun yet."""
    await app.close()
    again = App(app.settings, [platform], app.clock)
    again.open()
    return again


async def test_its_places_are_there_when_it_hears(app: App, matrix: Quick) -> None:
    """Also one that the config names for the first time."""
    bude = await anew(app, matrix)
    quay = NeighbourhoodSettings("Kai", "dortmund", ("matrix:#kai",))
    bude.settings = replace(app.settings, neighbourhoods={"kai": quay})
    matrix.room = "#kai"
    await bude.run()
    assert "Kai" in words(matrix.answers[0])


async def test_what_failed_last_time_comes_before_what_is_new(
    app: App, matrix: Quick, caplog: pytest.LogCaptureFixture
) -> None:
    teach(app, whisper(scene.broken))
    with caplog.at_level(logging.CRITICAL, "bot"):
        await matrix.says("anna", "whisper first")
    said: list[str] = []

    def listening(context: Context, words: Annotated[str, Line()]) -> Reply:
        said.append(words)
        return Reply(Post("Heard"))

    bude = await anew(app, matrix)
    teach(bude, whisper(listening))
    matrix.line = "whisper second"
    await bude.run()
    assert said == ["first", "second"]


async def test_a_vote_that_had_to_wait_for_it_was_in_time(app: App, clock: Clock) -> None:
    people = FakePlatform("matrix", inbox=app.router)
    await people.says("mo", 'poll "Where?" "Park" "Square" closes="in 1 hour"')
    clock.forward(minutes=59)
    app.router.wait()
    vote = asyncio.create_task(people.says("anna", "vote 1 2"))
    await asyncio.sleep(0)  # It is heard now.
    clock.forward(minutes=2)
    app.router.begin()
    assert "Square" in words(await vote)


async def test_how_far_was_heard_is_told_while_the_rooms_are_imported(app: App) -> None:
    await app.router.hear([], Cursor("matrix:bude", "s17", app.clock()))
    await app.close()
    platform = Asking("matrix")
    ground = Groundwork(app.settings, [platform], app.clock)

    def furnish() -> House:
        assert platform.answered.wait(20)
        return App(app.settings, [platform], ground=ground).at_work()

    await ground.run(furnish)
    assert platform.kept == "s17"


QUESTIONS: dict[str, Callable[[Router], Awaitable[object]]] = {
    "commands": lambda router: router.commands(),
    "ours": lambda router: router.ours("matrix", ["$1"]),
    "settled": lambda router: router.settled("matrix"),
    "suggest": lambda router: router.suggest(SOMEBODY, "vote", "poll", ""),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
async def test_whoever_asks_for_more_waits(
    app: App, question: Callable[[Router], Awaitable[object]]
) -> None:
    """Before the rooms are there, nothing could be answered."""
    router = Router(app.store, app.clock)
    router.wait()
    asking = asyncio.ensure_future(question(router))
    await asyncio.wait([asking], timeout=0.01)
    assert not asking.done()
    router.furnish(app.router.book)
    router.begin()
    await asking
    await router.writer.close()


async def test_where_the_rooms_cannot_be_imported_nobody_waits_for_ever(
    app: App, matrix: Quick
) -> None:
    await app.close()
    ground = Groundwork(app.settings, [matrix], app.clock)

    def furnish() -> House:
        raise ImportError

    with pytest.raises(ExceptionGroup) as failed:
        await ground.run(furnish)
    assert failed.group_contains(ImportError)
    assert matrix.answers == []
    assert rows(app.store)["heard"] == 0, "the next Bude hears it"


@pytest.mark.process
def test_a_network_is_asked_before_the_rooms_are_imported() -> None:
    """All that can wait so long is not imported by what asks."""
    script = (
        "import sys, bot.__main__, adapters.matrix.start\n"
        "rooms = 'polls ideas moderation digest neighbours'.split()\n"
        "late = {'bot.app', *(f'{room}.models' for room in rooms)}\n"
        "sys.exit(' '.join(late & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


LOCKED = StoreAway("locked")
READ_ONLY = ProgrammingError(None, None, Exception("permission denied"))


@pytest.mark.parametrize("failure", [LOCKED, READ_ONLY], ids=["locked", "read only"])
async def test_where_it_cannot_begin_nobody_waits_for_ever(
    app: App, matrix: Quick, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs it reads one sentence, and so one error is raised."""

    def fails(*_: object) -> None:
        raise failure

    bude = await anew(app, matrix)
    monkeypatch.setattr("bot.places.arrange", fails)
    with pytest.raises(type(failure)):
        await bude.run()
    assert matrix.answers == []
    assert rows(app.store)["heard"] == 0, "the next Bude hears it"


async def test_it_can_be_stopped_while_it_begins(
    app: App, matrix: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = asyncio.Event()

    async def never_ends() -> None:
        begins.set()
        await asyncio.Event().wait()

    bude = await anew(app, matrix)
    monkeypatch.setattr(bude.router, "retry_unheard", never_ends)
    running = asyncio.create_task(bude.run())
    await begins.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert matrix.answers == []
    assert rows(app.store)["heard"] == 0


@pytest.mark.postgres
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_two_that_begin_at_once_make_the_places_one_after_the_other(
    settings: Settings, clock: Clock
) -> None:
    first, second = (App(settings, [FakePlatform("matrix")], clock) for _ in range(2))
    with first.store.begin() as session:
        first._arrange(session)
        other = asyncio.create_task(second.writer.do(second._arrange))
        await until_held_up(other, second.store)
    await other
    with first.store.begin() as session:
        assert session.scalar(select(func.count()).select_from(City)) == len(settings.cities)
    for each in (first, second):
        await each.close()
