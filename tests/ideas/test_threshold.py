"""So many within so many weeks: to the minute, and nothing is lost when it is not enough."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapter import Cursor
from bot.app import App
from bot.config import Settings
from bot.incoming import Call, Identity
from tests.beginnings import beginning
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, known, later
from tests.ideas.test_support import link
from tests.scenes import told

SUPPORT = Call("support", {"idea": 1})
# Six weeks after 22 November the day is 3 January; it ends at midnight in Dortmund.
LAST_MINUTE = datetime(2027, 1, 3, 22, 59, tzinfo=UTC)


@beginning
async def one_is_missing(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """Mehmet supports Anna's idea; Charlie, who is known in both rooms, does not yet."""
    await known(app, discord, "charlie")
    await known(app, matrix, "anna", "mehmet", "charlie")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", SUPPORT)


@beginning
async def the_75th_is_missing(app: App, matrix: FakePlatform) -> None:
    """75 known neighbours have to support an idea in Schwerte: Anna and 73 more do."""
    people = [f"n{number}" for number in range(73)]
    await matrix.says("anna", "idee Ein Brunnen am Markt", where="#holzen")
    await matrix.hears([matrix.incoming(who, SUPPORT, where="#holzen") for who in people])
    await known(app, matrix, "mehmet", where="#holzen")


