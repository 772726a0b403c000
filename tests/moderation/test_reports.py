"""Reports: neighbours ask the moderators to look, and hear what comes of it."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.config import Settings
from bot.incoming import Address, Call, Reacted
from bot.places import City
from moderation.models import Report
from moderation.rules import rules
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
@beginning
async def up(app: App, clock: Clock, matrix: FakePlatform, notices: Notices) -> str:
    """Anna's notice hangs in the room; the id of the message that shows it."""
    await matrix.says("anna", "pin Buy my bicycle.")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    return next(key for key, shown in matrix.shown.items() if shown.post.title == "Notice 1")


async def test_a_report_comes_before_the_moderators_and_is_answered(
    app: App, clock: Clock, matrix: FakePlatform, up: str, notices: Notices
) -> None:
    said = told(await matrix.says("mehmet", "report This is a shop.", replies_to=up))
    assert said.startswith("Thank you. The moderators will look at it (case 1)")
    assert notices.up == {1}
    await later(app, clock, seconds=1)
    letter = matrix.posts("#desk")[-1]
    assert "Now: published, and somebody asks you to look at it" in told(letter)
    assert "Somebody writes: This is a shop." in told(letter)
    assert "Mehmet" not in told(letter)
    assert [button.label for button in letter.buttons] == ["Leave it", "Take it down"]
    asked = told(await matrix.says("mo", "inquire 1 Why?", where="#desk"))
    assert asked == "This can only be asked before it is published."
    await matrix.says("mo", "decline 1 advert", where="#desk")
    assert not notices.up
    heard = told(await matrix.says("mehmet", "case 1", private=True))
    assert "It was taken down. Thank you for looking out." in heard
    author = told(await matrix.says("anna", "case 1", private=True))
    assert "It was taken down. Nobody sees it any more." in author
    assert "How it came up: somebody asked the moderators to look at it" in author
    assert "Mehmet" not in author


async def test_the_reporter_is_told_in_private(
    app: App, clock: Clock, matrix: FakePlatform, up: str, notices: Notices
) -> None:
    await matrix.says("mehmet", "polls", where="@mehmet", private=True)
    await matrix.says("mehmet", "report", replies_to=up)
    await matrix.says("mo", "approve 1", where="#desk")
    assert notices.up == {1}
    await later(app, clock, seconds=1)
    [heard] = matrix.posts("@mehmet")
    assert "The moderators have looked at it, and it stays." in told(heard)


async def test_of_a_reporter_who_takes_no_word_the_room_hears_nothing(
    app: App, clock: Clock, matrix: FakePlatform, up: str
) -> None:
    """Anna, who knows the number of her case, would read there who reported it."""
    await matrix.whispers("mehmet", "polls")
    await app.router.overheard({Address("matrix", "~mehmet"): ""})
    await matrix.says("mehmet", "report", replies_to=up)
    await matrix.says("mo", "decline 1 advert", where="#desk")
    await later(app, clock, seconds=1)
    assert not any("Mehmet" in told(each) for each in matrix.posts("#hafen"))
    await matrix.whispers("mehmet", "polls")
    await later(app, clock, seconds=1)
    assert "It was taken down. Thank you" in told(matrix.posts("~mehmet")[-1])


async def test_a_flag_below_it_is_a_report(
    app: App, clock: Clock, matrix: FakePlatform, up: str
) -> None:
    await matrix.says("mehmet", Reacted(up, "🚩"))
    await later(app, clock, seconds=1)
    assert "somebody asks you to look" in told(matrix.posts("#desk")[-1])


async def test_from_a_message_menu(matrix: FakePlatform, up: str) -> None:
    said = told(await matrix.says("mehmet", Call("report", {"message": up})))
    assert said.startswith("Thank you.")


async def test_a_second_report_adds_nothing(
    app: App, clock: Clock, matrix: FakePlatform, up: str
) -> None:
    await matrix.says("mehmet", "report", replies_to=up)
    await later(app, clock, seconds=1)
    before = len(matrix.posts("#desk"))
    again = told(await matrix.says("mehmet", "report Really!", replies_to=up))
    assert again == "You have told the moderators already. You will hear what comes of it."
    await matrix.says("charlie", "report Me, too.", replies_to=up)
    await later(app, clock, seconds=1)
    assert len(matrix.posts("#desk")) == before


