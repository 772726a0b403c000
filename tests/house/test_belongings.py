"""Every table that is about somebody says what becomes of it when they go."""

from bot import app
from bot.people import Person
from bot.store import Base

assert app  # Joins all rooms, so that all their tables are known.

# Table and column, and why it refers to a person. "Belongings" will merge, export and erase
# what stands here; whoever adds a table adds it there.
BELONGINGS = {
    "account.person_id": "which account is whose",
    "role_grant.person_id": "who may do what",
    "moderation_entry.person_id": "who used a right that not everybody has",
    "moderation_case.author_id": "whose contribution it is",
    "moderation_case.decided_by": "who decided on it",
    "poll.asker_id": "who asked",
    "poll.closed_by": "who closed it early",
}
# The owner of a ballot is a name of its own in each poll, which a foreign key would give away.
WITHOUT_KEY = {"ballot.voter": "one ballot for each person, found through polls.ballots.voter"}
# About accounts, not people; they go with the account.
OF_ACCOUNTS = {
    "account.user_id": "the account itself",
    "asked.user_id": "what we asked last, for an hour",
    "pick.user_id": "what was picked, where a platform tells it one by one",
}


def columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
    }


def test_whatever_refers_to_a_person_has_a_reason() -> None:
    referring = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Person.__table__
    }
    assert referring == set(BELONGINGS)


def test_whatever_knows_somebody_without_a_key_has_a_reason_too() -> None:
    """By the names we give to such columns."""
    named = {"voter", "user_id", "person", "author", "owner", "sender", "member"}
    known = {column for column in columns() if column.partition(".")[2] in named}
    assert known == {*WITHOUT_KEY, *OF_ACCOUNTS}


def test_the_lists_name_what_there_is() -> None:
    assert {*BELONGINGS, *WITHOUT_KEY, *OF_ACCOUNTS} <= columns()
