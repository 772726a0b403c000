"""What a sync answer brings for our device: keys to rooms, and how many of ours are left."""

import logging
from collections.abc import Mapping
from typing import Any

from nio.events import OlmEvent, ToDeviceEvent
from peewee import DatabaseError

from adapters.matrix.encryption.machine import Machine
from adapters.matrix.encryption.publishing import CURVE
from adapters.matrix.sealing import ENCRYPTED
from adapters.matrix.shapes import Event, events, number

logger = logging.getLogger(__name__)


def take_in(machine: Machine, news: Mapping[str, Any]) -> None:
    messages = [each for each in events(news.get("to_device")) if each.get("type") == ENCRYPTED]
    for message in messages:
        _receive(machine, message)
    if messages:
        # nio saves the account before it uses up a one-time key, not after.
        machine.save_account()
    left, unused = (
        news.get(name)
        for name in ("device_one_time_keys_count", "device_unused_fallback_key_types")
    )
    if isinstance(left, dict):
        machine.uploaded_key_count = number(left.get(CURVE))
    if isinstance(unused, list):
        machine.fallback_used = CURVE not in unused


def _receive(machine: Machine, message: Event) -> None:
    """A message may be anything: one that makes no sense must not cost the others."""
    try:
        event = ToDeviceEvent.parse_event(message)
        if isinstance(event, OlmEvent):
            machine.decrypt_event(event)
    except DatabaseError:
        raise
    except Exception as error:
        logger.warning("a message to our device makes no sense: %r", error)
