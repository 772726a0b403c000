"""Canned reasons: those of the config are a start; moderators add, reword and take out."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from tests.beginnings import beginning
from tests.fakes import FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import aside, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    own = {"reasons": {"noise": "This belongs into the complaints box."}}
    return replace(settings, rules={"dortmund": {"desk": own}})


@pytest.fixture
@beginning
async def for_sale(app: App, matrix: FakePlatform, notices: Notices) -> None:
    """Anna's notice is before the moderators as case 1."""
    await matrix.says("anna", "pin Buy my bicycle!")


async def listed(matrix: FakePlatform, where: str = "#desk") -> str:
    return told(await matrix.says("mo", "reasons", where=where))


async def test_those_of_the_config_are_the_start(matrix: FakePlatform) -> None:
    shown = await listed(matrix)
    assert shown.startswith("The canned reasons of Dortmund\n!reason with a short name")
    assert "1, advert: This is advertising" in shown
    assert shown.endswith("8, noise: This belongs into the complaints box.")


async def test_a_moderator_adds_one(matrix: FakePlatform, notices: Notices) -> None:
    said = await matrix.says("mo", "reason Party Parties have a calendar of their own.")
    assert told(said) == "The reason “Party” has these words now."
    assert "9, party: Parties have a calendar of their own." in await listed(matrix)
    await matrix.says("anna", "pin Come to my party!")
    await matrix.says("mo", "decline 1 party", where="#desk")
    assert notices.reasons == {1: "Parties have a calendar of their own."}


async def test_one_is_said_otherwise_by_number_name_or_in_german(
    matrix: FakePlatform, notices: Notices
) -> None:
    for name in ("1", "advert", "werbung"):
        await matrix.says("mo", f"reason {name} No selling, please ({name}).", locale="de")
        assert f"1, advert: No selling, please ({name})." in await listed(matrix)
    await matrix.says("mo", "reason noise Too loud for here.")
    assert "8, noise: Too loud for here." in await listed(matrix)
    await matrix.says("anna", "pin Buy my bicycle!")
    await matrix.says("mo", "decline 1 1", where="#desk")
    assert notices.reasons == {1: "No selling, please (werbung)."}


async def test_one_is_taken_out_and_comes_back_when_worded(matrix: FakePlatform) -> None:
    for name in ("noise", "twice"):
        said = told(await matrix.says("mo", f"dropreason {name}"))
        assert said == f"The reason “{name}” is taken out."
    assert "noise" not in await listed(matrix)
    assert "2, insult" in await listed(matrix)
    again = told(await matrix.says("mo", "dropreason noise"))
    assert again == "There is no reason called “noise”. !reasons shows all there are."
    await matrix.says("mo", "reason noise Louder than the cranes.")
    assert "noise: Louder than the cranes." in await listed(matrix)


async def test_a_short_name_is_one_word(matrix: FakePlatform) -> None:
    for name in ("99", "b2b", '"two words"', "a" * 21):
        said = told(await matrix.says("mo", f"reason {name} Because."))
        assert said.startswith("A reason needs a short name: one word without digits"), name


async def test_it_is_of_the_city_and_in_the_log(matrix: FakePlatform, app: App) -> None:
    await matrix.says("mo", "reason party No parties.")
    assert "party" in await listed(matrix, "#nord")
    assert "party" not in await listed(matrix, "#holzen")
    assert "worded the reason party: No parties." in told(
        await matrix.says("mo", "log", private=True)
    )


async def test_charlie_may_not(matrix: FakePlatform) -> None:
    for line in ("reasons", "reason party No.", "dropreason advert"):
        assert "Only moderators" in told(await matrix.says("charlie", line))


async def test_a_number_that_is_in_no_list_is_no_reason(
    matrix: FakePlatform, for_sale: None, notices: Notices
) -> None:
    for number in ("9", "0", "99.", "?"):
        said = told(await matrix.says("mo", f"decline 1 {number}", where="#desk"))
        none = f"There is no reason {number} in the list; it goes from 1 to 8."
        assert said.startswith(none)
    assert not notices.reasons


async def test_a_short_name_misspelt_does_not_reach_the_author(
    matrix: FakePlatform, for_sale: None, notices: Notices
) -> None:
    for slip, meant in (("unlwful", "unlawful"), ("werbng", "werbung")):
        said = told(await matrix.says("mo", f"decline 1 {slip}", where="#desk"))
        assert said.startswith(f"There is no reason called “{slip}”. Did you mean {meant}?")
    assert not notices.reasons


async def test_a_word_of_ones_own_is_a_reason(
    matrix: FakePlatform, for_sale: None, notices: Notices
) -> None:
    await matrix.says("mo", "decline 1 Spam.", where="#desk")
    assert notices.reasons == {1: "Spam."}


async def test_the_law_may_follow_the_number(
    matrix: FakePlatform, for_sale: None, notices: Notices
) -> None:
    await matrix.says("mo", "decline 1 7 § 259 StGB", where="#desk")
    assert notices.reasons == {1: "This is against the law: § 259 StGB"}


async def test_after_a_slip_the_list_itself_can_be_answered_once_more(
    matrix: FakePlatform, for_sale: None, notices: Notices
) -> None:
    """There stands what the numbers mean, and not below what was said of the slip."""
    await matrix.says("mo", "decline 1", where="#desk")
    the_list = matrix.replies[-1]
    for slip in ("9", "inslut"):
        said = await matrix.says("mo", aside(slip), where="#desk", replies_to=the_list)
        assert "There is no reason" in told(said)
    await matrix.says("mo", aside("3"), where="#desk", replies_to=the_list)
    assert notices.reasons[1].startswith("This hurts or insults somebody.")


async def test_the_help_shows_where_the_reason_stands(matrix: FakePlatform) -> None:
    said = told(await matrix.says("mo", "help decline", where="#desk"))
    assert "Write !decline <case>, or !decline <case> <reason>\n" in said
