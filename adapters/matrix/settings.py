"""Matrix's table in config.toml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """`accept_invitations_from` holds people (@mo:example.org) and servers (example.org),
    `policy_rooms` rooms (!abc:example.org) that warn of accounts."""

    homeserver: str
    user: str
    device: str | None = None
    access_token_file: str | None = None
    accept_invitations_from: tuple[str, ...] = ()
    prefix: str = "!"
    policy_rooms: tuple[str, ...] = ()
    receipts: bool = True
    typing: bool = True
    encryption: bool = False
    store: str = "var/matrix"
    store_key_file: str | None = None
