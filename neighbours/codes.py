"""One-time codes: made, read from what somebody typed, hashed. We keep only the hash."""

import hashlib
import re
import secrets

# No letter or digit that looks like another; so 12 of them are 58 bits.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 12
_GROUP = 4
_BETWEEN = re.compile(r"[\s\-‐‑–]+")


def make() -> str:
    """As it is shown and typed: `ABCD-EFGH-JKMN`."""
    return written("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def written(code: str) -> str:
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def hashed(typed: str) -> str:
    """However it was typed: small letters, spaces, no hyphens. A code has so many bits and
    lives so shortly that a plain hash tells nobody what it was."""
    plain = _BETWEEN.sub("", typed).upper()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
