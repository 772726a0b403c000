"""A neighbourhood whose moderators have a room of their own, for scenes about polls there."""

from dataclasses import replace

from bot.config import NeighbourhoodSettings, Settings
from tests.conftest import ROOMS
from tests.fakes import FakePlatform
from tests.scenes import told

BENCH = 'poll "Where should the bench go?" "Park" "Square" closes="in 3 days"'
LINK = 'poll "Who buys at https://shop.example?" "Me" "Nobody" closes="in 3 days"'


def with_a_desk(settings: Settings) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    return replace(settings, neighbourhoods={**settings.neighbourhoods, "hafen": hafen})


async def decides(matrix: FakePlatform, line: str) -> str:
    return told(await matrix.says("mo", line, where="#desk"))


def in_the_room(platform: FakePlatform, where: str = "#hafen") -> str:
    return "\n\n".join(told(each) for each in platform.posts(where))
