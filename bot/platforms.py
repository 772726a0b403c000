"""Which platforms there are; only those that are configured are imported."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from adapters.discord.settings import DiscordSettings
from adapters.matrix.settings import MatrixSettings
from adapters.terminal.settings import TerminalSettings
from bot import config
from bot.adapter import Adapter, WrongSettings

# Each has a module `adapters.NAME.start` with `build(settings, admins, secret)`.
SETTINGS: Mapping[str, type[Any]] = {
    "terminal": TerminalSettings,
    "matrix": MatrixSettings,
    "discord": DiscordSettings,
}


def build(platforms: Mapping[str, Any], admins: Sequence[str]) -> list[Adapter]:
    """The adapters for these settings. Raises ConfigError."""
    return [_build(name, settings, admins) for name, settings in platforms.items()]


def _build(name: str, settings: Any, admins: Sequence[str]) -> Adapter:
    start = import_module(f"adapters.{name}.start")
    here = [each.partition(":")[2] for each in admins if each.startswith(f"{name}:")]
    try:
        return cast("Adapter", start.build(settings, here, config.secret))
    except WrongSettings as error:
        raise config.ConfigError(f"{name}: {error}") from None
