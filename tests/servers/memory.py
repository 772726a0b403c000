"""A folder for what must not outlive a power cut, and so need not wait for a disk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
# A container may give it 64 MB, in which no PostgreSQL fits.
ENOUGH = 1 << 30


@contextmanager
def in_memory() -> Iterator[Path]:
    """Gone afterwards; on a disk where the system has no such place."""
    folder = new_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def new_folder() -> Path:
    """The same for somebody who clears away alone."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    return Path(tempfile.mkdtemp(prefix="bude-", dir=MEMORY if roomy else None))
