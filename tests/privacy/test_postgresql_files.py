"""On PostgreSQL what was deleted leaves the files of tables once a day. The server's own log
of changes keeps it until that is written over, which is up to whoever runs the server."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from bot.app import App
from bot.people import Account
from polls import sealing
from polls.models import Poll
from tests import prepared
from tests.fakes import Clock, FakePlatform
from tests.privacy.house import moves_in
from tests.privacy.test_files import ACCOUNT, lives_here
from tests.scenes import FIVE, SECRET, later, met, votes
from tests.servers.fixtures import do_without
from tests.servers.postgres import Postgres, programs

pytestmark = pytest.mark.postgres
# So that it is found: nothing else that is kept looks like these answers.
TWELVE = " ".join(f'"Bench {number}"' for number in range(1, 13))
HIDDEN = f'poll "Where?" {TWELVE} several results=after closes="in 3 days"'
CHOSEN = "2 3 5 7 11"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """One of our own, of which every file may be read."""
    found = programs()
    if found is None:
        do_without("PostgreSQL is not installed: `make services` brings it.")
    server = Postgres(found, autovacuum="off")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def migrated(server: Postgres) -> str:
    """A database with our tables, in which nothing ever happens."""
    name = server.create_database(owner="neighbour")
    prepared.migrate(_as_neighbour(server, name))
    return name


def _as_neighbour(server: Postgres, database: str) -> str:
    return server.url(database).replace("bude@", "neighbour@")


@dataclass
class House:
    app: App
    matrix: FakePlatform
    clock: Clock
    server: Postgres
    database: str

    def asks(self, *commands: bytes) -> None:
        """The server, as whoever runs it may."""
        url = self.server.url(self.database).replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            for command in commands:
                connection.execute(command)

    def in_tables(self, words: bytes) -> list[str]:
        self.asks(b"CHECKPOINT")
        with self.app.store.begin() as session:
            number = session.scalar(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            )
        return _found(self.server.data / "base" / str(number), words)

    def in_log_of_changes(self, words: bytes) -> list[str]:
        return _found(self.server.data / "pg_wal", words)

    def anywhere(self, words: bytes) -> list[str]:
        self.asks(b"CHECKPOINT")
        return _found(self.server.data, words)


def _found(folder: Path, words: bytes) -> list[str]:
    """Files with these words, which may begin a sentence, or with these bytes."""
    ways = {words, words.capitalize()} if words.isascii() else {words}
    files = (file for file in folder.rglob("*") if file.is_file())
    return sorted(each.name for each in files if _holds(each.read_bytes(), ways))


def _holds(held: bytes, ways: set[bytes]) -> bool:
    return any(way in held for way in ways)


@pytest.fixture
async def house(server: Postgres, migrated: str, tmp_path: Path) -> AsyncIterator[House]:
    """Bude owns its database, and may do nothing else on that server."""
    database = server.create_database(owner="neighbour", like=migrated)
    app, matrix, clock = moves_in(_as_neighbour(server, database), tmp_path)
    yield House(app, matrix, clock, server, database)
    await app.close()
    server.drop_database(database)


async def test_of_whoever_is_forgotten(house: House) -> None:
    who = ACCOUNT.encode()
    await lives_here(house.app, house.matrix)
    house.asks(b"ANALYZE")  # It takes samples of what stands in the columns.
    assert house.in_tables(who) != []
    await house.matrix.whispers(ACCOUNT, "forget me for sure")
    house.asks(b"VACUUM")
    assert house.in_tables(who) != []
    await house.app.tidy()
    assert house.in_tables(who) == []
    assert house.in_log_of_changes(who) != []
    house.asks(b"ALTER SYSTEM SET wal_recycle = off", b"SELECT pg_reload_conf()")
    for _ in range(5):  # The server heeds it when it comes to it.
        house.asks(
            *(b"CREATE TABLE x ()", b"SELECT pg_switch_wal()", b"CHECKPOINT"),
            *(b"DROP TABLE x", b"SELECT pg_switch_wal()", b"CHECKPOINT"),
        )
    assert house.anywhere(who) == []


async def test_of_a_table_in_which_nothing_stands_any_more(house: House) -> None:
    """It has no page left, and its index still has the words."""
    row = b"(kind, account, room, at) VALUES ('a', 'rosalinde', '', now())"
    house.asks(b"INSERT INTO code_attempt " + row)
    house.asks(b"DELETE FROM code_attempt", b"VACUUM code_attempt")
    assert house.in_tables(b"rosalinde") != []
    await house.app.tidy()
    assert house.in_tables(b"rosalinde") == []


async def test_samples_of_a_table_in_which_nothing_stands_any_more_go_too(
    house: House,
) -> None:
    row = b"SELECT 'a', 'rosalinde', '', now() FROM generate_series(1, 9)"
    house.asks(b"INSERT INTO code_attempt (kind, account, room, at) " + row)
    house.asks(b"ANALYZE code_attempt", b"DELETE FROM code_attempt")
    assert samples(house) != []
    await house.app.tidy()
    assert samples(house) == []
    assert house.in_tables(b"rosalinde") == []


def samples(house: House) -> list[str]:
    """Columns of which some values are kept."""
    with house.app.store.begin() as session:
        kept = "SELECT attname FROM pg_stats WHERE tablename = 'code_attempt'"
        return list(session.scalars(text(kept)))


async def test_a_table_in_which_nothing_ever_stood_is_let_be(house: House) -> None:
    def files() -> tuple[int, int]:
        with house.app.store.begin() as session:
            where = "pg_relation_filenode('code_attempt'), pg_relation_filenode('city')"
            unwritten, written = session.execute(text(f"SELECT {where}")).one()
            return unwritten, written

    before = files()
    await house.app.tidy()
    assert [now == then for now, then in zip(files(), before, strict=True)] == [True, False]


async def test_who_chose_what_where_results_wait(house: House) -> None:
    """In a poll that is not secret it is known for a while, and then no longer."""
    await met(house.matrix, "anna")
    await house.matrix.says("mo", HIDDEN)
    await house.matrix.whispers("anna", f"vote 1 {CHOSEN}")
    pair = _as_it_lies(str(number_of(house.app, "anna")), CHOSEN)
    assert house.in_tables(pair) != []
    await later(house.app, house.clock, days=3)
    house.clock.forward(days=31)
    await house.app.tidy()
    assert house.in_tables(CHOSEN.encode()) != []
    assert house.in_tables(pair) == []


def number_of(app: App, who: str) -> int:
    with app.store.begin() as session:
        return session.scalars(select(Account.person_id).filter_by(user_id=who)).one()


def _as_it_lies(*texts: str) -> bytes:
    """Texts of one row side by side, each after its length."""
    return b"".join(bytes([(len(text) + 1) << 1 | 1]) + text.encode() for text in texts)


async def test_what_is_left_of_a_secret_poll_names_nobody_without_its_key(
    house: House,
) -> None:
    await met(house.matrix, *FIVE)
    await house.matrix.says("mo", SECRET)
    with house.app.store.begin() as session:
        seal = sealing.find(session, session.get_one(Poll, 1))
        [key] = [file.read_bytes() for file in house.app.store.keys.folder.glob("*.key")]
    assert seal
    for who in FIVE:
        await votes(house.matrix, who, "2")
    owners = [seal.voter(number_of(house.app, who)).encode() for who in FIVE]
    await later(house.app, house.clock, days=4)
    for part in (key, key.hex().encode(), seal.names, seal.words):
        assert house.anywhere(part) == []
    assert all(house.in_log_of_changes(owner) for owner in owners)
    await house.app.tidy()
    assert [owner for owner in owners if house.in_tables(owner)] == []


async def test_where_somebody_is_at_work_it_is_left_for_another_day(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    await lives_here(house.app, house.matrix)
    await house.matrix.whispers(ACCOUNT, "forget me for sure")
    with house.app.store.engine.connect() as elsewhere:
        elsewhere.execute(select(Account.user_id).limit(1))
        await house.app.tidy()
    left = [each.getMessage() for each in caplog.records if "another day" in each.getMessage()]
    assert left == ['in use, so swept another day: VACUUM (FULL, ANALYZE) "account"']
    assert house.in_tables(ACCOUNT.encode()) != []
    await house.app.tidy()
    assert house.in_tables(ACCOUNT.encode()) == []


async def test_in_a_database_of_somebody_else_the_samples_stay_and_the_log_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    who = ACCOUNT.encode()
    await lives_here(house.app, house.matrix)
    house.asks(b"ANALYZE", f'ALTER DATABASE "{house.database}" OWNER TO bude'.encode())
    await house.matrix.whispers(ACCOUNT, "forget me for sure")
    await house.app.tidy()
    told = "samples of what was deleted stay: the database is not Bude's own"
    assert told in [each.getMessage() for each in caplog.records]
    house.asks(b"VACUUM FULL pg_statistic")
    assert house.in_tables(who) == []
