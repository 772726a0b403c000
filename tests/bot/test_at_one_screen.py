"""Where several sit before one screen, a letter says whom it is for."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import telling
from bot.app import App
from bot.people import Account
from bot.posts import Post
from tests.fakes import FakePlatform
from tests.scenes import told


async def tells(app: App, who: str, post: Post) -> None:
    def tell(session: Session) -> None:
        person = session.scalars(select(Account.person_id).filter_by(user_id=who)).one()
        telling.tell(session, person, lambda words: post, key="news", now=app.clock())

    await app.writer.do(tell)
    await app.postman.round()


@pytest.mark.parametrize(
    ("post", "shown"),
    [
        (Post("Wir machen es.", title="Neues"), "An Mehmet\nNeues\nWir machen es."),
        (Post("Wir machen es."), "An Mehmet\nWir machen es."),
    ],
)
async def test_it_begins_with_their_name(
    app: App, matrix: FakePlatform, post: Post, shown: str
) -> None:
    for who in ("anna", "mehmet"):
        await matrix.says(who, "polls", where="#hafen", private=True)
    await tells(app, "mehmet", post)
    assert told(matrix.posts("#hafen")[-1]) == shown


@pytest.mark.parametrize("where", ["#hafen", "~mehmet"])
async def test_alone_nobody_needs_it(app: App, matrix: FakePlatform, where: str) -> None:
    await matrix.says("mehmet", "polls", where=where, private=True)
    await tells(app, "mehmet", Post("Wir machen es."))
    assert told(matrix.posts(where)[-1]) == "Wir machen es."
