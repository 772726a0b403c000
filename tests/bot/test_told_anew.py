"""What one neighbour was told is said anew, and many others were told something, too."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import store, telling
from bot.app import App
from bot.language import Words
from bot.outbox import Letter
from bot.people import Account, Person
from bot.posts import Post

MANY = 1000


def say(words: Words) -> Post:
    return Post("In other words.")


def tell_many(app: App, session: Session) -> None:
    now, numbers = app.clock(), range(101, 101 + MANY)
    session.execute(insert(Person), [{"id": n, "name": f"n{n}"} for n in numbers])
    account = {"platform": "matrix", "since": now, "heard": now}
    accounts = [account | {"user_id": f"n{n}", "person_id": n} for n in numbers]
    session.execute(insert(Account), accounts)
    letter = {"platform": "matrix", "post": "{}", "state": "sent", "queued": now, "due": now}
    letter |= {"attempts": 1, "nonce": ""}
    letters = [letter | {"target": f"~n{n}", "key": f"news:{n}:n{n}"} for n in numbers]
    session.execute(insert(Letter), letters)


async def test_not_all_letters_are_compared_with_all_accounts(app: App) -> None:
    """With ten thousand of each that took more than half a minute."""
    with app.store.begin() as session:
        tell_many(app, session)
        steps: list[int] = []
        if store.dialect(session) == "sqlite":
            driver: Any = session.connection().connection.driver_connection
            driver.set_progress_handler(lambda: steps.append(100), 100)
        telling.show_anew(session, say, key="news:107", now=app.clock())
        assert sum(steps) < 100 * MANY
        changed = session.query(Letter).where(Letter.edits.is_not(None)).one()
        assert (changed.target, "In other words." in changed.post) == ("~n107", True)
