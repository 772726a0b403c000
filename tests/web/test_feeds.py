"""What anybody can follow: the city's answers with their reasons, and all else in public."""

from pathlib import Path

import pytest

from bot.app import App
from bot.incoming import Argument, Call
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import officer
from tests.scenes import later
from tests.web.conftest import (
    ATOM,
    HAFEN,
    entries,
    everything,
    feed,
    text,
    titles,
    written,
)
from web import feeds

BENCH = "idea A bench at the harbour."
GERMAN = "neighbourhood-hafen.de.atom"


async def test_the_answer_of_the_city_stands_there_with_its_reason(
    app: App, matrix: FakePlatform, clock: Clock, folder: Path
) -> None:
    await matrix.says("anna", BENCH)
    await officer(matrix)
    clock.forward(days=3)
    await matrix.says("charlie", "status 1 declined Pipes below.", locale="en")
    await written(app)
    answer, new = entries(folder)
    assert text(answer, "title") == "Idea 1: A bench at the harbour."
    assert text(answer, "content") == (
        '<p dir="auto">The city\'s answer: declined.<br>Pipes below.</p>'
    ).replace("'", "&#x27;")
    assert text(answer, "published") == "2026-11-25T11:00:00+00:00"
    [category] = answer.findall(f"{ATOM}category")
    assert category.attrib == {
        "term": "Answers of the city",
        "label": "Answers of the city",
    }
    assert text(new, "published") == "2026-11-22T11:00:00+00:00"


async def test_each_language_has_its_own(app: App, matrix: FakePlatform, folder: Path) -> None:
    await matrix.says("anna", BENCH)
    await officer(matrix)
    await matrix.says("charlie", "status 1 declined Darunter liegen Rohre.")
    await written(app)
    german = feed(folder, GERMAN)
    assert text(german, "title") == "Neues aus Hafen"
    answer, _new = entries(folder, GERMAN)
    assert "Antwort der Stadt: abgelehnt.<br>Darunter liegen Rohre." in text(answer, "content")
    [category] = answer.findall(f"{ATOM}category")
    assert category.attrib == {"term": "Answers of the city", "label": "Antworten der Stadt"}
    ids = {text(each, "id") for name in (HAFEN, GERMAN) for each in entries(folder, name)}
    assert len(ids) == 4, "a reader of both must not take one for the other"


async def test_a_city_has_the_news_of_all_its_neighbourhoods(
    app: App, matrix: FakePlatform, folder: Path
) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "idea A lamp.", where="#nord")
    await matrix.says("emre", "idea A fountain.", where="#holzen")
    await written(app)
    assert titles(folder, "neighbourhood-nord.en.atom") == ["Idea 2: A lamp."]
    told = entries(folder, "city-dortmund.en.atom")
    assert {text(each, f"author/{ATOM}name") for each in told} == {
        "Bude in Hafen",
        "Bude in Nordstadt",
    }
    assert titles(folder, "city-schwerte.de.atom") == ["Idee 3: A fountain."]


async def test_a_poll_says_how_to_vote_and_then_what_came_of_it(
    app: App, matrix: FakePlatform, clock: Clock, folder: Path
) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square" closes="in 3 days"', locale="en")
    await written(app)
    [asked] = entries(folder)
    content = text(asked, "content")
    assert '<ol><li dir="auto">Park</li><li dir="auto">Square</li></ol>' in content
    assert "To vote for answer 2, write: <code>vote 1 2</code>" in content
    await matrix.says("mehmet", "vote 1 2")
    await later(app, clock, days=3)
    await written(app)
    [result] = entries(folder)
    assert "Result (unverified): Most votes: Square." in text(result, "content")
    assert text(result, "id") != text(asked, "id")


class TestIsGoneAtTheNextTick:
    async def test_what_was_taken_back(
        self, app: App, matrix: FakePlatform, folder: Path
    ) -> None:
        await matrix.says("anna", BENCH)
        await written(app)
        assert len(titles(folder)) == 1
        await matrix.says("anna", "drop 1")
        await written(app)
        assert "bench" not in everything(folder)

    async def test_what_moderators_took_down(
        self, app: App, matrix: FakePlatform, clock: Clock, folder: Path
    ) -> None:
        await matrix.says("anna", BENCH)
        await written(app)
        await later(app, clock)
        up = next(iter(matrix.shown))
        await matrix.says("mehmet", "report It insults us.", replies_to=up)
        await matrix.says("mo", "decline 1 No.", where="#desk")
        await written(app)
        assert titles(folder) == []

    async def test_what_a_forgotten_person_took_along(
        self, app: App, matrix: FakePlatform, folder: Path
    ) -> None:
        """What was published stays without a name, as in the rooms; no name is in any feed."""
        await matrix.says("anna", BENCH)
        await matrix.says("anna", "idea A lamp.")
        await matrix.says("anna", "drop 2")
        await matrix.whispers("anna", "forget me")
        await matrix.whispers("anna", "forget me for sure")
        await written(app)
        assert titles(folder) == ["Idea 1: A bench at the harbour."]
        assert "Anna" not in everything(folder)

    async def test_what_is_a_year_old(
        self, app: App, matrix: FakePlatform, clock: Clock, folder: Path
    ) -> None:
        await matrix.says("anna", BENCH)
        await written(app)
        clock.forward(days=365)
        await written(app)
        assert titles(folder) == []


async def test_of_many_the_newest_stand_there(
    app: App,
    matrix: FakePlatform,
    clock: Clock,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert feeds.MOST == 50
    monkeypatch.setattr(feeds, "MOST", 5)
    for number in range(6):
        clock.forward(hours=1)
        one: dict[str, Argument] = {
            "title": f"Tree {number:02}",
            "text": "Along Main Street.",
            "join": 0,
        }
        await matrix.says("anna", Call("idea", one))
    clock.forward(hours=1)
    await matrix.says("mehmet", "idea A fountain for all.", where="#nord")
    await written(app)
    assert len(titles(folder)) == 5
    assert "Tree 05" in titles(folder)[0]
    assert "Tree 01" in titles(folder)[-1]
    city = titles(folder, "city-dortmund.en.atom")
    assert len(city) == 5
    assert "A fountain" in city[0]
    assert "Tree 02" in city[-1]


async def test_new_words_stand_there_too(
    app: App, matrix: FakePlatform, clock: Clock, folder: Path
) -> None:
    await matrix.says("anna", BENCH)
    await written(app)
    [before] = entries(folder)
    clock.forward(hours=1)
    await matrix.says("anna", 'amend 1 title="Two benches"')
    await written(app)
    [after] = entries(folder)
    assert text(after, "title") == "Idea 1: Two benches"
    assert text(after, "id") == text(before, "id")
    assert text(feed(folder), "updated") == "2026-11-22T12:00:00+00:00"
