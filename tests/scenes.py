"""What scenes share: reading a post as a neighbour does, and letting time pass."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Text
from bot.posts import Post, Reply, with_lines
from polls import closing, unsealing
from polls.models import Ballot, Poll
from tests.fakes import Clock, FakePlatform


def told(said: Reply | Post | None) -> str:
    """All that a post says, in the order of a room; "" if nothing was said."""
    if said is None:
        return ""
    post = said.post if isinstance(said, Reply) else said
    lines = [post.title, post.text]
    if post.question:
        lines += [f"{n}. {label}" for n, label in enumerate(post.question.options, 1)]
        lines += [] if post.question.closed else [post.question.how]
    lines += [f"{name}: {value}" for name, value in post.facts]
    return with_lines("\n".join(line for line in lines if line), lambda line: f"!{line}")


def aside(words: str) -> Text:
    """Said in a room, and not to Bude."""
    return Text(words, addressed=False)


async def later(app: App, clock: Clock, **by: float) -> None:
    """Time passes; everything that looks for what is due does so once."""
    clock.forward(**by)
    await app.writer.do(lambda session: closing.close_due(session, clock.now))
    await app.destroy_keys(unsealing.spent)
    await app.writer.do(lambda session: closing.refresh(session, clock.now))
    await app.postman.round()


async def poll_of(app: App, number: int = 1) -> Poll:
    return await app.writer.do(lambda session: session.get_one(Poll, number))


async def count(app: App, platform: FakePlatform, number: int = 1) -> list[str]:
    """The ranking, as `results` tells it."""
    reply = await platform.says("mo", f"results {number}")
    assert reply, "no answer to results"
    return [line for line in reply.post.text.splitlines()[1:] if ": " in line]


SECRET = 'poll "Where should the bench go?" "Park" "Square" secret closes="in 3 days"'
FIVE = ("anna", "mehmet", "charlie", "rosi", "emre")  # So many see the result of a secret poll.


async def met(platform: FakePlatform, *people: str) -> None:
    """They have said something in the room, so that Bude knows their neighbourhood."""
    for who in people:
        await platform.says(who, "polls")


async def votes(platform: FakePlatform, who: str, choices: str, number: int = 1) -> str:
    """To Bude alone; what it answers."""
    return told(await platform.whispers(who, f"vote {number} {choices}"))


def keys(app: App) -> list[str]:
    """The files of keys that are there."""
    return sorted(file.name for file in app.store.keys.folder.glob("*.key"))


async def ballots(app: App) -> Sequence[Ballot]:
    def look(session: Session) -> Sequence[Ballot]:
        return session.scalars(select(Ballot).order_by(Ballot.voter)).all()

    return await app.writer.do(look)