async def test_enough_in_time_and_the_committee_has_to_decide(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await one_is_missing(app, matrix, discord)
    await later(app, clock, days=2)
    await discord.says("charlie", SUPPORT)
    await later(app, clock)
    for room in (matrix, discord):
        idea, news = room.posts()
        assert told(news) == (
            "Idea 1: A bench at the harbour, so that old people can rest on their way.\n"
            "It is done: 3 neighbours support this idea. Now the council has to decide on it."
        )
        assert "committee: reached on Tuesday, 24 November 2026 at 12:00" in told(idea)
    await matrix.says("mehmet", "unsupport 1")
    await later(app, clock, days=60)
    assert len(matrix.posts()) == 2


class TestSchwerte:
    """75 within six weeks, and then the committee."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        schwerte = {**settings.rules["schwerte"], "desk": {"rule": "at once"}}
        return replace(settings, rules={**settings.rules, "schwerte": schwerte})

    async def test_the_75th_on_day_42_passes(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await the_75th_is_missing(app, matrix)
        clock.now = SUNDAY + timedelta(days=42)
        await matrix.says("mehmet", SUPPORT, where="#holzen")
        await later(app, clock, days=10)
        assert "Jetzt muss der zuständige Ausschuss darüber entscheiden." in told(
            matrix.posts("#holzen")[-1]
        )

    async def test_day_43_is_too_late(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await the_75th_is_missing(app, matrix)
        clock.now = SUNDAY + timedelta(days=43)
        late = told(await matrix.says("mehmet", SUPPORT, where="#holzen", locale="de"))
        assert late == (
            "Unterstützen konnte man Idee 1 bis Montag, 4. Januar 2027, 00:00 Uhr. Sie lässt "
            "sich wiederbeleben: !wiederbeleben 1"
        )
        await later(app, clock)
        assert "Die Zeit ist um. Diese Idee hat 74 von 75" in told(matrix.posts("#holzen")[-1])


class TestInAnotherCity:
    """Two within two weeks, and then the district council."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        ideas = {"supports": 2, "weeks": 2, "committee": "the district council"}
        own = {"ideas": ideas, "desk": {"rule": "at once"}}
        return replace(settings, rules={"dortmund": own})

    async def test_its_own_number_time_and_committee_count(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await known(app, matrix, "anna", "mehmet", "charlie")
        for who, text in (("anna", BENCH), ("mehmet", "idea Chestnut trees along Main Street")):
            await matrix.says(who, text)
        await matrix.says("charlie", SUPPORT)
        await later(app, clock)
        done = told(matrix.posts()[-1])
        assert done.endswith("Now the district council has to decide on it.")
        assert "1 of 2 known neighbours, until 6 December 2026" in told(matrix.posts()[1])
        await later(app, clock, days=15)
        late = told(await matrix.says("charlie", Call("support", {"idea": 2}), locale="en"))
        assert late.startswith("The time to support idea 2 ended on Monday, 7 December 2026")
        await later(app, clock)
        assert "This idea has 1 of the 2 supporters" in told(matrix.posts()[-1])


class TestInACityWithoutSuchARule:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, rules={"dortmund": {"desk": {"rule": "at once"}}})

    async def test_support_binds_nobody_and_has_no_end(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await known(app, matrix, "anna", "mehmet", "charlie")
        await matrix.says("anna", BENCH)
        await later(app, clock, days=100)
        assert told(await matrix.says("mehmet", SUPPORT, locale="en")) == (
            "You support idea 1. So far 2 people do."
        )
        await later(app, clock)
        [post] = matrix.posts()
        assert "committee" not in told(post)


async def test_to_the_minute(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await one_is_missing(app, matrix, discord)
    clock.now = LAST_MINUTE
    await later(app, clock)
    assert "until 3 January 2027" in told(matrix.posts()[0])
    await matrix.says("charlie", SUPPORT)
    await later(app, clock)
    assert "It is done" in told(matrix.posts()[-1])


async def test_a_minute_later_it_is_over(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await one_is_missing(app, matrix, discord)
    clock.now = LAST_MINUTE + timedelta(minutes=1)
    assert "The time to support idea 1 ended" in told(
        await matrix.says("charlie", SUPPORT, locale="en")
    )


async def test_what_was_said_in_time_on_a_platform_behind_counts(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await one_is_missing(app, matrix, discord)
    await discord.hears([], Cursor("discord", "1", LAST_MINUTE - timedelta(hours=1)))
    clock.now = LAST_MINUTE + timedelta(minutes=30)
    await later(app, clock)
    assert "The time is over" not in told(matrix.posts()[-1])
    await discord.says("charlie", SUPPORT, said_at=LAST_MINUTE)
    await later(app, clock)
    assert "It is done" in told(matrix.posts()[-1])


async def test_a_word_each_week(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await known(app, matrix, "anna", "mehmet", "charlie")
    await matrix.says("anna", BENCH)
    await later(app, clock, days=6, hours=23)
    assert len(matrix.posts()) == 1
    await matrix.says("mehmet", SUPPORT)
    await later(app, clock, hours=1)
    assert told(matrix.posts()[-1]) == (
        "Idea 1: A bench at the harbour, so that old people can rest on their way.\n"
        "So far this idea has 2 of the 3 supporters that it needs. There is time until "
        "3 January 2027: "
        "!support 1"
    )
    await later(app, clock, hours=1)
    assert len(matrix.posts()) == 2
    await later(app, clock, days=15)
    assert len(matrix.posts()) == 3, "weeks that were missed are not told one by one"


async def test_what_was_too_little_can_be_revived(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await one_is_missing(app, matrix, discord)
    not_yet = "The time of idea 1 is not over."
    assert told(await matrix.says("anna", "revive 1", locale="en")) == not_yet
    await later(app, clock, days=43, hours=1)
    assert "The time is over. This idea has 2 of the 3 supporters that it needs." in told(
        matrix.posts()[-1]
    )
    refused = told(await matrix.says("mehmet", "revive 1", locale="en"))
    assert refused.startswith("Whoever had this idea can revive it, or a moderator.")
    assert "Idea 1 lives again: until 15 February 2027" in told(
        await matrix.says("anna", "revive 1", locale="en")
    )
    await later(app, clock)
    assert "0 of 3 known neighbours, until 15 February 2027" in told(matrix.posts()[0])
    assert "Supporters: 2" in told(matrix.posts()[0])
    assert "it gathers supporters once more" in told(await matrix.says("mehmet", "ideas 1"))
    for who in ("anna", "mehmet", "charlie"):
        await matrix.says(who, SUPPORT)
    await later(app, clock)
    assert "It is done" in told(matrix.posts()[-1])


async def test_only_known_neighbours_bind_the_committee(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH)
    for who in ("mehmet", "charlie"):
        await matrix.says(who, SUPPORT)
    for who in ("anna", "mehmet"):
        await matrix.says("mo", f"vouch {who}")
    await later(app, clock)
    post = told(matrix.posts()[0])
    assert "Supporters: 3\nOn the way to the committee: 2 of 3 known neighbours" in post
    await matrix.says("mo", "vouch charlie")
    await later(app, clock)
    assert "It is done: 3 neighbours support this idea." in told(matrix.posts()[-1])


async def test_its_author_and_supporters_hear_it_alone_too(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Success and the end, each once; how far it is every week, the rooms alone hear."""
    await known(app, matrix, "anna", "mehmet", "charlie", "emre")
    for who in ("anna", "mehmet", "emre"):
        await matrix.whispers(who, "help")
    for text in (BENCH, "idea Chestnut trees along Main Street."):
        await matrix.says("anna", text)
    await matrix.says("mehmet", SUPPORT)
    await later(app, clock, days=7)
    assert [matrix.posts(f"~{who}") for who in ("anna", "mehmet", "emre")] == [[], [], []]
    await matrix.says("charlie", SUPPORT)
    await later(app, clock, days=36)
    success, end = map(told, matrix.posts("~anna"))
    assert "It is done: 3 neighbours support this idea." in success
    assert "The time is over. This idea has 1 of the 3" in end
    assert end.endswith("!revive 2")
    assert [told(each) for each in matrix.posts("~mehmet")] == [success]
    assert matrix.posts("~emre") == [], "Emre has nothing to do with it"


async def test_two_ideas_that_become_one_get_there_together(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known(app, matrix, "anna", "mehmet", "charlie")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", Call("idea", {"text": "Seats by the water", "join": 0}))
    for number in (1, 2):
        await matrix.says("charlie", f"support {number}")
    await later(app, clock)
    assert "2 of 3 known neighbours" in told(matrix.posts()[0])
    await matrix.says("mo", "unite 2 1")
    await later(app, clock)
    assert "It is done: 3 neighbours support this idea." in told(matrix.posts()[-1])


async def test_support_given_before_the_other_idea_came_counts_there_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known(app, matrix, "anna", "mehmet", "charlie")
    await matrix.says("mehmet", Call("idea", {"text": "Seats by the water", "join": 0}))
    await matrix.says("charlie", SUPPORT)
    await later(app, clock, days=2)
    await matrix.says("anna", BENCH)
    await matrix.says("mo", "unite 1 2")
    await later(app, clock)
    assert "It is done: 3 neighbours support this idea." in told(matrix.posts()[-1])


async def test_two_accounts_that_turn_out_to_be_one_do_not(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await known(app, discord, "mehmet")
    await known(app, matrix, "anna", "mehmet", "charlie")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", SUPPORT)
    await link(app, Identity("matrix", "mehmet", ""), Identity("discord", "mehmet", ""))
    await discord.says("mehmet", SUPPORT)
    await later(app, clock)
    assert "2 of 3 known neighbours" in told(matrix.posts()[0])
    await matrix.says("charlie", SUPPORT)
    await later(app, clock)
    assert "It is done" in told(matrix.posts()[-1])
