"""Our keys on the homeserver and on disk, whatever happens between the two."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import vodozemac
from nio import Api
from nio.crypto.device import OlmDevice
from peewee import OperationalError

from adapters.matrix.encryption import machine, publishing, receiving
from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.olm import OlmEncryption
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.settings import MatrixSettings
from bot import patience
from bot.incoming import Why
from tests.adapters.matrix import wire
from tests.adapters.matrix.wire import Wire

ANNA, BUDE = "@anna:hs.test", "@bude:hs.test"
ROOM = "!hafen:hs.test"
KEY = "a long text that nobody guesses"


class KeyServer:
    """A homeserver's part in this; `trouble` is met by the next upload."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}
        self.keys: dict[str, Any] = {}
        self.fallback: dict[str, Any] = {}
        self.uploads = 0
        self.identity: dict[str, Any] = {}
        self.signatures = 0
        self.trouble: Exception | None = None

    async def get(self, *path: str) -> dict[str, Any]:
        return {"algorithm": "m.megolm.v1.aes-sha2"}

    async def post(self, *path: str, content: dict[str, Any]) -> dict[str, Any]:
        if path == ("keys", "query"):
            return {"device_keys": {BUDE: self.devices}, **self.identity}
        if path == ("keys", "device_signing", "upload"):
            self.identity = {f"{each}s": {BUDE: key} for each, key in content.items()}
            return {}
        if path == ("keys", "signatures", "upload"):
            self.signatures += 1
            for device, signed in content[BUDE].items():
                self.devices[device]["signatures"][BUDE] |= signed["signatures"][BUDE]
            return {}
        self.uploads += 1
        self.keys |= content["one_time_keys"]
        if content.get("device_keys"):
            device = content["device_keys"]
            self.devices[device["device_id"]] = device
        self.fallback |= content.get("fallback_keys", {})
        trouble, self.trouble = self.trouble, None
        if trouble:
            raise trouble
        return {"one_time_key_counts": {publishing.CURVE: len(self.keys)}}


@pytest.fixture
def server() -> KeyServer:
    return KeyServer()


