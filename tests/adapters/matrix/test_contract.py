"""Matrix keeps the contract, on a real homeserver."""

import pytest

from tests.adapter_contract import AdapterContract


@pytest.mark.synapse
class TestMatrix(AdapterContract):
    """The stage is in conftest.py, for the other tests here play on it too."""
