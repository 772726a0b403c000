"""The city's word: with its reason, in time, and told where the idea came from."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Call
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, charlie_may_answer, later, officer
from tests.scenes import told


async def test_it_comes_back_to_the_room_of_the_idea(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("anna", BENCH)
    await later(app, clock)
    await officer(matrix)
    done = told(await matrix.says("charlie", 'status 1 accepted "The bench comes in May."'))
    assert done == (
        "Idea 1 is now: accepted. Its room, its author and all who support it hear why."
    )
    await later(app, clock)
    idea, news = discord.posts()
    assert told(news) == (
        "News of idea 1: A bench at the harbour, so that old people can rest on their way.\n"
        "State: accepted\n"
        "Reason: The bench comes in May.\n"
        "From: Anna\n"
        "Supporters: 1"
    )
    assert "State: accepted\nReason: The bench comes in May." in told(idea)
    # In its own room for all to see, elsewhere in the thread under the idea.
    assert discord.threads[-1] is None
    assert matrix.threads[-1] == next(iter(matrix.shown))


async def test_only_who_speaks_for_the_city_and_with_a_reason(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    for who in ("anna", "mo"):
        refused = told(await matrix.says(who, "status 1 accepted Yes", locale="en"))
        assert refused == "Only somebody who speaks for the city may do this."
    await officer(matrix)
    asked = told(await matrix.says("charlie", "status 1 declined", locale="en"))
    assert asked.startswith("Why? Everybody will read it.")
    assert "Idea 1 is now: declined" in told(await matrix.says("charlie", "Pipes below."))
    settled = "Idea 1 is settled. !ideas 1 shows how it went."
    assert told(await matrix.says("mehmet", "support 1", locale="en")) == settled


async def test_what_is_not_published_is_not_answered(app: App, matrix: FakePlatform) -> None:
    await officer(matrix)
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "drop 1")
    refused = told(await matrix.says("charlie", "status 1 accepted Yes.", locale="en"))
    assert refused == "Idea 1 is not published."
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "idea A fountain on the market square.")
    refused = told(await matrix.says("charlie", "status 2 accepted Yes.", locale="en"))
    assert refused.startswith("There is no idea 2 here.")


async def test_an_overdue_answer_is_seen_by_all(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    await later(app, clock, days=28)
    assert "by 20 December 2026" in told(matrix.posts()[0])
    assert told(await matrix.says("mehmet", "overdue", locale="en")) == (
        "In Hafen the city owes no answer."
    )
    await later(app, clock, days=1)
    late = "Who answers: the city of Dortmund; the answer is overdue since 20 December 2026"
    assert late in told(matrix.posts()[0])
    listed = told(await matrix.says("mehmet", "overdue", locale="en"))
    assert listed.startswith("Answers that are overdue in Hafen\n1: A bench at the harbour")


async def test_whoever_reviews_owes_a_decision(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await charlie_may_answer(app, matrix, clock)
    past = 'status 1 review "We ask the harbour." due="22 November 2026 8:00"'
    refused = told(await matrix.says("charlie", past, locale="en"))
    assert refused.startswith("“22 November 2026 8:00” is over already.")
    await matrix.says("charlie", 'status 1 review "We ask the harbour." due="in 10 days"')
    await later(app, clock)
    for news in (matrix.posts()[0], matrix.posts()[-1]):
        assert "Next news by: 2 December 2026" in told(news)
        assert "Who answers" not in told(news)
    await later(app, clock, days=11)
    assert "overdue since" in told(matrix.posts()[0])
    await matrix.says("charlie", "status 1 done It stands there.")
    await later(app, clock)
    post = told(matrix.posts()[0])
    assert "State: done\nReason: It stands there." in post
    assert "Who answers" not in post
    whole = told(await matrix.says("mehmet", "ideas 1", locale="en"))
    assert "under review: We ask the harbour." in whole
    assert whole.endswith("done: It stands there.")


async def test_what_was_put_back_is_owed_an_answer_from_its_first_day(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Or whoever reports an idea would give the city more time."""
    await matrix.says("rosi", "help")
    await matrix.says("mo", "grant rosi moderator")
    await matrix.says("anna", BENCH)
    await later(app, clock)
    await matrix.says("mehmet", "report Not true", replies_to=next(iter(matrix.shown)))
    await later(app, clock, days=5)
    await matrix.says("mo", "decline 1 No.", where="#desk")
    await matrix.says("anna", "appeal 1 It is true.")
    await matrix.says("rosi", "approve 1", where="#desk")
    await later(app, clock)
    assert "Who answers: the city of Dortmund, by 20 December 2026" in told(matrix.posts()[0])


async def test_its_author_and_whoever_supports_it_hear_it_alone_too(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.whispers("anna", "help")
    await matrix.says("anna", BENCH)
    await discord.says("mehmet", "help", where="@mehmet", private=True)
    await discord.says("mehmet", "support 1")
    await officer(matrix)
    await matrix.says("charlie", "status 1 accepted We do it.")
    await later(app, clock)
    for [alone] in (discord.posts("@mehmet"), matrix.posts("~anna")):
        assert "Reason: We do it." in told(alone)


async def test_so_does_whose_idea_became_part_of_it_and_who_may_revive_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Whether they stand behind it or not: it is theirs, too."""
    await matrix.whispers("mehmet", "help")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", Call("idea", {"text": "Seats by the water", "join": 0}))
    await matrix.says("mo", "unite 2 1")
    await matrix.says("mehmet", "unsupport 1")
    await officer(matrix)
    await matrix.says("charlie", "status 1 accepted We do it.")
    await later(app, clock)
    assert "Reason: We do it." in told(matrix.posts("~mehmet")[-1])
    await later(app, clock, days=44)
    assert "The time is over." in told(matrix.posts("~mehmet")[-1])
    revived = told(await matrix.says("mehmet", "revive 1", locale="en"))
    assert revived.startswith("Idea 1 lives again")


@pytest.mark.parametrize(
    ("locale", "said", "state"),
    [
        ("en", "review", "under review"),
        ("en", "accepted", "accepted"),
        ("en", "works", "in the works"),
        ("en", "done", "done"),
        ("en", "declined", "declined"),
        ("de", "prüfung", "under review"),
        ("de", "arbeit", "in the works"),
        ("de", "abgelehnt", "declined"),
    ],
)
async def test_each_state_is_read_in_all_rooms_with_its_reason(
    app: App, matrix: FakePlatform, clock: Clock, locale: str, said: str, state: str
) -> None:
    await charlie_may_answer(app, matrix, clock)
    assert "State: published; the city has not answered yet" in told(matrix.posts()[0])
    command = "status" if locale == "en" else "stand"
    await matrix.says("charlie", f'{command} 1 {said} "As it is."', locale=locale)
    await later(app, clock)
    for post in (matrix.posts()[0], matrix.posts()[-1]):
        assert f"State: {state}\nReason: As it is." in told(post)


class TestASlowerCity:
    """It lays down its own time to answer."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        slower = {"ideas": {"answer_within_days": 40}, "desk": {"rule": "at once"}}
        return replace(settings, rules={**settings.rules, "dortmund": slower})

    async def test_the_time_to_answer_is_the_citys_own(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        await later(app, clock)
        assert "by 1 January 2027" in told(matrix.posts()[0])
