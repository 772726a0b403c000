"""An answer that found a closed door: a no waits in its words, of the rest that it was done."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.incoming import Incoming
from bot.posts import Reply
from tests.bot.scene import letters
from tests.bot.test_closed_doors import presses, tells
from tests.fakes import FakePlatform
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("app", "in_english")
POLL = 'poll "Who shall speak for us?" "Rosi" "Mehmet" results=after'


async def unanswered(discord: FakePlatform, who: str, line: str) -> Reply:
    """What they would have been told."""
    said = replace(discord.incoming(who, line), alone=True, own_chat=f"user:{who}")
    [reply] = await discord.hears([said])
    assert reply
    await untold(discord, said, reply)
    return reply


async def untold(discord: FakePlatform, said: Incoming, reply: Reply) -> None:
    assert discord.inbox
    await discord.inbox.untold(said, reply)


async def test_a_no_comes_with_the_next_answer(discord: FakePlatform) -> None:
    no = await unanswered(discord, "anna", "vote 7 1")
    _, introduction, news = await presses(discord, "anna")
    assert introduction.startswith("I could not send you a private message")
    assert news == told(no)
    assert no.refused


async def test_what_was_done_is_told_without_what_was_chosen(
    app: App, discord: FakePlatform
) -> None:
    await discord.says("mo", POLL)
    answer = await unanswered(discord, "anna", "vote 1 1")
    assert "Rosi" in answer.post.text
    kept = [each.post for each in letters(app.store) if each.key.startswith("untold:")]
    assert "Rosi" not in "".join(kept)
    *_, news = await presses(discord, "anna")
    assert news.startswith("What you asked of me on Sunday, 22 November 2026 at 12:00 is done;")


async def test_what_waited_already_does_not_wait_twice(discord: FakePlatform) -> None:
    await unanswered(discord, "anna", "vote 7 1")
    said = replace(discord.incoming("anna", "polls"), alone=True, own_chat="user:anna")
    [reply] = await discord.hears([said])
    assert reply
    assert reply.besides
    assert reply.besides.besides
    await untold(discord, said, reply.besides.besides)
    assert len(await presses(discord, "anna")) == 3


async def test_news_waits_from_then_on_too(app: App, discord: FakePlatform) -> None:
    """Bude knows by it that they take no word."""
    await presses(discord, "anna")
    await unanswered(discord, "anna", "vote 7 1")
    await tells(app, "First")
    assert discord.posts("user:anna") == []
    assert (await presses(discord, "anna"))[-1] == "First"


async def test_whom_bude_does_not_know_nothing_is_kept_for(
    app: App, discord: FakePlatform
) -> None:
    heard = discord.incoming("charlie", "vote 7 1")
    no = await unanswered(discord, "anna", "vote 7 1")
    await untold(discord, heard, no)
    assert {each.target for each in letters(app.store)} == {"anna"}
