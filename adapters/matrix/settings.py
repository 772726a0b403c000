"""Matrix's table in config.toml."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """`accept_invitations_from` holds people (@mo:example.org) and servers (example.org),
    `policy_rooms` rooms (!abc:example.org) that warn of accounts. `spaces` maps the short names
    of neighbourhoods to the spaces that hold their rooms."""

    homeserver: str
    user: str
    device: str | None = None
    access_token_file: str | None = None
    accept_invitations_from: tuple[str, ...] = ()
    prefix: str = "!"
    policy_rooms: tuple[str, ...] = ()
    spaces: Mapping[str, str] = field(default_factory=dict)
    receipts: bool = True
    typing: bool = True
    encryption: bool = False
    store: str = "var/matrix"
    store_key_file: str | None = None
