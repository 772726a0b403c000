"""The disk is full, or the database away: nothing is confirmed that is not kept."""

import asyncio
import resource
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapter import Cursor, Inbox, NotSaved, Receipt
from bot.app import App
from bot.incoming import Call
from bot.posts import Post, Reply
from tests.bot.scene import words
from tests.conftest import SUNDAY
from tests.drills.conftest import Starts
from tests.drills.test_killed import ballots
from tests.drills.voters import Mute, option_of, settings
from tests.fakes import Clock, FakePlatform
from tests.servers import postgres
from tests.servers.fixtures import do_without

pytestmark = pytest.mark.drill
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


# The disk is full


def test_on_a_full_disk_no_vote_is_confirmed(starts: Starts, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bude.db"
    votes = starts("tests.drills.test_away", url)
    shown, complaints = votes.communicate(timeout=60)
    assert votes.returncode == 0, complaints
    confirmed = {int(line) for line in shown.splitlines() if line.isdecimal()}
    refused = [line for line in shown.splitlines() if line.startswith("refused")]
    assert refused
    assert "does not count yet" in refused[0]
    assert ballots(url) == {number: option_of(number) for number in confirmed}
    # After there was room again, it went on by itself.
    assert max(confirmed) > int(refused[-1].split()[1])


async def _vote_until_it_is_full(url: str) -> None:
    """No file may grow beyond a limit, which for SQLite is a disk that refuses to write."""
    platform = Mute("matrix", locale="en")
    app = App(settings(url), [platform], Clock(SUNDAY))
    app.prepare()
    platform.inbox = app.router
    await platform.says("anna", BENCH)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    lost = 0
    number = 0
    while lost < 3 or number % 50:
        lost += await _try_to_vote(platform, number)
        number += 1
        if lost == 3:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await app.close()


async def _try_to_vote(platform: FakePlatform, number: int) -> int:
    call = Call("vote", {"poll": 1, "choices": (option_of(number),)})
    try:
        assert await platform.says(f"n{number}", call)
    except NotSaved as lost:
        print("refused", number, words(lost.replies[0]))  # noqa: T201
        return 1
    print(number)  # noqa: T201
    return 0


# PostgreSQL is stopped and started again


@pytest.fixture
def server() -> Iterator[postgres.Postgres]:
    """One of our own, since it is halted."""
    programs = postgres.programs()
    if programs is None:
        do_without("PostgreSQL is not installed: `make services` brings it.")
    server = postgres.Postgres(programs)
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def running(app: App, platform: "Lasting") -> AsyncIterator[Inbox]:
    """With its ticks and its listening, as in real life."""
    task = asyncio.ensure_future(app.run())
    await platform.listens.wait()
    yield app.router
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@dataclass
class Lasting(FakePlatform):
    listens: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.listens.set()
        await asyncio.Event().wait()


@pytest.mark.postgres
async def test_while_postgresql_is_away_people_are_told_and_then_it_goes_on(
    server: postgres.Postgres, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    platform = Lasting("matrix", locale="en")
    app = App(settings(server.url(server.create_database())), [platform], clock)
    app.prepare()
    async with running(app, platform) as inbox:
        await platform.says("anna", BENCH)
        await inbox.settled("matrix")
        assert [post.text for post in platform.posts()] == ["Where should the bench go?"]

        server.halt()
        said = [platform.incoming(f"n{n}", f"vote 1 {option_of(n)}") for n in range(3)]
        cursor = Cursor("matrix", "s1", clock())
        with pytest.raises(NotSaved) as lost:
            await platform.hears(said, cursor)
        assert all("does not count yet" in words(reply) for reply in lost.value.replies)
        with pytest.raises(NotSaved):
            await inbox.cursor("matrix")
        with pytest.raises(NotSaved):
            await inbox.shown(Reply(Post(), letter=1), said[0].at, Receipt(("$1",)))
        assert await inbox.suggest(said[0], "vote", "poll", "") == []
        await inbox.settled("matrix")
        await asyncio.sleep(0.6)

        server.go_on()
        assert await inbox.cursor("matrix") is None
        replies = await platform.hears(said, cursor)
        assert all(reply and "does not count" not in reply.post.text for reply in replies)
        assert await inbox.cursor("matrix") == "s1"
        result = words(await platform.says("anna", "results 1"))
        assert "Park: 2 votes" in result
        assert "Square: 1 vote" in result
    await app.close()
    assert "Traceback" not in caplog.text


if __name__ == "__main__":
    asyncio.run(_vote_until_it_is_full(sys.argv[1]))
