"""The long way through a gap: back to where we came in, and forwards from there.

`/messages` is paged from the newest to the oldest, but things must be heard in their order. So
the way back is remembered by its pages' tokens; of the pages themselves only the last few,
which are heard first. The others are asked for once more when it is their turn, so that memory
stays flat however long we were away.
"""

from collections import deque
from collections.abc import AsyncIterator, Mapping

from adapters.matrix.arriving import arrived
from adapters.matrix.past import Page, Past
from adapters.matrix.shapes import Event

KEPT_PAGES = 8


async def parts(
    past: Past, us: str, backwards: Mapping[str, str]
) -> AsyncIterator[list[Event]]:
    """The events in their order, a page at a time."""
    tokens, kept = await _way_back(past, us, backwards)
    while tokens:
        token = tokens.pop()
        page = kept.pop() if kept else await past.page({**backwards, "from": token})
        events = _since_we_came(page.events, us)
        if events:
            yield events[::-1]


async def _way_back(
    past: Past, us: str, backwards: Mapping[str, str]
) -> tuple[list[str], deque[Page]]:
    tokens: list[str] = []
    seen: set[str] = set()
    kept: deque[Page] = deque(maxlen=KEPT_PAGES)
    token = backwards["from"]
    while token and token not in seen:
        seen.add(token)
        page = await past.page({**backwards, "from": token})
        tokens.append(token)
        kept.append(page)
        if len(_since_we_came(page.events, us)) < len(page.events):
            break
        token = page.goes_on
    return tokens, kept


def _since_we_came(newest_first: list[Event], us: str) -> list[Event]:
    """What was said before we came in was not said to us, or hardly anything of it."""
    came = arrived(us, [], newest_first[::-1])
    return [*came.waiting, *came.since][::-1] if came else newest_first
