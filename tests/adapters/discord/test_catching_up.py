"""What was said without us is looked for until it is found."""

from collections.abc import Mapping

import pytest

from bot.incoming import Address
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook


async def test_a_fault_while_catching_up_does_not_end_it(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.client.MARKING", 0.01)
    inbox = Stumbling()
    await stage.listens(inbox)
    assert inbox.stumbled
    assert inbox.cursors


async def test_what_was_said_in_a_thread_that_is_archived_by_now_was_said_there(
    stage: DiscordStage,
) -> None:
    """Discord does not tell of such a thread; what is said there is not said in private."""
    begun = await stage.neighbours.says("anna", "What about the bench?")
    thread = stage.discord.messages.thread(stage.world.hafen, begun["id"], "The bench")
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.stops()
    await stage.neighbours.says("mehmet", "By the crane!", where=thread)
    asked = f"<@{stage.world.bude.id}> polls"
    await stage.neighbours.says("anna", asked, where=thread)
    thread.archived = True
    stage.discord.gateway.forget()
    await stage.listens(inbox)
    [heard] = inbox.heard
    assert inbox.words == ["polls"]
    assert heard.at == Address("discord", stage.room.target, thread.id)
    assert not heard.private


class Stumbling(Notebook):
    """Fails once in a way that nobody thought of."""

    stumbled = False

    async def streams(self, platform: str) -> Mapping[str, str]:
        if not self.stumbled:
            self.stumbled = True
            raise ValueError("unforeseen")
        return await super().streams(platform)
