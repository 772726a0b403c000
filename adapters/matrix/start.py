"""How the roof gets this adapter: settings and a secret in, an adapter out."""

import re
from collections.abc import Callable, Sequence

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Adapter, WrongSettings

SECRET = "MATRIX_ACCESS_TOKEN"
Secret = Callable[[str, str | None], str | None]


def build(settings: MatrixSettings, admins: Sequence[str], secret: Secret) -> Adapter:
    """Raises WrongSettings with a sentence for whoever wrote the config."""
    if not re.fullmatch(r"@[^:\s]+:\S+", settings.user):
        raise WrongSettings(
            f'user: expected an account such as "@bude:example.org", not {settings.user!r}'
        )
    if not re.match(r"https?://", settings.homeserver):
        raise WrongSettings(
            f"homeserver: expected an address with https://, not {settings.homeserver!r}"
        )
    if not settings.prefix.strip():
        raise WrongSettings('prefix: expected a sign such as "!"')
    token = secret(SECRET, settings.access_token_file)
    if not token:
        raise WrongSettings(
            f"an access token is needed: set BUDE_{SECRET}, or access_token_file"
        )
    return MatrixAdapter(settings, token, admins)
