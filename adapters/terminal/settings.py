"""The terminal's table in config.toml."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """`neighbourhood` is the one whose people type here."""

    neighbourhood: str | None = None