async def test_what_was_taken_down_is_before_them_no_more(
    matrix: FakePlatform, up: str
) -> None:
    await matrix.says("mehmet", "report", replies_to=up)
    await matrix.says("mo", "decline 1 advert", where="#desk")
    said = told(await matrix.says("charlie", "report", replies_to=up))
    assert said == "The moderators have that before them already. Thank you!"


async def test_after_a_decision_it_can_be_reported_anew(matrix: FakePlatform, up: str) -> None:
    await matrix.says("mehmet", "report", replies_to=up)
    await matrix.says("mo", "approve 1", where="#desk")
    assert told(await matrix.says("mehmet", "report", replies_to=up)).startswith("Thank you.")


def test_a_city_passes_on_ten_an_hour_if_it_says_nothing_else() -> None:
    assert rules(City(rules={})).reports_an_hour == 10


class TestInACityThatPassesOnThree:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, rules={"dortmund": {"desk": {"reports_an_hour": 3}}})

    async def test_those_by_one_person_are_slowed_and_those_of_others_are_not(
        self, app: App, clock: Clock, matrix: FakePlatform
    ) -> None:
        """Each is a letter to the moderators; what somebody reported twice counts once."""
        for number in range(1, 6):
            await matrix.says("anna", f"pin Cat number {number} found.")
            await matrix.says("mo", f"approve {number}", where="#desk")
        await later(app, clock, seconds=1)
        shown = matrix.shown.items()
        hung = [key for key, each in shown if each.post.title.startswith("Notice")]
        reported = (hung[0], *hung)
        said = [told(await matrix.says("mehmet", "report", replies_to=key)) for key in reported]
        slowed = [each.startswith("Thank you for looking out!") for each in said]
        assert slowed == [False, False, False, False, True, True]
        assert "I pass on 3 reports an hour from each person: the next one from" in said[-1]
        other = told(await matrix.says("charlie", "report", replies_to=hung[-1]))
        assert other.startswith("Thank you. The moderators will look at it")
        clock.forward(minutes=60)
        again = told(await matrix.says("mehmet", "report", replies_to=hung[-2]))
        assert again.startswith("Thank you. The moderators will look at it")


async def test_what_bude_did_not_publish_it_cannot_pass_on(
    matrix: FakePlatform, up: str
) -> None:
    said = told(await matrix.says("mehmet", "report", replies_to="$talk"))
    assert said.startswith("I can pass on only what neighbours published through me")
    assert await matrix.says("mehmet", Reacted("$talk", "🚩")) is None
    letter = next(key for key, shown in matrix.shown.items() if shown.target == "#desk")
    said = told(await matrix.says("mo", "report", replies_to=letter, where="#desk"))
    assert said.startswith("I can pass on only")


async def test_where_a_reporter_spoke_goes_with_them(
    app: App, matrix: FakePlatform, up: str
) -> None:
    """A chat in which nobody else is tells who they were."""
    await matrix.says("mehmet", "polls")
    for line in ("report This is a shop.", "forget me for sure"):
        await matrix.says("mehmet", line, where="!mehmets", private=True, replies_to=up)

    def left(session: Session) -> list[str]:
        return [f"{each.target}: {each.reason}" for each in session.scalars(select(Report))]

    assert await app.writer.do(left) == [": This is a shop."]


async def test_what_a_moderator_published_by_mistake_comes_down_by_their_own_report(
    matrix: FakePlatform, up: str, notices: Notices
) -> None:
    again = told(await matrix.says("mo", "decline 1 A mistake of mine.", where="#desk"))
    assert again.startswith("You published case 1 already")
    await matrix.says("mo", "report", replies_to=up)
    await matrix.says("mo", "decline 1 A mistake of mine.", where="#desk")
    assert not notices.up
    assert "A mistake of mine." in told(await matrix.says("anna", "case 1", private=True))


async def test_a_report_of_nothing_asks_for_no_answer(matrix: FakePlatform) -> None:
    """A reply to this sentence would be the wrong message once more."""
    said = await matrix.says("mehmet", "report")
    assert said
    assert told(said).startswith("Reply with this to the message you mean")
    assert said.post.ask is None
