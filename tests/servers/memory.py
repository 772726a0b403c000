"""A folder for what must not outlive a power cut, and so need not wait for a disk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")


@contextmanager
def in_memory() -> Iterator[Path]:
    """Gone afterwards; on a disk where the system has no such place."""
    folder = tempfile.mkdtemp(prefix="bude-", dir=MEMORY if MEMORY.is_dir() else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder)
