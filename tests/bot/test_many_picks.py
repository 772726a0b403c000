"""Many picks at once are looked up together."""

import pytest

from bot.app import App
from bot.incoming import Incoming, Picked
from tests.bot.scene import statements
from tests.bot.test_picks import BENCH, asks
from tests.fakes import FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")


async def test_hundreds_ask_as_little_as_ten(app: App, matrix: FakePlatform) -> None:
    bench = await asks(app, matrix)

    def many(number: int) -> list[Incoming]:
        people = [f"n{n}" for n in range(number)]
        return [matrix.incoming(who, Picked(bench, (2,))) for who in people]

    await matrix.hears(many(200))
    with statements(app.store) as sent:
        few = await matrix.hears(many(10))
        asked = len(sent)
        replies = await matrix.hears(many(200))
    assert all(few)
    assert all(replies)
    assert len(sent) - asked == asked


async def test_what_is_picked_on_is_looked_up_once_for_all_polls(
    app: App, matrix: FakePlatform
) -> None:
    posts = [await asks(app, matrix, BENCH.replace("bench", f"bench {n}")) for n in range(8)]
    with statements(app.store) as sent:
        await matrix.hears([matrix.incoming("anna", Picked(each, (2,))) for each in posts])
    assert len([each for each in sent if "FROM sent_message" in each]) == 1
