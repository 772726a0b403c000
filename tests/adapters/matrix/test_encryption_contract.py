"""Matrix keeps the contract in an encrypted room and in encrypted direct chats, too: there an
adapter reads and writes differently, and all that is above it does not notice."""

import pytest

from bot.app import App
from tests.adapter_contract import RoomContract
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.stage import Notebook, is_told
from tests.servers.neighbour import Neighbour


@pytest.mark.synapse
class TestEncryptedMatrix(RoomContract):
    @pytest.fixture
    async def stage(self, sealed_stage: SealedStage) -> SealedStage:
        """Only a Bude that listens can encrypt."""
        await sealed_stage.listens(Notebook())
        return sealed_stage

    async def test_in_a_direct_chat_the_homeserver_reads_nothing(
        self, stage: SealedStage, bude: App
    ) -> None:
        await stage.listens(bude.router)
        await stage.whispers("anna", "mydata")
        await is_told(stage, "anna", "What I keep about you")
        anna = await stage.person("anna")
        chat = await anna.direct(stage.bude.user_id)
        said = [each for each in await Neighbour.history(anna, chat) if "state_key" not in each]
        assert {each["type"] for each in said} == {"m.room.encrypted"}
        assert {each["sender"] for each in said} == {anna.user_id, stage.bude.user_id}
