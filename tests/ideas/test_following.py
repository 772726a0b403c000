"""Whoever follows a district, a field or a neighbourhood hears of new ideas there."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Call
from bot.store import Base
from ideas.models import Follow
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_similar import Streets
from tests.scenes import told

LIGHT = Call("idea", {"text": "More light at the market", "field": "space", "join": 0})


@pytest.fixture(autouse=True)
def streets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ideas.placing.gazetteer.of", lambda city: Streets())


@pytest.fixture
@beginning
async def alone(app: App, discord: FakePlatform) -> None:
    """Mehmet can be told alone."""
    await discord.says("mehmet", "help")
    await discord.says("mehmet", "help", where="@mehmet", private=True)


@pytest.mark.parametrize(
    ("what", "about", "heard"),
    [
        ("", "in Hafen", [1, 2]),
        ("Hafen", "in Hafen", [1, 2]),
        ("space", "on “Space and Infrastructure”", [2]),
        ("Am Kai", "in Hafen", [1]),
    ],
)
async def test_what_is_followed_is_told(
    app: App,
    alone: None,
    matrix: FakePlatform,
    discord: FakePlatform,
    clock: Clock,
    what: str,
    about: str,
    heard: list[int],
) -> None:
    assert told(await discord.says("mehmet", f"follow {what}", locale="en")) == (
        f"From now on I tell you when there are new ideas {about}."
    )
    await matrix.says("anna", Call("idea", {"text": "A bench at Am Kai", "join": 0}))
    await matrix.says("anna", LIGHT)
    await later(app, clock)
    titles = [told(post).split(":")[0] for post in discord.posts("@mehmet")]
    assert titles == [f"Idea {number}" for number in heard]


async def test_whoever_cannot_be_told_alone_hears_how(app: App, matrix: FakePlatform) -> None:
    assert "please write to me alone once" in told(
        await matrix.says("mehmet", "follow", locale="en")
    )
    refused = told(await matrix.says("mehmet", "follow Broadway", locale="en"))
    assert refused.startswith("I know no street, district or field of action called “Broadway”")


async def test_whoever_had_it_need_not_be_told(
    app: App, alone: None, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mehmet", "follow")
    await discord.says("mehmet", BENCH)
    await later(app, clock)
    assert discord.posts("@mehmet") == []


async def test_it_ends_when_told_to(
    app: App, alone: None, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mehmet", "follow")
    assert told(await discord.says("mehmet", "unfollow", locale="en")) == (
        "From now on I tell you of no new ideas."
    )
    await matrix.says("anna", BENCH)
    await later(app, clock)
    assert discord.posts("@mehmet") == []
    nothing = "You did not follow anything."
    assert told(await discord.says("mehmet", "unfollow", locale="en")) == nothing


async def test_of_a_street_the_district_is_kept_and_no_more(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mehmet", "follow Am Kai")

    def kept(session: Session) -> list[tuple[str | None, str | None]]:
        return [(each.field, each.district) for each in session.scalars(select(Follow))]

    assert await app.writer.do(kept) == [(None, "Hafen")]
    placed = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    assert not placed & {
        "latitude",
        "longitude",
        "lat",
        "lon",
        "street",
        "point",
        "coordinates",
    }
