"""The help says of a message that somebody means what is true where it is read."""

import pytest

from bot.adapter import Capability
from bot.app import App
from bot.posts import Post
from tests.fakes import FakePlatform


@pytest.fixture
def matrix() -> FakePlatform:
    matrix = FakePlatform("matrix", locale="en-GB")
    matrix.capabilities |= Capability.QUOTING
    return matrix


@pytest.fixture
def discord() -> FakePlatform:
    discord = FakePlatform("discord")
    discord.capabilities |= Capability.MENUS
    return discord


async def helped(platform: FakePlatform, line: str) -> Post:
    reply = await platform.says("anna", line)
    assert reply
    return reply.post


async def facts(platform: FakePlatform, line: str) -> dict[str, str]:
    return dict((await helped(platform, line)).facts)


@pytest.mark.usefixtures("app")
async def test_where_one_replies_with_a_command(matrix: FakePlatform) -> None:
    alone = "reply to it with this command alone"
    assert (await facts(matrix, "help idea"))["quoted"] == f"a message of yours: {alone}"
    adopted = (await facts(matrix, "help poll"))["adopts"]
    assert adopted == f"a poll made with the chat's own means: {alone}"
    said = (await facts(matrix, "help report"))["message"]
    assert said == "the message you mean: reply to it with this command"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("locale", "asked", "there", "said"),
    [
        ("en-GB", "help idea", "Submit as idea", "in the menu of the message, under “Apps”"),
        ("de", "hilfe idee", "Als Idee einreichen", "im Menü der Nachricht, unter „Apps“"),
        ("en-GB", "help report", "Report to the moderators", "in the menu of the message,"),
        ("de", "hilfe melden", "Der Moderation melden", "im Menü der Nachricht, unter"),
    ],
)
async def test_where_there_is_a_menu(
    discord: FakePlatform, locale: str, asked: str, there: str, said: str
) -> None:
    discord.locale = locale
    assert (await facts(discord, asked))[there].startswith(said)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("line", ["help poll", "help idea", "hilfe umfrage", "hilfe idee"])
async def test_where_there_is_a_menu_nothing_is_said_of_replies(
    discord: FakePlatform, line: str
) -> None:
    told = await helped(discord, line)
    said = " ".join([told.text, told.title, *(f"{a} {b}" for a, b in told.facts)])
    assert "reply" not in said
    assert "antworten" not in said
    assert "chat's own" not in said


async def test_where_nobody_can_point_at_a_message(app: App, matrix: FakePlatform) -> None:
    matrix.capabilities &= ~Capability.QUOTING
    bare = App(app.settings, [matrix])
    matrix.inbox = bare.router
    assert "quoted" not in await facts(matrix, "help idea")
    await bare.writer.close()
