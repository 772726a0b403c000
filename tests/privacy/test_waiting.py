"""What somebody said that could not be taken in yet goes with them; others' stays."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.heard import Early, Unheard
from bot.incoming import Reacted, Sealed, Why
from bot.letters import read_incoming
from bot.sealed import SealedMessage
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, met, told, votes

BENCH = 'poll "Where should the bench go?" "Park" "Square" closes="in 3 days"'
LOCKED = Sealed(Why.KEY_MISSING, '{"ciphertext": "AwgAEn"}', "session 1")


def broken(*_: object) -> None:
    raise ZeroDivisionError


@pytest.fixture
@beginning
async def all_wait(app: App, matrix: FakePlatform) -> None:
    """Anna's and Mehmet's: votes that failed, reactions to something unknown, sealed words."""
    await met(matrix, "anna", "mehmet")
    await matrix.says("mo", BENCH)
    with pytest.MonkeyPatch.context() as fault:
        fault.setattr("polls.ballots.cast", broken)
        for who in ("anna", "mehmet"):
            assert "our fault" in await votes(matrix, who, "2")
    for who in ("anna", "mehmet"):
        await matrix.says(who, Reacted("$unknown", "2\ufe0f\u20e3"))
        await matrix.says(who, LOCKED, message_id=f"$sealed-{who}")


async def waiting(app: App) -> list[str]:
    """Of whom something waits, table by table."""

    def look(session: Session) -> list[str]:
        found = []
        for document in (Unheard.document, Early.document, SealedMessage.document):
            table = document.class_.__tablename__
            rows = session.scalars(select(document)).all()
            found += [f"{table}: {read_incoming(row).sender.user_id}" for row in rows]
        return found

    return await app.writer.do(look)


async def test_mydata_says_when_and_not_what(
    app: App, matrix: FakePlatform, all_wait: None
) -> None:
    kept = told(await matrix.whispers("anna", "mydata"))
    head = "What you wrote that I cannot read or do yet"
    section = kept.partition(head)[2].partition("\n\n")[0]
    assert (
        section.splitlines()[1:]
        == ["- Platform: matrix; When: Sunday, 22 November 2026 at 12:00"] * 3
    )


async def test_all_of_it_goes_with_who_said_it(
    app: App, matrix: FakePlatform, all_wait: None
) -> None:
    tables = ("unheard", "early", "sealed")
    both = [f"{table}: {who}" for table in tables for who in ("anna", "mehmet")]
    assert sorted(await waiting(app)) == sorted(both)
    assert "I have forgotten you" in told(await matrix.whispers("anna", "forget me for sure"))
    assert await waiting(app) == [f"{table}: mehmet" for table in tables]
    await app.router.retry_unheard()
    assert "Square: 1 vote" in told(await matrix.says("mo", "results 1"))


async def test_it_goes_in_its_time(
    app: App, matrix: FakePlatform, clock: Clock, all_wait: None
) -> None:
    """What failed for a fault of ours stays until it is mended."""
    for days, left in ((1, 6), (1, 4), (13, 2), (300, 2)):
        await later(app, clock, days=days)
        await app.tidy()
        assert len(await waiting(app)) == left, days
