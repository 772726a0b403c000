"""How the roof gets this adapter: settings and a secret in, an adapter out."""

import re
from collections.abc import Callable, Mapping, Sequence

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.settings import DiscordSettings
from bot.adapter import Adapter, WrongSettings

SECRET = "DISCORD_TOKEN"
# Admins say which room belongs where; that is for the config alone.
ROLES = ("moderator", "organiser", "city officer")
Secret = Callable[[str, str | None], str | None]


def build(settings: DiscordSettings, admins: Sequence[str], secret: Secret) -> Adapter:
    """Raises WrongSettings with a sentence for whoever wrote the config."""
    _check_roles(settings.roles or {})
    if not re.match(r"https?://", settings.api):
        raise WrongSettings(f"expected an address with https://, not {settings.api!r}", "api")
    if not re.match(r"wss?://", settings.gateway):
        raise WrongSettings(
            f"expected an address with wss://, not {settings.gateway!r}", "gateway"
        )
    token = secret(SECRET, settings.token_file)
    if not token:
        raise WrongSettings(f"a bot's token is needed: set BUDE_{SECRET}, or token_file")
    return DiscordAdapter(settings, token)


def _check_roles(roles: Mapping[str, str]) -> None:
    for number, role in roles.items():
        if not number.isdecimal():
            raise WrongSettings(
                f"expected the id of a role, a long number, not {number!r}", "roles"
            )
        if role not in ROLES:
            raise WrongSettings(f"expected one of {', '.join(ROLES)}, not {role!r}", "roles")
