"""Our own keys on the homeserver, so that others can write to us."""

import logging
from typing import Any

from adapters.matrix.encryption.machine import Machine
from adapters.matrix.homeserver import Homeserver, Refused
from adapters.matrix.shapes import number, table

logger = logging.getLogger(__name__)

CURVE = "signed_curve25519"
ENOUGH = 40


class KeysLost(Exception):
    """The homeserver knows this device by other keys than those we have."""


async def introduce(homeserver: Homeserver, machine: Machine) -> bool:
    """Make sure that others know our device by our keys; whether it is new to them.

    Raises KeysLost, and Away or Refused.
    """
    question: dict[str, Any] = {"device_keys": {machine.user_id: []}}
    answer = await homeserver.post("keys", "query", content=question)
    theirs = table(table(answer.get("device_keys")).get(machine.user_id))
    published = table(theirs.get(machine.device_id))
    if published:
        ours = names(machine)
        if any(table(published.get("keys")).get(name) != key for name, key in ours.items()):
            raise KeysLost
    # Whoever died after the upload, before it was noted, is new all the same.
    is_new = not (published and machine.account.shared)
    machine.account.shared = bool(published)
    machine.save_account()
    if not published:
        await publish(homeserver, machine)
    return is_new


def due(machine: Machine) -> bool:
    count = machine.uploaded_key_count
    return machine.fallback_used or (count is not None and count < ENOUGH)


async def publish(homeserver: Homeserver, machine: Machine) -> None:
    """Upload what is missing. The private halves are safe before anybody gets a key."""
    content = _content(machine)
    machine.save_account()
    try:
        answer = await homeserver.post("keys", "upload", content=content)
        count = number(table(answer.get("one_time_key_counts")).get(CURVE))
    except Refused as no:
        # After going back to a backup some names are taken. Those keys are of no use any more.
        logger.error("the homeserver does not take our keys, trying others: %s", no)
        count = 0
    else:
        machine.account.shared = True
        machine.fallback_used = False
    machine.uploaded_key_count = count
    machine.mark_keys_as_published()
    machine.save_account()


def _content(machine: Machine) -> dict[str, Any]:
    account = machine.account._account
    have = machine.uploaded_key_count or 0
    missing = account.max_number_of_one_time_keys - have - len(account.one_time_keys)
    if missing > 0:
        account.generate_one_time_keys(missing)
    content: dict[str, Any] = {
        "one_time_keys": {
            f"{CURVE}:{name}": _signed(machine, {"key": key.to_base64()})
            for name, key in account.one_time_keys.items()
        }
    }
    if not machine.account.shared:
        content["device_keys"] = _device_keys(machine)
    if machine.fallback_used or not machine.account.shared:
        content["fallback_keys"] = _fallback(machine)
    return content


def _fallback(machine: Machine) -> dict[str, Any]:
    """Given out when all others are used up, as after a week away: nobody is left without."""
    account = machine.account._account
    if not account.fallback_key:
        account.generate_fallback_key()
    return {
        f"{CURVE}:{name}": _signed(machine, {"key": key.to_base64(), "fallback": True})
        for name, key in account.fallback_key.items()
    }


def _device_keys(machine: Machine) -> dict[str, Any]:
    return _signed(
        machine,
        {
            "algorithms": machine._algorithms,
            "device_id": machine.device_id,
            "user_id": machine.user_id,
            "keys": names(machine),
        },
    )


def names(machine: Machine) -> dict[str, str]:
    keys = machine.account.identity_keys
    return {
        f"{kind}:{machine.device_id}": str(keys[kind]) for kind in ("curve25519", "ed25519")
    }


def _signed(machine: Machine, content: dict[str, Any]) -> dict[str, Any]:
    signature = {f"ed25519:{machine.device_id}": machine.sign_json(content)}
    return content | {"signatures": {machine.user_id: signature}}
