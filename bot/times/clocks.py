"""Hours a neighbour may mean. Pure: minutes after midnight, of which 1440 ends the day."""

HOUR = 60
NOON = 12 * HOUR
MIDNIGHT = 24 * HOUR


class NoSuchHour(Exception):
    """No day has such an hour or minute."""


def minutes(hour: int, minute: int = 0) -> int:
    """Raises NoSuchHour."""
    after_midnight = hour * HOUR + minute
    if minute >= HOUR or after_midnight > MIDNIGHT:
        raise NoSuchHour
    return after_midnight


def either_half(clock: int) -> tuple[int, int]:
    """ "At six" may be in the morning or in the evening."""
    early = clock % NOON
    return early, early + NOON


def in_half(clocks: tuple[int, ...], *, morning: bool) -> tuple[int, ...]:
    """Those before noon, or those after; none if none fits ("18:00 am")."""
    if len(clocks) == 1 and HOUR <= clocks[0] < NOON + HOUR:
        clocks = either_half(clocks[0])
    return tuple(clock for clock in clocks if (clock < NOON) is morning)


def tonight(clocks: tuple[int, ...]) -> tuple[int, ...]:
    """Twelve tonight is midnight."""
    evening = in_half(clocks, morning=False)
    return tuple(clock + NOON if clock < NOON + HOUR else clock for clock in evening)
