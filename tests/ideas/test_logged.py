"""Whatever a moderator does with a right that not everybody has stands in the log, with who did
it, to what, and why."""

import pytest

from bot.app import App
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.scenes import told

LINK = "idea A bench. And a tree, as in https://tree.example"


@pytest.fixture
@beginning
async def waiting(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Anna's idea 1 stands there, Mehmet's idea 2 waits as case 2; Rosi moderates, too."""
    await matrix.says("rosi", "help")
    await matrix.says("mo", "grant rosi moderator")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", LINK)
    await later(app, clock, minutes=10)


@pytest.mark.parametrize(
    ("lines", "entry"),
    [
        (["inquire 2 Which tree?"], "asked the author of case 2"),
        (["correct 2 A tree."], "changed the words of case 2"),
        (['split 2 "A bench." "A tree."'], "took case 2 apart"),
        (["merge 2 1"], "put case 2 together with another"),
        (["freeze 2"], "froze case 2"),
        (["decline 2 No links."], "declined case 2: No links."),
        (["approve 2"], "published case 2"),
        (["approve 2", "unite 2 1"], "made idea 2 part of idea 1"),
        (["approve 2", "part 2\nA bench.\nA tree."], "took idea 2 apart"),
        (['amend 1 goal="To rest"'], "changed the words of idea 1"),
        (['project 1 "The quay for all"'], "made project 1: The quay for all"),
        (["dropreason advert"], "took out the reason advert"),
    ],
)
async def test_it_stands_in_the_log(
    matrix: FakePlatform, waiting: None, lines: list[str], entry: str
) -> None:
    for line in lines:
        await matrix.says("rosi", line, where="#desk", locale="en")
    log = told(await matrix.says("mo", "log", where="#desk", locale="en"))
    assert f"Rosi {entry}" in log
    whole = told(await matrix.says("mo", "checklog", where="#desk", locale="en"))
    assert whole.startswith("The log is whole.")


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("approve 3", "upheld the appeal in case 3"),
        ("decline 3 It stands.", "turned down the appeal in case 3: It stands."),
    ],
)
async def test_so_does_a_second_look_at_a_time_out(
    matrix: FakePlatform, waiting: None, line: str, entry: str
) -> None:
    await matrix.says("charlie", "help")
    await matrix.says("rosi", 'timeout charlie "in 3 days" "You insulted Anna."')
    await matrix.says("charlie", "appeal 3 Anna laughed.")
    await matrix.says("mo", line, where="#desk")
    assert f"Mo {entry}" in told(await matrix.says("mo", "log", where="#desk", locale="en"))
