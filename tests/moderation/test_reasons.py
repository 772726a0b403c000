"""The statement of reasons: all that Art. 17(3) of the Digital Services Act asks for."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from bot.posts import with_lines
from tests.fakes import Clock, FakePlatform
from tests.scenes import later

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    desk = {
        "watched_words": ["bargain"],
        "house_rules": "bude.example/rules",
        "redress": "You may also write to the city's ombudswoman.",
    }
    return replace(settings, rules={"dortmund": {"desk": desk}})


async def stated(matrix: FakePlatform, case: int = 1, who: str = "anna") -> dict[str, str]:
    reply = await matrix.says(who, f"case {case}", private=True)
    assert reply
    return {name: with_lines(said, lambda line: f"!{line}") for name, said in reply.post.facts}


async def test_of_what_was_not_published(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin A bargain: https://shop.example")
    await matrix.says("mo", "decline 1 Nothing is sold here.", where="#desk")
    assert await stated(matrix) == {
        "What is decided": "It is not published.",
        "Where, and how long": "In Hafen, for good",
        "Why": "Nothing is sold here.",
        "This rests on": "the rules of the neighbourhood: bude.example/rules",
        "How it came up": (
            "I held it back for a moderator by myself: you are new here; there is a link in "
            "it; words of the city's list were found in it by machine"
        ),
        "Who decided": "a person of the moderators, not a machine",
        "If you disagree": (
            "Write !appeal 1 and why, until 24 May 2027; then somebody else decides anew. You "
            "may also write to the city's ombudswoman. You may go to court."
        ),
    }


async def test_of_what_was_taken_down_after_a_report(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "pin A cat.")
    await matrix.says("mo", "approve 1", where="#desk")
    await later(app, clock, seconds=1)
    [hangs] = [key for key, shown in matrix.shown.items() if shown.post.title == "Notice 1"]
    await matrix.says("charlie", "report", replies_to=hangs)
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    facts = await stated(matrix)
    assert facts["What is decided"] == "It was taken down. Nobody sees it any more."
    assert facts["How it came up"] == "somebody asked the moderators to look at it"
    assert facts["This rests on"].startswith("the law")


async def test_of_a_time_out(matrix: FakePlatform) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'timeout charlie "in 3 days" "You insulted Anna."')
    facts = await stated(matrix, who="charlie")
    assert facts["Where, and how long"] == (
        "In Hafen, until Wednesday, 25 November 2026 at 12:00"
    )


async def test_of_what_is_frozen(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin A cat.")
    await matrix.says("mo", "freeze 1", where="#desk")
    facts = await stated(matrix)
    assert facts["Where, and how long"] == "In Hafen, until it is decided"
    assert facts["This rests on"] == "the law, if this is against it"
