"""What is for somebody alone, where others read along."""

import pytest

from bot.app import App
from bot.incoming import Address
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("app")


async def test_where_others_are_by_now_nobody_is_told_why(
    app: App, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.whispers("anna", "help")
    await app.router.overheard({Address("matrix", "~anna"): ""})
    await matrix.says("mo", "decline 1 rude", where="#desk")
    await app.postman.round()
    assert matrix.posts("~anna") == []
    assert "Anna, there is news for you." in told(matrix.posts()[-1])
    await matrix.whispers("anna", "help")
    await matrix.says("anna", "appeal 1 Why?")
    await matrix.says("mehmet", "approve 1", where="#desk")
    await app.postman.round()
    assert "You were right" in told(matrix.posts("~anna")[-1])


async def test_what_waits_for_the_morning_is_not_said_before_others(
    app: App, matrix: FakePlatform, pinned: None, clock: Clock
) -> None:
    await matrix.whispers("anna", "quiet 10:00 14:00")
    await matrix.says("mo", "decline 1 rude", where="#desk")
    chats = (Address("matrix", "~anna"), Address("matrix", "#hafen"))
    await app.router.overheard(dict.fromkeys(chats, ""))
    clock.forward(hours=5)
    await app.postman.round()
    assert matrix.posts("~anna") == []


async def test_who_comes_when_they_have_gone_is_not_told_in_their_stead(
    app: App, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.whispers("anna", "help")
    await app.router.overheard({Address("matrix", "~anna"): "anna"})
    await app.router.overheard({Address("matrix", "~anna"): "charlie"})
    await matrix.says("mo", "decline 1 rude", where="#desk")
    await app.postman.round()
    assert matrix.posts("~anna") == []


@pytest.mark.parametrize(("line", "hours"), [("help", 2), ("good morning", 0)])
async def test_who_wrote_alone_is_told_there_even_if_nothing_came_of_it(
    app: App, matrix: FakePlatform, pinned: None, clock: Clock, line: str, hours: int
) -> None:
    """A wish that is heard too late, or words that are none."""
    said_at = clock.now
    clock.forward(hours=hours)
    await matrix.whispers("anna", line, said_at=said_at)
    await matrix.says("mo", "decline 1 rude", where="#desk")
    await app.postman.round()
    assert not [each for each in matrix.posts() if "news for you" in told(each)]
    assert matrix.posts("~anna") != []


async def test_who_is_alone_with_bude_is_told(
    app: App, matrix: FakePlatform, pinned: None
) -> None:
    await matrix.whispers("anna", "help")
    await app.router.overheard({Address("matrix", "~anna"): "anna"})
    await matrix.says("mo", "decline 1 rude", where="#desk")
    await app.postman.round()
    assert matrix.posts("~anna") != []
