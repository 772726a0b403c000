"""The tables are brought up to date at the start, and nothing is lost on the way."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import migrations
from bot import migrating, schema
from bot.app import App
from bot.config import ConfigError, Settings, StoreSettings
from bot.store import Base, Store
from migrations.comparing import other_type
from tests import prepared
from tests.conftest import BOTH, SUNDAY
from tests.fakes import Clock

VERSIONS = Path(migrations.__file__).parent / "versions"


@pytest.fixture(params=BOTH)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with nothing in it at all."""
    url = f"sqlite:///{tmp_path}/bude.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """A file that was brought up to date."""
    copyfile(prepared.template(), tmp_path / "bude.db")
    store = Store(f"sqlite:///{tmp_path}/bude.db")
    yield store
    store.close()


def tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def pretend(store: Store, revision: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :r"), {"r": revision})


def backups(store: Store) -> list[Path]:
    assert store.file
    return sorted((store.file.parent / "backups").glob("*.db"))


# Migrations


def test_migrations_are_numbered_and_stand_in_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    script = ScriptDirectory.from_config(config)
    line = [each.revision for each in script.walk_revisions()][::-1]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]
    assert script.get_heads() == [line[-1]]
    for file in VERSIONS.glob("*.py"):
        number, _ = file.name.split("_", 1)
        assert re.search(rf"revision = .{number}.", file.read_text())


@pytest.mark.process
def test_a_migration_without_words_is_not_written() -> None:
    before = sorted(VERSIONS.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "migrations", ""], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "What changes? Say it: make migration M='polls can wait'\n"
    assert sorted(VERSIONS.iterdir()) == before


@pytest.mark.process
def test_a_migration_that_changes_nothing_is_not_written() -> None:
    before = sorted(VERSIONS.iterdir())
    try:
        done = subprocess.run(
            [sys.executable, "-m", "migrations", "nothing new"], capture_output=True, text=True
        )
        assert sorted(VERSIONS.iterdir()) == before
    finally:
        for file in set(VERSIONS.iterdir()) - set(before):
            file.unlink()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("Nothing has changed in the models")


def test_models_and_migrations_agree(fresh: Store) -> None:
    schema.bring_up(fresh, SUNDAY)
    with fresh.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": other_type})
        assert compare_metadata(context, Base.metadata) == []
    assert tables(fresh) == {*Base.metadata.tables, "alembic_version"}


def test_twice_is_harmless(fresh: Store) -> None:
    schema.bring_up(fresh, SUNDAY)
    with fresh.begin() as session:
        session.execute(text("insert into person (name) values ('Anna')"))
    schema.bring_up(fresh, SUNDAY)
    with fresh.begin() as session:
        assert session.scalar(text("select name from person")) == "Anna"


def test_several_may_begin_at_the_same_moment(fresh: Store) -> None:
    patient = {"timeout": "60"} if fresh.file else {}
    url = fresh.url.update_query_dict(patient).render_as_string(hide_password=False)
    stores = [Store(url) for _ in range(3)]
    failures: list[BaseException] = []
    begin = threading.Barrier(len(stores))

    def bring_up(store: Store) -> None:
        begin.wait()
        try:
            schema.bring_up(store, SUNDAY)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=bring_up, args=[store]) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert failures == []
    assert tables(fresh) == {*Base.metadata.tables, "alembic_version"}


def test_a_failing_migration_changes_nothing(
    fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(config: Config, revision: str) -> None:
        config.attributes["connection"].execute(text("create table half (done integer)"))
        raise ZeroDivisionError

    monkeypatch.setattr("alembic.command.upgrade", half)
    with pytest.raises(ZeroDivisionError):
        schema.bring_up(fresh, SUNDAY)
    assert tables(fresh) == set()


def test_alembic_is_imported_only_when_it_is_needed(file_store: Store) -> None:
    url = str(file_store.url)
    program = (
        "import sys; from datetime import UTC, datetime; from bot import schema, store;"
        f"schema.bring_up(store.Store({url!r}), datetime.now(UTC));"
        "print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.stdout.strip(), ran.stderr) == ("False", "")


def test_the_newest_file_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    assert schema.newest() == ScriptDirectory.from_config(config).get_current_head()


# A database from the future


def test_a_newer_database_is_refused_with_a_sentence(fresh: Store) -> None:
    schema.bring_up(fresh, SUNDAY)
    pretend(fresh, "9999")
    with pytest.raises(ConfigError) as refused:
        schema.bring_up(fresh, SUNDAY)
    assert "was last used by a newer Bude" in str(refused.value)
    assert "9999" in str(refused.value)
    if fresh.file:
        assert backups(fresh) == []


# Backups


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/bude.db")) as store:
        for _ in range(2):
            schema.bring_up(store, SUNDAY)
            assert backups(store) == []


def test_before_a_change_the_file_is_copied(
    file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with file_store.begin() as session:
        session.execute(text("insert into person (name) values ('Anna')"))
    _one_more_migration(monkeypatch)
    schema.bring_up(file_store, SUNDAY)
    [copy] = backups(file_store)
    assert copy.name == "bude-20261122T110000-0001.db"
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("select name from person").fetchall() == [("Anna",)]
        assert kept.execute("select version_num from alembic_version").fetchone() == ("0001",)
        assert kept.execute("pragma integrity_check").fetchone() == ("ok",)


def _one_more_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a later version would look like from here."""
    monkeypatch.setattr(schema, "newest", lambda: "0002")
    monkeypatch.setattr(ScriptDirectory, "get_current_head", lambda self: "0002")
    monkeypatch.setattr("alembic.command.upgrade", lambda config, revision: None)


def test_a_backup_is_readable_by_its_owner_alone(
    file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        _one_more_migration(monkeypatch)
        schema.bring_up(file_store, SUNDAY)
    finally:
        os.umask(before)
    [copy] = backups(file_store)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert list(copy.parent.iterdir()) == [copy]


def test_old_backups_are_deleted_after_the_days(file_store: Store) -> None:
    assert file_store.file
    now = SUNDAY
    for days in (13, 15):
        copy = migrating.back_up(file_store.file, f"{days:04}", now - timedelta(days=days))
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(copy, (moment, moment))
    other = file_store.file.parent / "backups" / "other-20200101T000000-0001.db"
    other.touch()
    os.utime(other, (0, 0))
    schema.drop_old_backups(file_store, 14, now)
    assert [each.name[-7:-3] for each in backups(file_store)] == ["0013", "0001"]


async def test_bude_tidies_its_backups(file_store: Store, clock: Clock) -> None:
    store = StoreSettings(str(file_store.url), backups_kept_days=3)
    app = App(Settings(store=store), [], clock)
    app.prepare()
    assert app.store.file
    copy = migrating.back_up(app.store.file, "0001", clock())
    moment = (clock() - timedelta(days=4)).timestamp()
    os.utime(copy, (moment, moment))
    await app.tidy()
    assert backups(app.store) == []
    await app.close()
