"""Asking for keys that are missing."""

from pathlib import Path
from typing import Any

from adapters.matrix.encryption.olm import OlmEncryption
from adapters.matrix.homeserver import Refused
from adapters.matrix.settings import MatrixSettings
from tests.adapters.matrix.test_own_keys import ANNA, BUDE, KEY, ROOM, KeyServer


class Picky(KeyServer):
    """Takes no messages to whom it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def put(self, *path: str, content: dict[str, Any]) -> dict[str, Any]:
        [user] = content["messages"]
        if user != ANNA:
            raise Refused("M_INVALID_PARAM", f"{user} is nobody")
        self.asked.append(user)
        return {}


def sealed(session: str, sender: str) -> dict[str, Any]:
    content = {"algorithm": "m.megolm.v1.aes-sha2", "session_id": session}
    return {"type": "m.room.encrypted", "event_id": "$1", "sender": sender, "content": content}


async def test_a_key_that_cannot_be_asked_for_holds_up_no_other(tmp_path: Path) -> None:
    server, settings = Picky(), MatrixSettings("https://hs.test", BUDE, store=str(tmp_path))
    encryption = OlmEncryption(server, settings, KEY)  # type: ignore[arg-type]
    await encryption.begin("DEVICE")
    for session, sender in (("\ud800", ANNA), ("one", "nobody"), ("two", ANNA)):
        assert encryption.open(ROOM, sealed(session, sender)) is None
    await encryption.tend()
    assert server.asked == [ANNA]
    assert not encryption.is_due
    encryption.end()
