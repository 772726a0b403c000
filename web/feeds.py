"""The feeds of all places, in every language, written into a folder when something changed."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot import places
from bot.config import WebSettings
from bot.language import languages
from bot.news import News, Teller, newest
from bot.places import City, Neighbourhood
from bot.store import Store
from bot.writer import StoreAway
from web.atom import Feed, Imprint, document, updated
from web.shelf import Shelf

logger = logging.getLogger(__name__)

KINDS = NEIGHBOURHOOD, CITY = "neighbourhood", "city"
MOST = 50
# Of the name of a place, in the name of its files: 255 bytes are all there is.
LONGEST = 40
# Who reads of it later finds it in a room, and not on the web for ever.
BACK = timedelta(days=365)


class Feeds:
    """What is no longer to be read is gone from them the next time they are written."""

    def __init__(
        self, settings: WebSettings, store: Store, tell: Teller, clock: Callable[[], datetime]
    ) -> None:
        self._settings, self._store, self._tell, self._clock = settings, store, tell, clock
        self._shelf = Shelf(Path(settings.feeds))
        self._trouble = ""

    async def write(self) -> None:
        """Beside the writer: nobody waits for a disk."""
        await asyncio.to_thread(self._write)

    def _write(self) -> None:
        now = self._clock()
        feeds = self._read(now)
        try:
            self._put(feeds, now)
        except OSError as error:
            self._say_once(f"feeds cannot be written; Bude tries again every minute: {error}")
        else:
            self._say_once("")

    def _read(self, now: datetime) -> Sequence[Feed]:
        """Raises StoreAway."""
        try:
            return self._store.look(
                lambda connection: _all(self._store.sessions(bind=connection), self._tell, now)
            )
        except (OperationalError, InterfaceError) as error:
            raise StoreAway(str(error)) from None

    def _put(self, feeds: Sequence[Feed], now: datetime) -> None:
        root = UUID(bytes=self._store.keys.lasting("feeds")[:16])
        imprint = Imprint(root, self._settings.address)
        for feed in feeds:
            there = self._shelf.get(feed.file)
            since = updated(there) if there else None
            if since is None or document(feed, imprint, since) != there:
                self._shelf.put(feed.file, document(feed, imprint, now))
        for kind in KINDS:
            self._shelf.clear(f"{kind}-*.atom", {feed.file for feed in feeds})

    def _say_once(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            logger.warning(trouble)
        elif self._trouble and not trouble:
            logger.info("feeds are written again")
        self._trouble = trouble


def _all(session: Session, tell: Teller, now: datetime) -> Sequence[Feed]:
    with session:
        feeds: list[Feed] = []
        for city in session.scalars(select(City).order_by(City.id)).all():
            feeds += _of_city(session, city, tell, now)
        return feeds


def _of_city(session: Session, city: City, tell: Teller, now: datetime) -> Sequence[Feed]:
    here = select(Neighbourhood).filter_by(city_id=city.id).order_by(Neighbourhood.id)
    feeds: list[Feed] = []
    everything: list[News] = []
    names: dict[int, str] = {}
    for place in session.scalars(here).all():
        news = tell(session, place, now - BACK, now, MOST)
        own = {place.id: place.name}
        feeds += _in_all_languages(NEIGHBOURHOOD, place, city, news, own)
        everything += news
        names |= own
    return [*feeds, *_in_all_languages(CITY, city, city, newest(everything, MOST), names)]


def _in_all_languages(
    kind: str,
    place: City | Neighbourhood,
    city: City,
    news: Sequence[News],
    names: Mapping[int, str],
) -> Sequence[Feed]:
    name = f"{kind}-{_as_file(place.slug)}"
    return [
        Feed(name, place.name, news, names, places.speech(tag, city))
        for tag in languages().tags
    ]


def _as_file(slug: str) -> str:
    """Whatever a config calls a place, it names no other folder, nor the file of another place;
    and no name is too long for a file."""
    name = re.sub(r"[^\w-]", "_", slug)[:LONGEST]
    return name if name == slug else f"{name}-{sha256(slug.encode()).hexdigest()[:8]}"
