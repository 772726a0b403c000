"""Whoever talked Anna into a link neither learns what moderators have to do with her, nor
speaks to them in her name, before she had time to undo it."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.neighbours.scene import alone, links, told_alone
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")
LATELY = "This account was linked only lately."


@pytest.fixture
@beginning
async def reported(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    """Mehmet's notice, which hangs in both rooms, was reported by Anna, who is linked now."""
    await matrix.says("mehmet", "pin Buy my bicycle.")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    await matrix.says("anna", "report This is a shop.", replies_to=shown(matrix))
    await links(app, matrix, discord, "anna", "charlie")


def shown(platform: FakePlatform) -> str:
    return next(key for key, each in platform.shown.items() if each.post.title == "Notice 1")


async def test_no_number_tells_which_cases_are_about_her(
    matrix: FakePlatform, discord: FakePlatform, reported: None
) -> None:
    await matrix.says("mehmet", "pin Cat found.")
    said = {await alone(discord, "charlie", f"case {number}") for number in (1, 2, 99)}
    assert [each.startswith(LATELY) for each in said] == [True]


async def test_nor_does_a_report_tell_whether_she_made_one(
    clock: Clock, discord: FakePlatform, reported: None
) -> None:
    again = told(await discord.says("charlie", "report Spam.", replies_to=shown(discord)))
    assert again.startswith(LATELY)
    clock.forward(days=2)
    again = told(await discord.says("charlie", "report Spam.", replies_to=shown(discord)))
    assert again == "You have told the moderators already. You will hear what comes of it."


async def test_her_one_appeal_and_her_answer_are_left_to_her(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("anna", "pin Dog found.")
    await matrix.says("mo", 'inquire 2 "Whose dog?"', where="#desk")
    await links(app, matrix, discord, "anna", "charlie")
    for line in ("appeal 1 So what?", "answer 2 So what?", "appeal 99 So what?"):
        assert (await alone(discord, "charlie", line)).startswith(LATELY)
    said = told(await matrix.says("anna", "appeal 1 It is a lost cat!"))
    assert said.startswith("Somebody else will look at it anew")


async def test_what_is_decided_meanwhile_is_told_to_the_older_account_alone(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("anna", "pin Dog found.")
    await links(app, matrix, discord, "anna", "charlie")
    await matrix.says("mo", "decline 1 Anna knows its owner.", where="#desk")
    assert "Anna knows its owner." in await told_alone(app, matrix, "anna")
    assert "Anna knows its owner." not in await told_alone(app, discord, "charlie")
    clock.forward(days=2)
    await matrix.says("mo", "decline 2 Anna keeps dogs.", where="#desk")
    assert "Anna keeps dogs." in await told_alone(app, discord, "charlie")
