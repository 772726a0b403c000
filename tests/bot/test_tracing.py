"""Whose answer a reply is: every message of ours is traced back to its letter."""

from sqlalchemy import update

from bot import outbox, places
from bot.app import App
from bot.outbox import Letter, State
from bot.posts import Post
from tests.bot.scene import HAFEN, letters
from tests.fakes import FakePlatform


def lease(app: App, most: int = 50) -> list[str]:
    with app.store.begin() as session:
        taken = outbox.lease(session, BOTH, app.clock(), most)
        return [letter.key for letter in taken]


def mark(app: App, key: str, **values: object) -> None:
    with app.store.begin() as session:
        session.execute(update(Letter).filter_by(key=key).values(**values))


def announce(app: App, text: str, key: str = "news") -> None:
    with app.store.begin() as session:
        hafen = places.find(session, "hafen")
        assert hafen
        rooms = places.rooms_of(session, hafen.id)
        outbox.announce(session, rooms, say(text), key=key, now=app.clock())


def revise(app: App, text: str, key: str = "news") -> None:
    with app.store.begin() as session:
        outbox.revise(session, say(text), key=key, now=app.clock())


# Sending


async def test_a_message_is_traced_back_to_its_newest_words(
    app: App, matrix: FakePlatform
) -> None:
    announce(app, "First")
    [original, *_] = [each for each in letters(app.store) if each.platform == "matrix"]
    with app.store.begin() as session:
        outbox.remember(session, original.id, HAFEN, ("$1", "$2"))
        assert outbox.messages_of(session, original.id) == ("$1", "$2")
    mark(app, "news", state=State.SENT)
    revise(app, "Second")
    with app.store.begin() as session:
        for message_id in ("$1", "$2"):
            found = outbox.letter_behind(session, "matrix", message_id)
            assert found
            assert found.key == "news~1"
        assert outbox.letter_behind(session, "discord", "$1") is None
        assert outbox.letter_behind(session, "matrix", "$3") is None


async def test_a_reply_is_recorded_and_not_sent(app: App) -> None:
    with app.store.begin() as session:
        number = outbox.record(session, HAFEN, Post("Which?"), key="reply:1", now=app.clock())
        again = outbox.record(session, HAFEN, Post("Which?!"), key="reply:1", now=app.clock())
    assert number == again
    assert lease(app) == []
