"""What was said of somebody goes when it no longer counts, or when who said it is forgotten."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.people import Person
from neighbours.models import Letterbox, Vouch
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, code_in
from tests.neighbours.test_known import ayse_is_known, is_known, meets
from tests.scenes import told


async def vouches(app: App) -> list[tuple[str, str]]:
    """Who for whom, by the names that are left."""

    def look(session: Session) -> list[tuple[str, str]]:
        names = {each.id: each.name for each in session.scalars(select(Person))}
        rows = session.scalars(select(Vouch).order_by(Vouch.id))
        return [(names[each.voucher_id], names[each.known_id]) for each in rows]

    return await app.writer.do(look)


async def test_what_was_taken_back_is_kept_while_it_counts_in_the_month(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await meets(matrix, "anna", "mehmet")
    await matrix.says("mo", "vouch anna")
    clock.forward(days=10)
    await matrix.says("anna", "vouch mehmet")
    await matrix.says("anna", "unvouch mehmet")
    assert "Until: " in await alone(matrix, "anna", "mydata")
    for days, left in ((29, 2), (2, 1)):
        clock.forward(days=days)
        await app.tidy()
        assert len(await vouches(app)) == left
    assert "Until: " not in await alone(matrix, "anna", "mydata")
    assert await is_known(matrix, "anna")


async def test_a_neighbours_vouches_go_with_them(app: App, matrix: FakePlatform) -> None:
    """So that whoever was known by these is known no more."""
    await ayse_is_known(app, matrix)
    await alone(matrix, "anna", "forget me for sure")
    assert await vouches(app) == [("Mo", "Mehmet"), ("Mehmet", "Ayse")]
    assert not await is_known(matrix, "ayse")


async def test_whom_a_moderator_vouched_for_stays_known_and_nobody_says_by_whom(
    app: App, matrix: FakePlatform
) -> None:
    await meets(matrix, "anna", "mehmet")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", "vouch anna")
    await alone(matrix, "mehmet", "forget me for sure")
    assert await vouches(app) == [("", "Anna")]
    assert await is_known(matrix, "anna")
    assert "Mehmet" not in told(await matrix.says("mo", "log", private=True))


async def test_who_used_a_code_is_not_known_of_it_any_more(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mo", "polls")
    code = code_in(await alone(matrix, "mo", "codes 1"))
    await alone(matrix, "anna", f"redeem {code}")
    await alone(matrix, "anna", "forget me for sure")

    def look(session: Session) -> tuple[str | None, int | None]:
        row = session.scalars(select(Letterbox)).one()
        return row.code, row.used_by

    assert await app.writer.do(look) == (None, None)
    assert "does not work" in await alone(matrix, "charlie", f"redeem {code}")
