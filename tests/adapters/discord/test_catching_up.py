"""What was said without us is looked for until it is found."""

from collections.abc import Mapping

import pytest

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


class Stumbling(Notebook):
    """Fails once in a way that nobody thought of."""

    stumbled = False

    async def streams(self, platform: str) -> Mapping[str, str]:
        if not self.stumbled:
            self.stumbled = True
            raise ValueError("unforeseen")
        return await super().streams(platform)
