"""Which platforms there are; only those that are configured are imported."""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import Any, cast

from adapters.discord.settings import DiscordSettings
from adapters.matrix.settings import MatrixSettings
from adapters.terminal.settings import TerminalSettings
from bot import config
from bot.adapter import Adapter, WrongSettings
from bot.config import ConfigError, Settings

# Each has a module `adapters.NAME.start` with `build(settings, admins, secret)`.
SETTINGS: Mapping[str, type[Any]] = {
    "terminal": TerminalSettings,
    "matrix": MatrixSettings,
    "discord": DiscordSettings,
}


def build(settings: Settings) -> list[Adapter]:
    """The adapters for these settings. Raises ConfigError."""
    return [_build(name, settings) for name in settings.platforms]


def _build(name: str, settings: Settings) -> Adapter:
    start = import_module(f"adapters.{name}.start")
    here = [each.partition(":")[2] for each in settings.admins if each.startswith(f"{name}:")]
    secret = partial(_secret, settings, name)
    try:
        return cast("Adapter", start.build(settings.platforms[name], here, secret))
    except WrongSettings as error:
        where = settings.where([name, error.key] if error.key else [name])
        raise ConfigError(f"{where}: {error.what}") from None


def _secret(settings: Settings, platform: str, name: str, file: str | None) -> str | None:
    """MATRIX_ACCESS_TOKEN lies in the file that matrix.access_token_file names."""
    try:
        return config.secret(name, file)
    except ConfigError as error:
        key = name.lower().removeprefix(f"{platform}_") + "_file"
        raise ConfigError(f"{settings.where([platform, key])}: {error}") from None
