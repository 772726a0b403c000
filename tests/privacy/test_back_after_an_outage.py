"""Bude was away when a poll or the time of an idea ended, and hears days later what was said
before that: nobody has two votes by having been forgotten, or supports an idea twice."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from bot.forgotten import Forgotten
from ideas import publishing, threshold
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.scenes import told

MARKS = select(Forgotten.mark)


async def forgotten(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """Anna, who has two accounts."""
    await links(app, matrix, discord, "anna")
    assert "I have forgotten you" in told(await matrix.whispers("anna", "forget me for sure"))


@pytest.fixture
@beginning
async def during_a_poll(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    await matrix.says("mo", 'poll "Where?" "Park" "Square" closes="in 3 days"')
    await forgotten(app, matrix, discord)


@pytest.mark.parametrize("tidies_first", [False, True])
@pytest.mark.usefixtures("during_a_poll")
async def test_who_was_one_is_one(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, tidies_first: bool
) -> None:
    clock.forward(days=2)
    votes = [
        platform.incoming("anna", "vote 1 1", said_at=clock.now)
        for platform in (matrix, discord)
    ]
    clock.forward(days=4)
    if tidies_first:
        await app.tidy()
    for platform, vote in zip((matrix, discord), votes, strict=True):
        [counted] = await platform.hears([vote])
        assert told(counted).startswith("Your vote counts: Park.")
    assert "Park: 1 vote\n" in told(await matrix.says("mo", "results 1"))


@pytest.fixture
@beginning
async def while_support_is_gathered(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Mehmet's idea, behind which Anna can stand."""
    await matrix.says("mehmet", "idea A bench at the harbour, so that old people can rest.")
    await forgotten(app, matrix, discord)


@pytest.mark.usefixtures("while_support_is_gathered")
class TestOfAnIdea:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        ideas = {"supports": 75, "weeks": 6}
        return replace(
            settings, rules={"dortmund": {"ideas": ideas, "desk": {"rule": "at once"}}}
        )

    @pytest.mark.parametrize("tidied", [0, 1, 2])
    async def test_who_was_one_stands_behind_it_once(
        self,
        app: App,
        matrix: FakePlatform,
        discord: FakePlatform,
        clock: Clock,
        tidied: int,
    ) -> None:
        clock.forward(days=40)
        said = [
            platform.incoming("anna", "support 1", said_at=clock.now)
            for platform in (matrix, discord)
        ]
        clock.forward(days=3)
        for _ in range(tidied):
            clock.forward(days=3)
            await app.tidy()
        for platform, support in zip((matrix, discord), said, strict=True):
            await platform.hears([support])
        await app.writer.do(lambda session: publishing.refresh(session, clock.now))
        await app.postman.round()
        assert "Supporters: 2\n" in told(matrix.posts()[0])

    async def test_once_its_time_is_over_nobody_need_be_known_again(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        clock.forward(days=46)
        await app.writer.do(lambda session: threshold.look(session, clock.now))
        await app.tidy()
        assert await app.writer.do(lambda session: session.scalars(MARKS).all()) == []
