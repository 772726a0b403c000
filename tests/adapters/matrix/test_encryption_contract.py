"""Matrix keeps the contract in an encrypted room, too."""

import pytest

from tests.adapter_contract import AdapterContract
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.stage import Notebook


@pytest.mark.synapse
class TestEncryptedMatrix(AdapterContract):
    @pytest.fixture
    async def stage(self, sealed_stage: SealedStage) -> SealedStage:
        """Only a Bude that listens can encrypt."""
        await sealed_stage.listens(Notebook())
        return sealed_stage
