"""Discord keeps the contract, with the real client on a local server."""

from tests.adapter_contract import AdapterContract


class TestDiscord(AdapterContract):
    """The stage is in conftest.py, for the other tests here play on it too."""
