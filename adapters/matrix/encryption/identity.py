"""Our account's identity (cross-signing): it says that our device is really ours.

Clients give keys only to devices that their owner has signed, and open only what comes from
such (MSC4153). nio knows nothing of it. Each of the two keys is an Olm account here that signs,
and does nothing else.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from nio import Api
from nio.crypto import OlmAccount

from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.publishing import names
from adapters.matrix.homeserver import Away, Homeserver, Refused
from adapters.matrix.shapes import table
from adapters.matrix.waiting import before_trying_again

logger = logging.getLogger(__name__)

# So often in all; nobody is heard meanwhile.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Identity:
    """`master` stands for the account and signs `signing`, which signs devices."""

    user: str
    master: OlmAccount
    signing: OlmAccount

    def published(self) -> dict[str, Any]:
        signing = self._key("self_signing", self.signing)
        return {
            "master_key": self._key("master", self.master),
            "self_signing_key": self._signed(signing, self.master),
        }

    def _key(self, usage: str, key: OlmAccount) -> dict[str, Any]:
        keys = {_name(key): key.identity_keys["ed25519"]}
        return {"user_id": self.user, "usage": [usage], "keys": keys}

    def sign(self, device: dict[str, Any]) -> dict[str, Any]:
        said = {key: device[key] for key in device.keys() - {"signatures", "unsigned"}}
        return self._signed(said, self.signing)

    def _signed(self, content: dict[str, Any], key: OlmAccount) -> dict[str, Any]:
        signature = {_name(key): key.sign(Api.to_canonical_json(content))}
        return content | {"signatures": {self.user: signature}}


def _name(key: OlmAccount) -> str:
    return f"ed25519:{key.identity_keys['ed25519']}"


class Published(NamedTuple):
    """What the homeserver says of our account and our device."""

    master: dict[str, Any]
    signing: dict[str, Any]
    device: dict[str, Any]
    user: str

    @property
    def is_signed(self) -> bool:
        """The homeserver has looked at the signatures; others look again."""
        signers = table(table(self.device.get("signatures")).get(self.user))
        return bool(signers.keys() & table(self.signing.get("keys")).keys())


def kept(folder: Path, user: str, key: str) -> Identity:
    """From disk. A new one is there before anybody hears of it. Raises OSError."""
    file = folder / f"{quote(user, safe='@:')}.identity"
    if not file.exists():
        new = [OlmAccount().pickle(key).decode() for _ in range(2)]
        written = file.with_suffix(".new")
        written.touch(mode=0o600)
        written.write_text("\n".join(new))
        written.replace(file)
    master, signing = (
        OlmAccount.from_pickle(each.encode(), key) for each in file.read_text().split()
    )
    return Identity(user, master, signing)


async def _published(homeserver: Homeserver, machine: Machine) -> Published:
    us = machine.user_id
    answer = await homeserver.post("keys", "query", content={"device_keys": {us: []}})
    master, signing, devices = (
        table(table(answer.get(name)).get(us))
        for name in ("master_keys", "self_signing_keys", "device_keys")
    )
    return Published(master, signing, table(devices.get(machine.device_id)), us)


async def vouch(homeserver: Homeserver, machine: Machine, ours: Identity) -> None:
    """Have our account sign our device, where it can. Raises Away, and Refused with the reason
    why the device stays unsigned."""
    for attempt in range(1, ATTEMPTS):
        try:
            return await _vouch(homeserver, machine, ours)
        except Away as away:
            await before_trying_again(attempt, away)
    await _vouch(homeserver, machine, ours)


async def _vouch(homeserver: Homeserver, machine: Machine, ours: Identity) -> None:
    stands = await _published(homeserver, machine)
    if stands.is_signed:
        return
    if not stands.master:
        path = ("keys", "device_signing", "upload")
        await homeserver.post(*path, content=ours.published())
    elif _name(ours.master) not in table(stands.master.get("keys")):
        raise Refused("M_FORBIDDEN", "its account has an identity that was made elsewhere")
    if stands.device.get("keys") != names(machine):
        raise Refused("M_NOT_FOUND", "the homeserver does not show its keys")
    signed = {ours.user: {machine.device_id: ours.sign(stands.device)}}
    answer = await homeserver.post("keys", "signatures", "upload", content=signed)
    if failures := table(answer.get("failures")):
        raise Refused("M_INVALID_SIGNATURE", f"{failures!r:.300}")
    logger.info("device %s is signed by its account now", machine.device_id)
