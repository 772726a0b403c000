"""Two accounts become one person, once both have said yes, and nobody by accident."""

from sqlalchemy import func, select

from bot import appointing, people, roles
from bot.app import App
from bot.people import Person
from bot.roles import Role
from neighbours import attempts
from neighbours.models import Attempt, Link
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import (
    BENCH,
    alone,
    asks_for_code,
    code_in,
    links,
    number_in,
    told_alone,
)
from tests.scenes import count, later, told

NO_CODE = "This code does not work, or no longer."


def persons(app: App) -> int:
    with app.store.begin() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


async def test_the_walk(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    before = persons(app)
    given = await alone(matrix, "anna", "link")
    assert "Give it to nobody" in given
    asked = await alone(discord, "anna", f"link {code_in(given)}")
    assert "this account and Anna (matrix:anna) become one person here" in asked
    assert "Say yes only if Anna (matrix:anna) is yours." in asked
    there = await told_alone(app, matrix, "anna")
    assert "this account and Anna (discord:anna) become one person here" in there
    half = await alone(matrix, "anna", f"confirm {number_in(there)}")
    assert half == "Thank you. Now Anna (discord:anna) has to say yes, too."
    assert persons(app) == before + 2
    done = await alone(discord, "anna", f"confirm {number_in(asked)}")
    assert "are one person here now, with one vote" in done
    assert persons(app) == before + 1
    assert "are one person here now" in await told_alone(app, matrix, "anna")


async def test_one_person_one_vote(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    await matrix.says("anna", "vote 1 1")
    clock.forward(minutes=1)
    await discord.says("anna", "vote 1 2")
    await links(app, matrix, discord, "anna")
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
    await matrix.says("anna", "vote 1 1")
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]


async def test_linking_in_the_second_before_closing(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", f'{BENCH} closes="in 1 hour"')
    await matrix.says("anna", "vote 1 1")
    clock.forward(minutes=59)
    await discord.says("anna", "vote 1 2")
    clock.forward(seconds=59)
    await links(app, matrix, discord, "anna")
    await later(app, clock, seconds=2)
    result = told(await matrix.says("mo", "results 1"))
    assert "Square: 1 vote\nPark: 0 votes" in result
    assert "People who voted: 1" in result


async def test_a_result_that_was_counted_stays(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", f'{BENCH} closes="in 1 hour"')
    await matrix.says("anna", "vote 1 1")
    await discord.says("anna", "vote 1 2")
    await later(app, clock, hours=2)
    await links(app, matrix, discord, "anna")
    assert "People who voted: 2" in told(await matrix.says("mo", "results 1"))


# What is no code


async def test_a_code_works_once(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    code = await asks_for_code(matrix, "anna")
    await alone(discord, "anna", f"link {code}")
    assert NO_CODE in await alone(discord, "charlie", f"link {code}")
    assert NO_CODE in await alone(discord, "anna", f"link {code}")


async def test_a_code_too_late_is_none(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    code = await asks_for_code(matrix, "anna")
    clock.forward(minutes=15)
    assert NO_CODE in await alone(discord, "anna", f"link {code}")


async def test_a_yes_too_late_is_none(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    code = await asks_for_code(matrix, "anna")
    number = number_in(await alone(discord, "anna", f"link {code}"))
    clock.forward(minutes=16)
    assert "That was too long ago" in await alone(matrix, "anna", f"confirm {number}")


async def test_the_newest_code_is_the_one(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    old, new = await asks_for_code(matrix, "anna"), await asks_for_code(matrix, "anna")
    assert NO_CODE in await alone(discord, "anna", f"link {old}")
    assert "become one person" in await alone(discord, "anna", f"link {new.lower()}")


async def test_a_code_in_a_room_is_read_by_others(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    assert "in a private chat" in told(await matrix.says("anna", "link"))
    code = await asks_for_code(matrix, "anna")
    assert "Others may have read" in told(await discord.says("anna", f"link {code}"))
    assert NO_CODE in await alone(discord, "anna", f"link {code}")


async def test_whoever_guesses_is_stopped(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    code = await asks_for_code(matrix, "anna")
    for _ in range(attempts.BY_ACCOUNT):
        assert NO_CODE in await alone(discord, "charlie", "link ABCD-EFGH-JKMN")
    assert "too often" in await alone(discord, "charlie", f"link {code}")
    assert "become one person" in await alone(discord, "anna", f"link {code}")
    clock.forward(hours=1)
    assert NO_CODE in await alone(discord, "charlie", "link ABCD-EFGH-JKMN")


async def test_nobody_guesses_on_by_being_forgotten(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    code = await asks_for_code(matrix, "anna")
    for _ in range(attempts.BY_ACCOUNT):
        await alone(discord, "charlie", "link ABCD-EFGH-JKMN")
    assert "I have forgotten you" in await alone(discord, "charlie", "forget me for sure")
    assert "too often" in await alone(discord, "charlie", f"link {code}")
    with app.store.begin() as session:
        rows = [f"{row.account} {row.room}" for row in session.scalars(select(Attempt))]
    assert len(rows) == attempts.BY_ACCOUNT + 1
    assert [row for row in rows if "charlie" in row or "anna" in row] == []


async def test_many_who_guess_in_one_room_are_stopped(app: App, matrix: FakePlatform) -> None:
    for number in range(attempts.BY_ROOM):
        said = await matrix.says(f"charlie{number}", "link ABCD-EFGH-JKMN")
        assert "Others may have read" in told(said)
    assert "too often" in told(await matrix.says("charlie", "link ABCD-EFGH-JKMN"))


async def test_whoever_asks_for_codes_without_end_is_stopped(
    app: App, matrix: FakePlatform
) -> None:
    for _ in range(attempts.BY_ACCOUNT):
        await asks_for_code(matrix, "charlie")
    assert "too often" in await alone(matrix, "charlie", "link")


# Who with whom


async def test_ones_own_code_is_for_the_other_account(app: App, matrix: FakePlatform) -> None:
    code = await asks_for_code(matrix, "anna")
    assert "for your other account" in await alone(matrix, "anna", f"link {code}")


async def test_one_person_already(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await links(app, matrix, discord, "anna")
    code = await asks_for_code(matrix, "anna")
    assert "one person already" in await alone(discord, "anna", f"link {code}")


async def test_two_links_that_cross_are_one(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    ours, theirs = await asks_for_code(matrix, "anna"), await asks_for_code(discord, "anna")
    first = number_in(await alone(discord, "anna", f"link {ours}"))
    second = number_in(await alone(matrix, "anna", f"link {theirs}"))
    assert first == second
    await alone(discord, "anna", f"confirm {first}")
    assert "one person here now" in await alone(matrix, "anna", f"confirm {second}")


async def test_nobody_says_yes_for_somebody_else(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    code = await asks_for_code(matrix, "anna")
    number = number_in(await alone(discord, "anna", f"link {code}"))
    assert "nothing with that number" in await alone(matrix, "charlie", f"confirm {number}")
    assert "private chat" in told(await matrix.says("anna", f"confirm {number}"))


async def test_three_accounts_one_after_the_other(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    before = persons(app)
    await links(app, matrix, discord, "anna")
    await links(app, matrix, discord, "anna", "anna2")
    assert persons(app) == before + 1
    assert "discord:anna2" in await told_alone(app, discord, "anna")


# Rights


async def test_who_has_a_role_stays_and_the_new_account_waits_for_it(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await alone(discord, "mo", "help")
    code = await asks_for_code(discord, "mo")
    asked = await alone(matrix, "mo", f"link {code}")
    assert "After 2 days both accounts can use this role: admin, moderator." in asked
    for platform in (matrix, discord):
        await alone(platform, "mo", f"confirm {number_in(asked)}")
    assert "Only moderators" in told(await discord.says("mo", "log", private=True))
    assert "The log" in told(await matrix.says("mo", "log", private=True))
    clock.forward(days=2)
    assert "The log" in told(await discord.says("mo", "log", private=True))


async def test_the_role_of_who_goes_ends(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    for platform in (matrix, discord):
        await platform.says("anna", "polls")
    await matrix.says("mo", "grant matrix:anna organiser")
    await matrix.says("mo", "grant discord:anna moderator")
    code = await asks_for_code(discord, "anna")
    asked = await alone(matrix, "anna", f"link {code}")
    assert "This role of Anna (discord:anna) ends by that" in asked
    for platform in (matrix, discord):
        await alone(platform, "anna", f"confirm {number_in(asked)}")
    with app.store.begin() as session:
        [anna] = people.called(session, "discord:anna", None)
        assert roles.held(session, anna.id, anna.home_id) == {Role.ORGANISER}


async def test_rights_that_changed_meanwhile_were_not_confirmed(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("anna", "polls")
    code = await asks_for_code(matrix, "anna")
    number = number_in(await alone(discord, "anna", f"link {code}"))
    await matrix.says("mo", "grant matrix:anna moderator")
    assert "has changed meanwhile" in await alone(matrix, "anna", f"confirm {number}")


async def test_the_last_admin_of_a_neighbourhood_does_not_go(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    for platform in (matrix, discord):
        await platform.says("anna", "polls")
    await matrix.says("mo", "grant matrix:anna organiser")
    await matrix.says("mo", "grant discord:anna admin")
    with app.store.begin() as session:
        appointing.appoint(session, [], app.clock())
    code = await asks_for_code(matrix, "anna")
    said = await alone(discord, "anna", f"link {code}")
    assert "Somebody else must be made admin there first." in said


async def test_only_a_hash_of_the_code_is_kept(app: App, matrix: FakePlatform) -> None:
    code = await asks_for_code(matrix, "anna")
    with app.store.begin() as session:
        [link] = session.scalars(select(Link)).all()
    assert link.code
    assert code.replace("-", "") not in link.code.upper()


async def test_codes_stay_a_quarter_of_an_hour_and_guesses_an_hour(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await asks_for_code(matrix, "anna")
    await alone(matrix, "anna", "link ABCD-EFGH-JKMN")
    left = []
    for minutes in (14, 1, 44, 1):
        clock.forward(minutes=minutes)
        for tick in app.ticks():
            if tick.seconds == 60:
                await tick.look()
        with app.store.begin() as session:
            left.append([len(session.scalars(select(each)).all()) for each in (Link, Attempt)])
    assert left == [[1, 2], [0, 2], [0, 2], [0, 0]]
