"""Ideas sorted by what they are about: offline, and every topic lists what it was found in."""

import pytest

from bot.app import App
from bot.incoming import Call
from ideas.topics import topics
from tests.beginnings import beginning
from tests.fakes import FakePlatform
from tests.scenes import told

TEXTS = (
    "Mehr Bänke am Kanal, zum Ausruhen",
    "Sitzbänke und eine Bank am Kanalufer",
    "Eine Bank am Kanal vor der Brücke",
    "Fahrradständer vor der Schule",
    "Fahrräder sicher abstellen an der Schule",
    "Ein Fahrradkeller für die Grundschule und die Schule",
    "Bäume pflanzen auf dem Marktplatz gegen die Hitze",
    "Schatten und Bäume gegen Hitze auf dem Markt",
    "Ein Repair-Café im Bürgerhaus",
    "WLAN in der Bücherei",
)


def test_ideas_on_the_same_thing_come_together() -> None:
    found = topics(dict(enumerate(TEXTS, 1)))
    assert {(1, 3), (4, 5, 6), (7, 8)} <= {
        tuple(each for each in topic.ideas if each != 2) for topic in found
    }
    assert not {9, 10} & {number for topic in found for number in topic.ideas}
    assert "Kanal" in next(topic.words for topic in found if 1 in topic.ideas)
    assert [len(topic.ideas) for topic in found] == sorted(
        (len(topic.ideas) for topic in found), reverse=True
    )


def test_none_is_in_two() -> None:
    numbers = [number for topic in topics(dict(enumerate(TEXTS, 1))) for number in topic.ideas]
    assert len(numbers) == len(set(numbers))


NOTHING: list[dict[int, str]] = [{}, {1: ""}, {1: "Eine Bank"}, {1: "🌳", 2: "在港口增加长椅"}]


@pytest.mark.parametrize("texts", NOTHING)
def test_of_nothing_comes_nothing(texts: dict[int, str]) -> None:
    assert topics(texts) == []


@beginning
async def has(app: App, matrix: FakePlatform, texts: tuple[str, ...]) -> None:
    for number, text in enumerate(texts):
        await matrix.says(f"n{number}", Call("idea", {"text": text, "join": 0}))


async def test_everybody_can_see_them(app: App, matrix: FakePlatform) -> None:
    await has(app, matrix, TEXTS)
    shown = told(await matrix.says("anna", "topics", locale="en"))
    assert shown.startswith("What the ideas in Hafen are about\n")
    assert "4: Fahrradständer vor der Schule; 5: " in shown
    assert shown.endswith("On other things: 2 ideas")


async def test_without_ideas_there_is_nothing_to_sort(app: App, matrix: FakePlatform) -> None:
    assert told(await matrix.says("anna", "topics", locale="en")) == (
        "From 10 ideas on I sort them by what they are about; so far there are none."
    )


async def test_what_is_settled_is_not_sorted_nor_are_few(
    app: App, matrix: FakePlatform
) -> None:
    await has(app, matrix, TEXTS)
    await matrix.says("n0", "drop 1")
    assert told(await matrix.says("anna", "topics", locale="en")) == (
        "From 10 ideas on I sort them by what they are about; 9 so far. !ideas shows them."
    )
