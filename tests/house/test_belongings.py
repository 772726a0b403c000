"""Whatever is about somebody has an owner, who says what becomes of it when they go, and tells
them of it before."""

from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, event

from bot.app import BELONGINGS, App
from bot.store import Base
from tests.fakes import FakePlatform

OWNED = {column for room in BELONGINGS for column in room.owns}
# By such names columns know somebody without a foreign key.
NAMES = {"voter", "user_id", "person", "author", "owner", "sender", "member"}


def columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }


def referring(metadata: MetaData) -> set[str]:
    """Columns that lead to a person, or to an account of one."""
    return {
        f"{table.name}.{key.parent.name}"
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("person", "account")
    }


def test_whatever_refers_to_a_person_has_an_owner() -> None:
    assert referring(Base.metadata) - OWNED == set()


@pytest.mark.parametrize("whose", ["person.id", "account.user_id"])
def test_a_new_room_that_keeps_who_comes_would_be_found(whose: str) -> None:
    metadata = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(metadata)
    Table("sign_up", metadata, Column("guest", ForeignKey(whose)))
    assert referring(metadata) - OWNED == {"sign_up.guest"}


def test_whatever_knows_somebody_without_a_key_has_an_owner_too() -> None:
    named = {column for column in columns() if column.partition(".")[2] in NAMES}
    assert named - OWNED == set()


def test_each_has_one_owner_with_a_reason() -> None:
    owned = [column for room in BELONGINGS for column in room.owns]
    assert sorted(owned) == sorted(OWNED)
    assert all(reason for room in BELONGINGS for reason in room.owns.values())


def test_owners_name_what_there_is() -> None:
    assert columns() >= OWNED


UNTOLD = {column for room in BELONGINGS for column in room.untold}


async def test_each_is_told_to_whom_it_is_about_or_there_is_a_reason(
    app: App, matrix: FakePlatform
) -> None:
    asked: list[str] = []

    def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    await matrix.says("anna", "polls")
    event.listen(app.store.engine, "before_cursor_execute", listen)
    try:
        await matrix.whispers("anna", "mydata")
    finally:
        event.remove(app.store.engine, "before_cursor_execute", listen)
    looked_for = " ".join(each for each in asked if "UPDATE" not in each)
    # Whose an account is, `account.person_id` tells.
    told = OWNED - UNTOLD - {"account.user_id"}
    assert {column for column in told if f"{column} = " not in looked_for} == set()


def test_what_is_not_told_has_an_owner_and_a_reason() -> None:
    assert UNTOLD <= OWNED
    assert all(reason for room in BELONGINGS for reason in room.untold.values())
