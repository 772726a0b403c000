"""Starts the terminal: at a keyboard, or in a pipe."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TextIO

from adapters.terminal.adapter import Front, TerminalAdapter
from adapters.terminal.pipe import Pipe
from adapters.terminal.settings import TerminalSettings


def build(
    settings: TerminalSettings,
    admins: Sequence[str],
    secret: Callable[[str, str | None], str | None],
) -> TerminalAdapter:
    return TerminalAdapter(_front(settings))


def _front(settings: TerminalSettings) -> Front:
    if not (_is_keyboard(sys.stdin) and _is_keyboard(sys.stdout)):
        return Pipe()
    # The prompt takes a tenth of a second to import, which a pipe need not pay.
    front: Front = import_module("adapters.terminal.interactive").Keyboard(
        settings.neighbourhood
    )
    return front


def _is_keyboard(stream: TextIO | None) -> bool:
    """A process may be started without its streams."""
    return stream is not None and stream.isatty()
