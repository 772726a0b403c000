"""Letters as scenes send them, look for them, and see them arrive."""

from bot import outbox
from bot.app import App
from bot.incoming import Address
from bot.outbox import Letter
from bot.posts import Post
from tests.bot.scene import HAFEN, letters
from tests.fakes import FakePlatform

ELSEWHERE = Address("matrix", "#elsewhere")


def send(app: App, *texts: str, to: Address = HAFEN) -> None:
    with app.store.begin() as session:
        for text in texts:
            outbox.send(session, to, Post(text), key=text, now=app.clock())


def letter(app: App, key: str) -> Letter:
    [found] = [each for each in letters(app.store) if each.key == key]
    return found


def shown(platform: FakePlatform, target: str = "#hafen") -> list[str]:
    return [post.text for post in platform.posts(target)]
