"""A neighbourhood whose moderators have a room of their own, for scenes about polls there."""

from dataclasses import replace

from bot.app import App
from bot.config import NeighbourhoodSettings, Settings
from tests.beginnings import beginning
from tests.conftest import ROOMS
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, met, told

BENCH = 'poll "Where should the bench go?" "Park" "Square" closes="in 3 days"'
LINK = 'poll "Who buys at https://shop.example?" "Me" "Nobody" closes="in 3 days"'


def with_a_desk(settings: Settings) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    return replace(settings, neighbourhoods={**settings.neighbourhoods, "hafen": hafen})


async def decides(matrix: FakePlatform, line: str) -> str:
    return told(await matrix.says("mo", line, where="#desk"))


def in_the_room(platform: FakePlatform, where: str = "#hafen") -> str:
    return "\n\n".join(told(each) for each in platform.posts(where))


@beginning
async def asked(app: App, matrix: FakePlatform, clock: Clock) -> str:
    """The bench, with a vote of Mehmet's; the id of the message that asks."""
    await met(matrix, "anna")
    await matrix.says("anna", BENCH)
    await matrix.says("mehmet", "vote 1 2")
    await later(app, clock)
    return next(key for key, shown in matrix.shown.items() if shown.post.question)


async def takes_down(matrix: FakePlatform, message: str) -> None:
    """Charlie reports what this message shows, and Mo declines it."""
    await matrix.says("charlie", "report", replies_to=message)
    await decides(matrix, "decline 1 It is rude.")


async def appealed(matrix: FakePlatform, number: int = 1) -> None:
    """Mehmet moderates, too, and finds that the author is right."""
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.whispers("anna", f"appeal {number} It is a bench!")
    done = told(await matrix.says("mehmet", f"approve {number}", where="#desk"))
    assert done == f"Case {number} is published, and its author knows."
