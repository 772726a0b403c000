"""What takes long to import and needs no Python meanwhile, begun before everything else."""

import asyncio  # noqa: F401 - both here and there it is imported, so it is better whole by then
import ssl  # noqa: F401 - the same
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from threading import Thread

LIBRARY = "aiohttp"
USED_BY = ("[matrix", "[discord")
CONFIG = "config.toml"


def begin(arguments: Sequence[str]) -> None:
    """aiohttp reads all certificates of the system when it is imported, and that twice: a
    twentieth of the start, in which something else can be imported on another core."""
    if _is_wanted(arguments):
        Thread(target=_fetch, name="headstart", daemon=True).start()


def _fetch() -> None:
    with suppress(ImportError):  # Whoever needs it says so.
        import_module(LIBRARY)


def _is_wanted(arguments: Sequence[str]) -> bool:
    """A guess, which may be wrong: only the config itself says which platforms there are."""
    named = dict(pairwise(arguments)).get("--config", CONFIG)
    try:
        lines = Path(named).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.strip().startswith(USED_BY) for line in lines)
