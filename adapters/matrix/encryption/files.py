"""Files of encrypted rooms: sealed each with a key of its own, which came with the message."""

from typing import Any

from nio.crypto import decrypt_attachment, encrypt_attachment
from nio.exceptions import EncryptionError

from adapters.matrix.shapes import table, text


def unlocked(content: bytes, lock: dict[str, Any]) -> bytes:
    """Raises OSError when the content is not what the message speaks of."""
    key, digest = table(lock.get("key")), table(lock.get("hashes")).get("sha256")
    if lock.get("v") != "v2" or key.get("alg") != "A256CTR":
        raise OSError("the file is sealed in a way we do not know")
    try:
        file: bytes = decrypt_attachment(
            content, text(key.get("k")), text(digest), text(lock.get("iv"))
        )
    except (EncryptionError, ValueError) as error:
        raise OSError(f"the file cannot be opened: {error!r}") from error
    return file


def locked(content: bytes) -> tuple[bytes, dict[str, Any]]:
    """The file sealed, and what unlocks it, for the message."""
    sealed, lock = encrypt_attachment(content)
    return sealed, lock
