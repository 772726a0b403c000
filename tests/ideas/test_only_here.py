"""What belongs to one neighbourhood is not to be reached from another, whatever its number."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import FakePlatform
from tests.ideas.conftest import BENCH, officer
from tests.scenes import told

HOUR = 'hour "Benches" starts="in 2 days"'


@pytest.fixture
@beginning
async def here(app: App, matrix: FakePlatform) -> None:
    """In Hafen there is an idea, a project and a question hour; Charlie speaks for the city
    there and in Holzen, Mo moderates in both."""
    await matrix.says("anna", BENCH)
    await matrix.says("mo", 'project 1 "The quay for all"')
    await officer(matrix)
    await matrix.says("charlie", HOUR, locale="en")
    await matrix.says("anna", "question 1 When?")
    await matrix.says("mo", 'grant charlie "city officer"', where="#holzen")


@pytest.mark.parametrize(
    ("who", "line", "refused"),
    [
        ("mehmet", "support 1", "There is no idea 1 here."),
        ("mehmet", "comment 1 Good!", "There is no idea 1 here."),
        ("mehmet", "ideas 1", "There is no idea 1 here."),
        ("anna", "drop 1", "There is no idea 1 here."),
        ("charlie", "status 1 accepted Yes.", "There is no idea 1 here."),
        ("mo", "projects 1", "There is no project 1 here."),
        ("mehmet", "question 1 Why?", "There is no question hour 1 here."),
        ("charlie", "respond 1 In May.", "There is no question hour 1 here."),
    ],
)
async def test_from_elsewhere_it_is_not_there(
    matrix: FakePlatform, here: None, who: str, line: str, refused: str
) -> None:
    said = told(await matrix.says(who, line, where="#holzen", locale="en"))
    assert said.startswith(refused) or f"\n\n{refused}" in said, said


async def test_nor_does_anything_join_it(matrix: FakePlatform, here: None) -> None:
    await matrix.says("mehmet", "idee Ein Brunnen am Markt", where="#holzen", locale="de")
    refused = told(await matrix.says("mo", "merge 3 1", where="#amt", locale="en"))
    assert refused == "The two ideas belong to different neighbourhoods."


async def test_nor_is_what_waits_there(matrix: FakePlatform, here: None) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "idea A fountain on the market square.")
    assert "Case " in told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    elsewhere = told(await matrix.says("mo", "cases", where="#amt", locale="en"))
    assert elsewhere == "Nothing waits for a moderator here."
    counted = told(await matrix.says("mehmet", "counts", where="#holzen", locale="en"))
    assert "Received: 0" in counted
