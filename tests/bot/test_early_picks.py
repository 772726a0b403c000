"""A post is on the screen, and answered, before we are told that it is there."""

from dataclasses import dataclass, field, replace

import pytest

from bot.adapter import Receipt
from bot.app import App
from bot.incoming import Address, Incoming, Picked, Reacted, Retracted
from bot.posts import Post
from tests.bot.scene import rows
from tests.bot.test_picks import BENCH, NOBODY, ONE, votes
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, told

pytestmark = pytest.mark.usefixtures("in_english")


@dataclass
class Prompt(FakePlatform):
    """Its people answer before the one who asked knows that the question was shown."""

    said: list[Incoming] = field(default_factory=list)

    async def deliver(
        self, to: Address, post: Post, *, key: str, replaces: Receipt | None = None
    ) -> Receipt:
        receipt = await super().deliver(to, post, key=key, replaces=replaces)
        for who, option, message_id in [("anna", 2, "$1"), ("mehmet", 1, "$2")]:
            said = Picked(receipt.messages[0], (option,))
            self.said.append(self.incoming(who, said, message_id=message_id))
        await self.hears(self.said)
        await self.says("mehmet", Retracted("$2"), message_id="$3")
        return receipt


@pytest.fixture
async def prompt(app: App, matrix: FakePlatform) -> Prompt:
    prompt = Prompt("matrix", inbox=app.router)
    app.adapters["matrix"] = prompt
    await matrix.says("mo", BENCH)
    await app.postman.round()
    return prompt


async def test_an_answer_faster_than_the_receipt_counts(
    app: App, matrix: FakePlatform, prompt: Prompt
) -> None:
    assert await count(app, matrix) == NOBODY
    await app.router.take_up_early()
    assert await votes(app, matrix) == ["Square"]
    assert rows(app.store)["early"] == 0


async def test_early_and_heard_again_is_once(
    app: App, matrix: FakePlatform, prompt: Prompt, clock: Clock
) -> None:
    clock.forward(minutes=1)
    assert (await prompt.hears(prompt.said))[0]
    clock.forward(minutes=1)
    await matrix.says("anna", "vote 1 3")
    await app.router.take_up_early()
    assert await votes(app, matrix) == ["Park", "Harbour"]


async def test_what_is_about_nothing_of_ours_is_forgotten(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    for said in (Picked("$theirs", (1,)), Reacted("$theirs", ONE), Reacted("$theirs", "👍")):
        assert await matrix.says("anna", said) is None
    await app.router.take_up_early()
    assert rows(app.store)["early"] == 2
    clock.forward(days=2)
    await app.tidy()
    assert rows(app.store)["early"] == 0


async def test_who_may_not_is_told_that_it_does_not_count(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Alone, where we know how to write to them."""
    await matrix.says("mo", f"{BENCH} who=known")
    tap = replace(discord.incoming("anna", Reacted("$discord2", ONE)), own_chat="user:anna")
    assert await discord.hears([tap]) == [None]
    await app.postman.round()
    assert "$discord2" in discord.shown
    await app.router.take_up_early()
    await app.postman.round()
    [no] = discord.posts("user:anna")
    assert told(no).startswith("Only neighbours known in Hafen can vote here.")
