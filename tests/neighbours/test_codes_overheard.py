"""A code that others could read works no more, however much was guessed before."""

from bot.app import App
from tests.fakes import FakePlatform
from tests.neighbours.scene import alone, asks_for_code, code_in
from tests.scenes import told

GUESS = "2222-3333-4444"


async def test_a_paper_code_said_in_a_room_full_of_guesses_is_void(
    app: App, matrix: FakePlatform
) -> None:
    """Charlie's friends guess until nobody is heard any more, and wait for a real one."""
    for who in ("charlie", "mo"):
        await matrix.says(who, "polls")
    paper = code_in(await alone(matrix, "mo", "codes 1"))
    for friend in range(20):
        await matrix.says(f"friend{friend}", f"redeem {GUESS}")
    assert "no longer works" in told(await matrix.says("anna", f"redeem {paper}"))
    assert "does not work" in await alone(matrix, "charlie", f"redeem {paper}")


async def test_so_is_a_code_for_linking(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await discord.says("charlie", "polls")
    code = await asks_for_code(matrix, "anna")
    for _ in range(5):
        await matrix.says("anna", f"link {GUESS}")
    assert "no longer works" in told(await matrix.says("anna", f"link {code}"))
    assert "does not work" in await alone(discord, "charlie", f"link {code}")


async def test_nobody_is_asked_for_a_secret_where_others_read(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "polls")
    for line in ("redeem", "live"):
        assert "in a private chat" in told(await matrix.says("anna", line))
    await matrix.says("mo", "polls")
    paper = code_in(await alone(matrix, "mo", "codes 1"))
    await matrix.says("anna", "redeem")
    assert "no longer works" in told(await matrix.says("anna", paper))
    assert "does not work" in await alone(matrix, "charlie", f"redeem {paper}")