@pytest.fixture
async def encryption(
    server: KeyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[OlmEncryption]:
    monkeypatch.setattr(patience, "FIRST", 0.01)
    settings = MatrixSettings("https://hs.test", BUDE, store=str(tmp_path))
    encryption = OlmEncryption(server, settings, KEY)  # type: ignore[arg-type]
    yield encryption
    encryption.end()


def machine_of(encryption: OlmEncryption) -> Machine:
    assert encryption._parts
    return encryption._parts.machine


async def test_a_new_device_makes_itself_known(
    encryption: OlmEncryption, server: KeyServer
) -> None:
    await encryption.begin("DEVICE")
    assert encryption.notice is Why.NEW_DEVICE
    assert len(server.keys) == 50
    assert len(server.fallback) == 1
    signed = server.devices["DEVICE"]
    bude = machine_of(encryption)
    ours = bude.account.identity_keys["ed25519"]
    assert bude.verify_json(signed, ours, BUDE, "DEVICE")
    assert not encryption.is_due
    await encryption.begin("DEVICE")
    assert encryption.notice is None
    assert server.uploads == 1


async def test_dying_while_keys_are_uploaded_loses_none(
    encryption: OlmEncryption, server: KeyServer
) -> None:
    """The homeserver has them and gives them away; so we must have them, too."""
    server.trouble = Away("the line broke")
    await encryption.begin("DEVICE")
    assert server.uploads == 1, "the homeserver knows us already"
    assert encryption.notice is Why.NEW_DEVICE
    given_away = set(server.keys)
    encryption.end()
    await encryption.begin("DEVICE")
    ours = {f"{publishing.CURVE}:{name}" for name in unpublished(encryption)}
    assert ours == given_away


def unpublished(encryption: OlmEncryption) -> set[str]:
    return set(machine_of(encryption).account._account.one_time_keys)


async def test_used_keys_are_replaced(encryption: OlmEncryption, server: KeyServer) -> None:
    await encryption.begin("DEVICE")
    first = set(server.keys)
    news = {"device_one_time_keys_count": {publishing.CURVE: 10}}
    await encryption.take_in(news | {"device_unused_fallback_key_types": []})
    assert encryption.is_due
    await encryption.tend()
    assert len(set(server.keys) - first) == 40
    assert len(server.fallback) == 2
    assert not encryption.is_due


async def test_keys_whose_names_are_taken_are_given_up(
    encryption: OlmEncryption, server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    """As after going back to a backup of the store."""
    await encryption.begin("DEVICE")
    await encryption.take_in({"device_one_time_keys_count": {}})
    server.trouble = Refused("M_UNKNOWN", "One time key already exists")
    taken = set(server.keys)
    await encryption.tend()
    assert "trying others" in caplog.text
    await encryption.tend()
    assert not encryption.is_due
    assert len(set(server.keys) - taken) == 100
    assert unpublished(encryption) == set()


@pytest.mark.parametrize("answer", [{"keys": {}}, {"keys": {"ed25519:DEVICE": "other"}}])
async def test_other_keys_than_ours_mean_that_ours_are_lost(
    encryption: OlmEncryption,
    server: KeyServer,
    caplog: pytest.LogCaptureFixture,
    answer: dict[str, Any],
) -> None:
    server.devices = {"DEVICE": answer}
    await encryption.begin("DEVICE")
    assert encryption.why is encryption.notice is Why.KEYS_LOST
    assert "sign in anew" in caplog.text
    assert server.uploads == 0
    await encryption.take_in({})
    assert encryption.open(ROOM, {"type": "m.room.encrypted", "content": {}}) is None
    with pytest.raises(Away):
        await encryption.seal(ROOM, "m.room.message", {"body": "secret"})


# Our account's identity


def signed_by(key: dict[str, Any], content: dict[str, Any]) -> bool:
    [(name, public)] = key["keys"].items()
    signature = content["signatures"][BUDE].get(name)
    said = {each: content[each] for each in content.keys() - {"signatures", "unsigned"}}
    if signature is None:
        return False
    vodozemac.Ed25519PublicKey.from_base64(public).verify_signature(
        Api.to_canonical_json(said).encode(), vodozemac.Ed25519Signature.from_base64(signature)
    )
    return True


async def test_our_account_signs_our_device(
    encryption: OlmEncryption, server: KeyServer
) -> None:
    for _ in range(2):
        await encryption.begin("DEVICE")
        encryption.end()
    master = server.identity["master_keys"][BUDE]
    signing = server.identity["self_signing_keys"][BUDE]
    assert (master["usage"], signing["usage"]) == (["master"], ["self_signing"])
    assert signed_by(master, signing)
    assert signed_by(signing, server.devices["DEVICE"])
    assert server.signatures == 1
    await encryption.begin("ANOTHER")
    assert server.identity["master_keys"][BUDE] == master
    assert signed_by(signing, server.devices["ANOTHER"])


async def test_an_identity_made_elsewhere_is_left_alone_and_the_remedy_told(
    encryption: OlmEncryption, server: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = {"master_keys": {BUDE: {"keys": {"ed25519:theirs": "theirs"}}}}
    server.identity = theirs
    await encryption.begin("DEVICE")
    ours = machine_of(encryption).account.identity_keys["ed25519"]
    assert f"/verify DEVICE {ours}" in caplog.text
    assert (server.identity, server.signatures) == (theirs, 0)
    assert not encryption.is_due, "it goes on without"


async def test_a_password_that_is_wanted_is_a_no(line: Wire) -> None:
    """Not a homeserver that is away, for which one would wait."""
    line.trouble = wire.says(401, {"flows": [{"stages": ["m.login.password"]}]})
    homeserver = Homeserver(MatrixSettings(line.url, BUDE), "token")
    async with homeserver.at_work():
        with pytest.raises(Refused, match="password"):
            await homeserver.post("keys", "device_signing", "upload", content={})


# What comes for our device


def room_key(server: KeyServer, encryption: OlmEncryption, anna: Machine) -> dict[str, Any]:
    """Anna gives us the key to what she says; sealed, as it comes with a sync answer."""
    bude = machine_of(encryption)
    ours = bude.account.identity_keys
    device = OlmDevice(BUDE, "DEVICE", dict(ours))
    key = next(iter(server.keys.values()))["key"]
    session = anna.create_session(key, ours["curve25519"])
    anna.create_outbound_group_session(ROOM)
    group = anna.outbound_group_sessions[ROOM]
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": ROOM,
        "session_id": group.id,
        "session_key": group.session_key,
    }
    sealed = anna._olm_encrypt(session, device, "m.room_key", content)
    return {"type": "m.room.encrypted", "sender": ANNA, "content": sealed}


@pytest.fixture
async def anna(tmp_path: Path) -> AsyncIterator[Machine]:
    anna = machine.opened(ANNA, "PHONE", tmp_path / "anna", KEY)
    yield anna
    anna.close()


async def test_a_full_disk_costs_no_key(
    encryption: OlmEncryption,
    server: KeyServer,
    anna: Machine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await encryption.begin("DEVICE")
    news = {"to_device": {"events": [room_key(server, encryption, anna)]}}
    failures = iter([True, True])

    def fails(bude: Machine, heard: Any) -> None:
        real(bude, heard)
        if next(failures, False):
            raise OperationalError("disk is full")

    real = receiving.take_in
    monkeypatch.setattr(receiving, "take_in", fails)
    await encryption.take_in(news)
    assert caplog.text.count("disk is full") == 1
    name = anna.outbound_group_sessions[ROOM].id
    assert encryption.arrived() == {name}
    assert encryption.arrived() == set()
    encryption.end()
    await encryption.begin("DEVICE")
    assert name in machine_of(encryption).sessions


async def test_a_key_that_comes_twice_does_no_harm(
    encryption: OlmEncryption, server: KeyServer, anna: Machine
) -> None:
    """As when we die between the disk and the cursor."""
    await encryption.begin("DEVICE")
    news = {"to_device": {"events": [room_key(server, encryption, anna)]}}
    await encryption.take_in(news)
    encryption.end()
    await encryption.begin("DEVICE")
    await encryption.take_in(news)
    assert anna.outbound_group_sessions[ROOM].id in machine_of(encryption).sessions
