"""What Bude is, what it keeps, how to leave: once to each account that speaks to it."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.incoming import Picked
from bot.posts import Reply
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


def first_word(reply: Reply | None) -> list[str]:
    return told(reply.besides).splitlines() if reply and reply.besides else []


async def test_three_lines_and_once(app: App, matrix: FakePlatform) -> None:
    what, keeps, leave = first_word(await matrix.says("anna", "polls"))
    assert what.startswith("I am Bude")
    assert what.endswith("!help shows what I can do.")
    assert keeps.startswith("I keep your name, your account and what you tell me")
    assert leave == "You can leave whenever you like: !forget"
    assert first_word(await matrix.says("anna", "polls")) == []


async def test_on_every_platform(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    assert first_word(await matrix.says("anna", "polls"))
    assert first_word(await discord.says("anna", "polls"))


async def test_in_one_breath_once(app: App, matrix: FakePlatform) -> None:
    heard = [matrix.incoming("anna", line) for line in ("polls", "help", "polls")]
    replies = await matrix.hears(heard)
    assert [bool(first_word(reply)) for reply in replies] == [True, False, False]


async def test_who_was_refused_hears_it_too(app: App, matrix: FakePlatform) -> None:
    assert first_word(await matrix.says("anna", "vote 7 1"))


async def test_a_question_stands_last_and_in_the_same_message(
    app: App, matrix: FakePlatform
) -> None:
    """Whoever answers below what stands last answers the question."""
    reply = await matrix.says("anna", "poll")
    what, _, _, nothing, question, *_ = told(reply).splitlines()
    assert what.startswith("I am Bude")
    assert (nothing, question) == ("", "What do you want to ask the neighbourhood?")
    assert first_word(reply) == []
    assert first_word(await matrix.says("anna", "polls")) == []


async def test_never_to_whom_did_not_speak_to_bude(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", BENCH)
    await app.postman.round()
    [post] = matrix.shown
    assert first_word(await matrix.says("anna", Picked(post, (1,)))) == []
    assert first_word(await matrix.says("anna", "vote 1 2"))


async def test_not_in_what_was_said_while_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("mo", BENCH)
    clock.forward(minutes=2)
    before = clock.now - timedelta(minutes=1)
    assert not first_word(await matrix.says("anna", "vote 1 1", said_at=before))
    assert first_word(await matrix.says("anna", "vote 1 2"))


async def test_in_the_persons_language(app: App, matrix: FakePlatform) -> None:
    said = first_word(await matrix.says("anna", "umfragen", locale="de-DE"))
    assert said[-1].startswith("Gehen kannst du jederzeit")
