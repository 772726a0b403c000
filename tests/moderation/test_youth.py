"""What children or young people wrote: two pairs of eyes, for one contribution alone."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
async def two_moderators(matrix: FakePlatform, app: App) -> None:
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")


@pytest.fixture
@beginning
async def wished(app: App, matrix: FakePlatform, notices: Notices) -> None:
    """What young people wish for waits as case 1; Mehmet moderates, too."""
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    notices.of_youth = True
    await matrix.says("anna", "pin A skate park.")


async def test_a_moderator_marks_what_waits(
    two_moderators: None, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", "pin We want a skate park.")
    marked = told(await matrix.says("mo", "youth 1", where="#desk"))
    assert marked == "Two moderators must agree on case 1 now."
    first = told(await matrix.says("mo", "approve 1", where="#desk"))
    assert first == "You would publish case 1. One more moderator must agree."
    assert not notices.up
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert notices.up == {1}


async def test_what_says_so_by_itself_waits_whatever_the_rule(
    two_moderators: None, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("mo", "rule at once")
    notices.of_youth = True
    assert told(await matrix.says("anna", "pin We want a skate park.")) == "waits as 1"
    shown = told(await matrix.says("mo", "case 1", where="#desk"))
    assert "Waits because: children or young people wrote it" in shown
    await matrix.says("mo", "approve 1", where="#desk")
    assert not notices.up
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert notices.up == {1}


async def test_parts_of_it_need_two_as_well(
    two_moderators: None, matrix: FakePlatform, notices: Notices
) -> None:
    notices.of_youth = True
    await matrix.says("anna", "pin A skate park. A quiet room.")
    await matrix.says("mo", 'split 1 "A skate park." "A quiet room."', where="#desk")
    await matrix.says("mo", "approve 3", where="#desk")
    assert not notices.up


async def test_one_alone_cannot_put_it_together_with_another(
    wished: None, matrix: FakePlatform, notices: Notices
) -> None:
    """Its pictures would be seen by all."""
    alone = (
        "Two moderators must agree on this: first one of you writes !approve 1, then the other "
        "can put it together with another."
    )
    assert told(await matrix.says("mo", "merge 1 7", where="#desk")) == alone
    await matrix.says("mo", "approve 1", where="#desk")
    assert told(await matrix.says("mo", "merge 1 7", where="#desk")) == alone
    assert not notices.joined
    await matrix.says("mehmet", "merge 1 7", where="#desk")
    assert notices.joined == {1: 7}


async def test_other_words_need_two_again(
    wished: None, matrix: FakePlatform, clock: Clock, notices: Notices
) -> None:
    await matrix.says("mo", "approve 1", where="#desk")
    await matrix.says("mehmet", "correct 1 A car park.", where="#desk")
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert not notices.up
    clock.forward(minutes=6)  # Mo has had the time to read them.
    await matrix.says("mo", "approve 1", where="#desk")
    assert notices.up == {1}


async def test_a_report_is_no_way_to_other_words(
    app: App, clock: Clock, wished: None, matrix: FakePlatform, notices: Notices
) -> None:
    for moderator in ("mo", "mehmet"):
        await matrix.says(moderator, "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    [hangs] = [key for key, shown in matrix.shown.items() if shown.post.title == "Notice 1"]
    await matrix.says("charlie", "report", replies_to=hangs)
    for line in ("correct 1 A car park.", 'split 1 "A car park." "A road."'):
        refused = told(await matrix.says("mo", line, where="#desk"))
        assert refused == (
            "This is published, and two moderators must agree on its words, so they cannot be "
            "changed here. !decline 1 takes it down."
        )
    assert notices.pinned[1].text == "A skate park."


async def test_where_one_is_left_for_an_appeal_the_city_is_the_other(
    wished: None, app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    """Mo, who may not decide again, cannot be the second to agree."""
    await matrix.says("mehmet", "approve 1", where="#desk")
    await matrix.says("mo", "decline 1 Too loud.", where="#desk")
    await matrix.says("rosi", "polls", where="#nord")
    await matrix.says("mo", "grant rosi moderator", where="#nord")
    await matrix.says("anna", "appeal 1 It is far from all houses.")
    await later(app, clock, seconds=1)
    assert "The author says: It is far" in told(matrix.posts("#city")[-1])
    agreed = told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert agreed == "You would publish case 1. One more moderator must agree."
    await matrix.says("rosi", "approve 1", where="#nord")
    assert notices.up == {1}


async def test_charlie_may_not_mark(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    assert "Only moderators" in told(await matrix.says("charlie", "youth 1"))


class TestWhereOnePairIsEnough:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, rules={"dortmund": {"desk": {"youth_pairs": 1}}})

    async def test_one_moderator_publishes(
        self, wished: None, matrix: FakePlatform, notices: Notices
    ) -> None:
        marked = told(await matrix.says("mo", "youth 1", where="#desk"))
        assert marked == "Case 1 is marked."
        await matrix.says("mo", "approve 1", where="#desk")
        assert notices.up == {1}


@pytest.mark.parametrize("line", ["approve 1", "merge 1 7"])
async def test_who_moderates_no_more_is_not_the_first_of_two(
    wished: None, matrix: FakePlatform, notices: Notices, line: str
) -> None:
    await matrix.says("mehmet", "approve 1", where="#desk")
    await matrix.says("mo", "take mehmet moderator")
    assert "Would publish it" not in told(await matrix.says("mo", "case 1", where="#desk"))
    await matrix.says("mo", line, where="#desk")
    assert not notices.up
    assert not notices.joined


async def test_nor_who_lost_the_role_on_their_platform(
    app: App,
    wished: None,
    matrix: FakePlatform,
    discord: FakePlatform,
    notices: Notices,
) -> None:
    """Before anybody has looked after what they kept."""
    for line, roles in (("approve 1", ("moderator",)), ("polls", ())):
        await discord.hears([replace(discord.incoming("rosi", line), roles=roles)])
    await matrix.says("mo", "approve 1", where="#desk")
    assert not notices.up
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert notices.up == {1}
