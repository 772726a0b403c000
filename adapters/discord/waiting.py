"""How long to wait after so many failures."""

import random

FIRST, LONGEST = 1.0, 60.0


def pause(failures: int) -> float:
    """Seconds: doubling, and not everybody at the same moment."""
    longest = min(FIRST * 2.0 ** min(failures - 1, 10), LONGEST)
    return longest * random.uniform(0.5, 1)
