"""How the roof gets this adapter: settings and a secret in, an adapter out."""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast
from urllib.parse import urlsplit

from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.sealing import Encryption
from adapters.matrix.settings import MatrixSettings
from bot.adapter import Adapter, WrongSettings

SECRET = "MATRIX_ACCESS_TOKEN"
STORE_KEY = "MATRIX_STORE_KEY"
SHORTEST_KEY = 16
Secret = Callable[[str, str | None], str | None]


def build(settings: MatrixSettings, admins: Sequence[str], secret: Secret) -> Adapter:
    """Raises WrongSettings with a sentence for whoever wrote the config."""
    if not re.fullmatch(r"@[^:\s]+:\S+", settings.user):
        raise WrongSettings(
            f'expected an account such as "@bude:example.org", not {settings.user!r}', "user"
        )
    if not _is_address(settings.homeserver):
        raise WrongSettings(
            f"expected an address with https://, not {settings.homeserver!r}", "homeserver"
        )
    if not settings.prefix.strip():
        raise WrongSettings('expected a sign such as "!"', "prefix")
    token = secret(SECRET, settings.access_token_file)
    if not token:
        raise WrongSettings(
            f"an access token is needed: set BUDE_{SECRET}, or access_token_file"
        )
    return MatrixAdapter(settings, token, admins, encryption=_encryption(settings, secret))


def _is_address(written: str) -> bool:
    try:
        found = urlsplit(written)
        return bool(re.match("https?://", written) and found.hostname and found.port != 0)
    except ValueError:  # A port that is none.
        return False


def _encryption(
    settings: MatrixSettings, secret: Secret
) -> Callable[[Homeserver], Encryption] | None:
    """Imported only where it is wanted: it costs half a second and 30 MiB."""
    if not settings.encryption:
        return None
    key = secret(STORE_KEY, settings.store_key_file)
    if not key:
        raise WrongSettings(
            f"a key for the store is needed: set BUDE_{STORE_KEY}, or store_key_file, to a "
            "long random text (openssl rand -hex 32) and never lose it",
            "encryption",
        )
    if len(key) < SHORTEST_KEY:
        raise WrongSettings(
            f"the key for the store has only {len(key)} characters; make a better one with: "
            "openssl rand -hex 32",
            "encryption",
        )
    olm = import_module("adapters.matrix.encryption.olm")
    return lambda homeserver: cast("Encryption", olm.OlmEncryption(homeserver, settings, key))
