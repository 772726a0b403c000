"""What nio would keep on a disk, and a neighbour does not: no device sits down twice."""

from typing import Any

from nio.crypto import DeviceStore, GroupSessionStore, SessionStore


class Forgetful:
    """In place of nio's stores, whose database takes most of a client's time."""

    def __init__(self, *whose: object) -> None:
        self._distrusted: set[tuple[str, str]] = set()

    def load_account(self) -> None:
        return None

    def load_sessions(self) -> Any:
        return SessionStore()

    def load_inbound_group_sessions(self) -> Any:
        return GroupSessionStore()

    def load_device_keys(self) -> Any:
        return DeviceStore()

    def load_encrypted_rooms(self) -> set[str]:
        return set()

    def load_outgoing_key_requests(self) -> dict[str, Any]:
        return {}

    def load_sync_token(self) -> None:
        return None

    def _keep(self, what: object, *more: object) -> None:
        """Nio has it in mind as long as it runs."""

    save_account = save_session = save_inbound_group_session = _keep
    save_device_keys = save_encrypted_rooms = delete_encrypted_room = save_sync_token = _keep
    add_outgoing_key_request = remove_outgoing_key_request = ignore_devices = _keep

    def blacklist_device(self, device: Any) -> bool:
        self._distrusted.add((device.user_id, device.id))
        return True

    def is_device_blacklisted(self, device: Any) -> bool:
        return (device.user_id, device.id) in self._distrusted

    def is_device_verified(self, device: Any) -> bool:
        return False

    def is_device_ignored(self, device: Any) -> bool:
        return False
