"""What the desk keeps about people goes along when accounts are linked, and goes with them."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import belongings as port
from bot.app import BELONGINGS, App
from bot.people import Account
from bot.published import SUBJECTS
from moderation import forgetting, log, mine
from moderation.deciding import Desk
from moderation.models import Case, Report, Restraint
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("app")


def person(session: Session, platform: str, user_id: str) -> int:
    return session.get_one(Account, (platform, user_id)).person_id


async def merge(app: App, clock: Clock, stays: tuple[str, str], goes: tuple[str, str]) -> None:
    def act(session: Session) -> None:
        kept, gone = person(session, *stays), person(session, *goes)
        port.merge(session, BELONGINGS, kept, gone, clock.now)

    await app.writer.do(act)


async def test_whoever_is_shut_out_is_so_with_all_accounts(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await discord.says("karl", "polls")
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'ban charlie "Enough."')
    assert "You cannot" not in told(await discord.says("karl", "polls"))
    await merge(app, clock, ("discord", "karl"), ("matrix", "charlie"))
    for said in (await discord.says("karl", "polls"), await matrix.says("charlie", "polls")):
        assert told(said).startswith("You cannot take part here any more.")
    assert (await app.writer.do(log.check)).broken is None


async def test_cases_go_along_and_nobody_decides_their_own(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await discord.says("annika", "polls")
    await matrix.says("mo", "grant @annika moderator")
    await merge(app, clock, ("discord", "annika"), ("matrix", "anna"))
    refused = told(await discord.says("annika", "approve 1"))
    assert refused == "This is about you, so somebody else must decide on it."
    assert "Your contribution\n“Cat found.”" in told(
        await discord.says("annika", "case 1", private=True)
    )


async def test_two_reports_of_one_person_become_one(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin Buy my bicycle.")
    await matrix.says("mo", "approve 1", where="#desk")
    await app.postman.round()
    await app.postman.round()
    await matrix.says("mehmet", "report", replies_to=_shown(matrix))
    await discord.says("memo", "report", replies_to=_shown(discord))
    await merge(app, clock, ("discord", "memo"), ("matrix", "mehmet"))

    def reports(session: Session) -> int:
        return len(session.scalars(select(Report)).all())

    assert await app.writer.do(reports) == 1


def _shown(platform: FakePlatform) -> str:
    return next(key for key, shown in platform.shown.items() if shown.post.title == "Notice 1")


@pytest.fixture
@beginning
async def annas(app: App, matrix: FakePlatform, notices: Notices) -> int:
    """Anna has a declined notice with a question, an answer, an appeal, and a time-out."""
    await matrix.says("anna", "pin Cat found in Speicherstraße.")
    await matrix.says("mo", "inquire 1 Whose is it?", where="#desk")
    await matrix.says("anna", "answer 1 Of Mrs Krause.")
    await matrix.says("mo", "decline 1 Anna knows the owner.", where="#desk")
    await matrix.says("anna", "appeal 1 Mrs Krause moved to Unna.")
    await matrix.says("mo", 'timeout anna "in 3 days" "Anna shouted."')
    return await app.writer.do(lambda session: person(session, "matrix", "anna"))


SAID = ("Speicherstra", "Krause", "Anna", "owner", "Unna", "shouted")


async def test_they_learn_all_of_it(app: App, annas: int) -> None:
    told_anna = await app.writer.do(lambda session: mine.export(session, annas))
    text = json.dumps(told_anna, default=str)
    for word in ("Of Mrs Krause.", "Anna knows the owner.", "moved to Unna", "shouted"):
        assert word in text
    assert "Whose is it?" not in text  # Mo wrote that.


async def test_nothing_of_them_is_left_and_the_chain_is_whole(
    app: App, clock: Clock, matrix: FakePlatform, annas: int, notices: Notices
) -> None:
    def forget(session: Session) -> None:
        forgetting.erase(Desk(SUBJECTS), session, annas, clock.now)

    await app.writer.do(forget)
    del notices.pinned[1]

    def left(session: Session) -> str:
        tables = [table for name, table in Case.metadata.tables.items() if "moderation" in name]
        rows = [row for table in tables for row in session.execute(select(table))]
        return str(rows)

    kept = await app.writer.do(left)
    assert [word for word in SAID if word in kept] == []
    # A time-out holds if they come back; why, nobody knows any more.
    reasons = select(Restraint.reason)
    assert await app.writer.do(lambda session: session.scalars(reasons).all()) == [""]
    finding = await app.writer.do(log.check)
    assert finding.broken is None
    assert finding.erased
    assert "Received: 1" in told(await matrix.says("mo", "counts"))
    assert "Declined: 0" in told(await matrix.says("mo", "counts"))
    assert "Case 1" in told(await matrix.says("mo", "case 1", where="#desk"))
