"""What a room tells of what happened, as a feed asks for it and as a neighbour reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import places
from bot.app import App
from bot.news import News, Teller
from bot.places import Neighbourhood
from tests.scenes import told

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def happened(
    tell: Teller, app: App, since: datetime = LONG_AGO, most: int = 50, where: str = "hafen"
) -> Sequence[News]:
    def look(session: Session) -> Sequence[News]:
        return tell(session, _place(session, where), since, app.clock(), most)

    return await app.writer.do(look)


async def read(
    tell: Teller, app: App, since: datetime = LONG_AGO, language: str = "en"
) -> list[str]:
    """What a neighbour reads of it, under its headings."""
    with app.store.begin() as session:
        words = places.speech(language, _place(session, "hafen").city)
    found = await happened(tell, app, since)
    return [f"{words.say(each.topic)}\n{told(each.say(words))}" for each in found]


def _place(session: Session, name: str) -> Neighbourhood:
    found = places.find(session, name)
    assert found
    return found
