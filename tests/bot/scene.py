"""Commands that only tests know, and looking into the tables without asking Bude."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Annotated

from sqlalchemy import CompoundSelect, event, func, literal, select, union_all
from sqlalchemy.orm import Session

from bot.app import App
from bot.came_along import SentFile
from bot.commands import Command, CommandBook
from bot.context import Context
from bot.heard import Heard
from bot.incoming import Address
from bot.language import languages
from bot.outbox import Letter
from bot.parameters import Line
from bot.posts import Post, Reply, with_lines
from bot.refusals import Refusal
from bot.store import Base, Store
from bot.writer import Writer

HAFEN = Address("matrix", "#hafen")


def plain(text: str) -> str:
    """Words without the marks around lines to type."""
    return with_lines(text, lambda line: f"!{line}")


def words(reply: Reply | None) -> str:
    assert reply
    return plain(reply.post.text)


def rows(store: Store) -> dict[str, int]:
    """How many rows stand in each table."""
    with store.begin() as session:
        return dict(session.execute(_all_tables()).all())


@cache
def _all_tables() -> CompoundSelect[str, int]:
    tables = Base.metadata.sorted_tables
    return union_all(
        *(select(literal(each.name), func.count()).select_from(each) for each in tables)
    )


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Everything that is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def letters(store: Store) -> Sequence[Letter]:
    with store.begin() as session:
        return session.scalars(select(Letter).order_by(Letter.id)).all()


def noted(store: Store) -> Sequence[str]:
    """The ids of what was heard."""
    with store.begin() as session:
        return session.scalars(select(Heard.message_id).order_by(Heard.message_id)).all()


@asynccontextmanager
async def busy(writer: Writer) -> AsyncIterator[None]:
    """While the writer is at something, the rest waits and is then done together."""
    let_go = threading.Event()
    begun = threading.Event()

    def hold(session: Session) -> None:
        begun.set()
        let_go.wait(10)

    task = asyncio.ensure_future(writer.do(hold))
    await asyncio.to_thread(begun.wait)
    yield
    await asyncio.sleep(0)
    let_go.set()
    await task


# Commands that only tests know


def teach(app: App, *commands: Command) -> None:
    known = [
        each for each in app.router.book if each.name not in {new.name for new in commands}
    ]
    app.router.book = CommandBook([*known, *commands], languages())


def shout(context: Context, words: Annotated[str, Line()]) -> Reply:
    """Announces, and refuses to do so quietly when it is too late."""
    context.session.add(
        Letter(
            platform=context.at.platform,
            target=context.at.target,
            key=f"shout:{words}",
            nonce=words,
            post="{}",
            state="sent",
            queued=context.now,
            due=context.now,
            attempts=0,
        )
    )
    if words == "quietly":
        raise Refusal("Not so loud.")
    return Reply(Post(f"{words}!"))


def broken(context: Context, words: Annotated[str, Line()]) -> Reply:
    raise ZeroDivisionError(words)


def mended(context: Context, words: Annotated[str, Line()]) -> Reply:
    return Reply(Post(f"{context.person.name} whispered {words}."))


def photo(context: Context, file: SentFile) -> Reply:
    return Reply(Post(f"{file.name}, {file.mime}, {len(file.content)} bytes"))


def caption(context: Context, words: Annotated[str, Line()], *, file: SentFile) -> Reply:
    return Reply(Post(f"{words}: {file.name}"))


SHOUT = Command("shout", shout, "Shout", prompts={"words": "What?"})
PHOTO = Command("photo", photo, "Show a photo", prompts={"file": "Which one?"})


def whisper(run: Callable[..., Reply]) -> Command:
    return Command("whisper", run, "Whisper", prompts={"words": "What?"})


CAPTIONED = Command("caption", caption, "Caption", prompts={"words": "What?", "file": "Which?"})
