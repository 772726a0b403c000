"""What a digest tells: by topic, each thing once, newest first, and how to act on it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Argument, Call
from bot.posts import Post
from digest.rules import DigestRules
from tests.beginnings import beginning
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    LAMP,
    NEXT_FRIDAY,
    TREE,
    bench_for_rosi,
    day_later,
    got,
    it_is,
    news_for_rosi,
    officer,
    wants,
)
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import known
from tests.scenes import told

LETTER = """\
News from Hafen
What has happened since 22 November 2026:
: Answers of the city
Idea 1: A bench at the harbour, so that old people can rest on their way.:
The city's answer: accepted.
It comes in May.
Read all of it: !ideas 1
: Results of polls
Poll 1: Where to?:
Result (unverified): Most votes: Square.
Square: 1 vote
Park: 0 votes
Read all of it: !results 1
: New ideas
Idea 2: A lamp below the bridge.:
Support this idea: !support 2
: Polls that are open
Poll 2: Which colour?:
It is open until Saturday, 12 December 2026 at 12:00.
1: Red; 2: Green
To vote for answer 2, write: !vote 2 2
: To read on
All ideas: !ideas
All polls that are open: !polls
: How often you get this
Now: every week. To change that: !digest daily or !digest monthly. To end it: !digest never"""


@beginning
async def answers_for_rosi(app: App, matrix: FakePlatform) -> None:
    """Rosi wants news every week, and Charlie answers for the city."""
    await news_for_rosi(app, matrix)
    await officer(matrix)


def read(letter: Post) -> str:
    return told(letter).replace(": \n", ":\n")


async def test_whoever_asked_hears_all_together_what_has_happened(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await answers_for_rosi(app, matrix)
    await matrix.says("anna", BENCH)
    await matrix.says("anna", 'poll "Where to?" "Park" "Square" closes="in 2 days"')
    await matrix.says("anna", 'poll "Which colour?" "Red" "Green" closes="in 20 days"')
    await matrix.says("mehmet", "vote 1 2")
    await it_is(app, clock, clock.now + timedelta(days=3))
    await matrix.says("anna", LAMP)
    await matrix.says("charlie", "status 1 accepted It comes in May.")
    await it_is(app, clock, FRIDAY)
    [letter] = got(matrix)
    assert read(letter) == LETTER


async def test_nobody_gets_one_unasked_and_an_empty_one_nobody(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await wants(matrix, "mehmet", "help")
    await it_is(app, clock, FRIDAY)
    assert got(matrix) == []
    await matrix.says("anna", BENCH)
    await it_is(app, clock, NEXT_FRIDAY)
    assert len(got(matrix)) == 1
    assert got(matrix, "mehmet") == []


async def test_each_thing_is_named_once_with_its_newest_answer(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await answers_for_rosi(app, matrix)
    await day_later(clock, matrix, "anna", BENCH)
    await day_later(clock, matrix, "charlie", "status 1 review We look at it.")
    await day_later(clock, matrix, "charlie", "status 1 declined There are pipes below.")
    await it_is(app, clock, FRIDAY)
    letter = read(got(matrix)[0])
    assert letter.count("Idea 1") == 1
    assert "declined.\nThere are pipes below." in letter
    assert "We look at it" not in letter
    assert "New ideas" not in letter


async def test_what_came_of_an_idea_after_the_answer_is_told_with_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await known(app, matrix, "anna", "mehmet", "emre")
    await officer(matrix)
    await day_later(clock, matrix, "anna", BENCH)
    await day_later(clock, matrix, "charlie", "status 1 review We look at it.")
    clock.forward(days=1)
    for who in ("mehmet", "emre"):
        await matrix.says(who, Call("support", {"idea": 1}))
    await it_is(app, clock, FRIDAY)
    letter = read(got(matrix)[0])
    assert letter.count("Idea 1") == 1
    enough, _, answer = letter.partition("The city's answer: under review.")
    assert "It is done: 3 neighbours support this idea." in enough
    assert answer.startswith("\nWe look at it.")


class TestOfMany:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Of what would be fifteen, five are named."""
        assert DigestRules().most == 15
        dortmund = {**settings.rules["dortmund"], "digest": {"most": 5}}
        return replace(settings, rules={**settings.rules, "dortmund": dortmund})

    async def test_the_newest_come_first_and_the_rest_is_counted(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await answers_for_rosi(app, matrix)
        for number in range(1, 9):
            clock.forward(hours=2)
            thing: dict[str, Argument] = {
                "text": f"Thing number {number} for the street",
                "join": 0,
            }
            await matrix.says(f"neighbour{number}", Call("idea", thing))
        await day_later(clock, matrix, "charlie", "status 1 accepted In May.")
        await it_is(app, clock, FRIDAY)
        [letter] = got(matrix)
        named = [name.split(":")[0] for name, _ in letter.facts if name.startswith("Idea ")]
        assert named == ["Idea 1", *(f"Idea {number}" for number in range(8, 4, -1))]
        assert "And more: 3 more things have happened.\nAll ideas: !ideas" in told(letter)


async def test_the_city_is_quoted_in_full_and_long_ideas_are_shortened(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await answers_for_rosi(app, matrix)
    await matrix.says("anna", TREE)
    reason = "Because it is good. " * 49 + "So it is."
    await day_later(clock, matrix, "charlie", f"status 1 declined {reason}")
    await matrix.says("anna", f'idea "{"Shade is good. " * 100}" title=Shade')
    await it_is(app, clock, FRIDAY)
    letter = read(got(matrix)[0])
    assert reason in letter
    shade, _, more = letter.partition("Idea 2: Shade:\n")[2].partition("\n")
    assert shade.endswith("Shade is good. …")
    assert more.startswith("Read all of it: !ideas 2\nSupport this idea: !support 2")
    assert len(shade) < 620


async def test_what_is_taken_back_or_lies_elsewhere_is_not_told(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    await matrix.says("anna", LAMP)
    await matrix.says("emre", "idea Ein Baum am Markt", where="#holzen")
    await day_later(clock, matrix, "anna", "drop 1")
    await it_is(app, clock, FRIDAY)
    letter = read(got(matrix)[0])
    assert "bench" not in letter
    assert "Baum" not in letter
    assert "lamp" in letter


async def test_what_a_moderator_said_of_a_result_is_one_line_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    await matrix.says("anna", 'poll "Where to?" "Park" "Square" quorum=3')
    await matrix.says("mehmet", "vote 1 2")
    await day_later(clock, matrix, "mo", "close 1 The council meets on Tuesday.")
    await it_is(app, clock, FRIDAY)
    letter = read(got(matrix)[0])
    assert "It does not count: 1 person voted, 3 were needed." in letter
    assert "Read all of it: !results 1" in letter
    shown = told(await matrix.whispers("rosi", "results 1"))
    assert "Closed early: The council meets on Tuesday." in shown
