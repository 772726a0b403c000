"""Whoever talked somebody into a link learns nothing of their votes while it can be undone, and
of secret ones nothing ever."""

import re
from datetime import datetime

import pytest

from bot.app import App
from bot.posts import Reply
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links, said
from tests.scenes import FIVE, SECRET, met, votes

HIDDEN = SECRET.replace(" secret", " results=after")
# In the one poll Anna chose the first answer, in the other the second; only that differs.
CHOSE = {"1": "1", "2": "2"}
ASKS = ("vote {poll}", "cancel", "polls {poll}", "results {poll}", "mydata")
# Dated before Anna's vote, as a homeserver of one's own can date what it brings late.
DATED = ("vote {poll} 1", "vote {poll} 2", "withdraw {poll}")


def read(reply: Reply | None, poll: str) -> str:
    """With what is handed over, and without the number by which the polls differ."""
    file = reply.post.enclosure if reply else None
    words = "\n".join([said(reply), file.content if file else ""])
    return re.sub(rf"(Poll|vote|polls) {poll}\b", r"\1 _", words)


async def hears(discord: FakePlatform, poll: str, before: datetime) -> list[str]:
    """All that Charlie is answered, alone and in the room."""
    answers = []
    for line in DATED:
        words = line.format(poll=poll)
        answers.append(await discord.whispers("charlie", words, said_at=before))
        answers.append(await discord.says("charlie", words, said_at=before))
    for line in (*ASKS, "mydata data"):
        words = line.format(poll=poll)
        answers.append(await discord.whispers("charlie", words))
        answers.append(await discord.says("charlie", words))
    return [read(each, poll) for each in answers]


@pytest.mark.parametrize(("line", "days"), [(SECRET, 0), (SECRET, 2), (HIDDEN, 0)])
async def test_whatever_they_ask_the_answer_is_the_same_whatever_was_chosen(
    app: App,
    matrix: FakePlatform,
    discord: FakePlatform,
    clock: Clock,
    line: str,
    days: int,
) -> None:
    await met(matrix, *FIVE)
    await met(discord, "charlie")
    for _ in CHOSE:
        await matrix.says("mo", line)
    before = clock.now
    clock.forward(minutes=5)
    for poll, choice in CHOSE.items():
        assert "Your vote counts" in await votes(matrix, "anna", choice, int(poll))
    clock.forward(minutes=5)
    await links(app, matrix, discord, "anna", "charlie")
    clock.forward(days=days, minutes=1)
    one, other = [await hears(discord, poll, before) for poll in CHOSE]
    assert one == other
    assert one[0] == "What you said later stands.\n"
    assert ("secret; you have voted" in "".join(one)) == (days == 2)


async def test_in_what_is_not_secret_they_read_it_as_their_own_later(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """As all do who vote from several accounts; or else the test above would prove nothing."""
    await met(matrix, "anna")
    await matrix.says("mo", HIDDEN)
    before = clock.now
    clock.forward(minutes=5)
    await votes(matrix, "anna", "2")
    await links(app, matrix, discord, "anna", "charlie")
    clock.forward(days=2)
    late = await discord.says("charlie", "vote 1 1", said_at=before)
    assert "What you said later stands: Square." in said(late)
