"""Discord's table in config.toml."""

from collections.abc import Mapping
from dataclasses import dataclass

# The one Discord that all share.
API = "https://discord.com/api/v10"


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """`roles` maps ids of Discord's roles to roles of ours. `api` and `gateway` are where
    Discord is; only somebody with a Discord of their own changes them."""

    token_file: str | None = None
    roles: Mapping[str, str] | None = None
    api: str = API
    gateway: str = "wss://gateway.discord.gg/"
