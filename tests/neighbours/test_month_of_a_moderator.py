"""A moderator's month of vouching begins anew neither by being forgotten nor by parting."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from neighbours import vouching
from neighbours.models import Vouch
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, links
from tests.neighbours.test_known import is_known, meets
from tests.scenes import told

NAMES = [f"n{number}" for number in range(6)]


@pytest.fixture(autouse=True)
def five_in_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be twenty."""
    assert vouching.MOST_BY_RIGHT == 20
    monkeypatch.setattr(vouching, "MOST_BY_RIGHT", 5)


async def says(discord: FakePlatform, line: str, *, private: bool = False) -> str:
    """Rosi, who moderates by a role of Discord, which stays with her account."""
    where = "@rosi" if private else "#hafen"
    said = discord.incoming("rosi", line, where=where, private=private)
    [reply] = await discord.hears([replace(said, roles=("moderator",))])
    return told(reply)


@pytest.fixture
@beginning
async def five_vouches(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """Rosi has vouched for as many as she may in a month."""
    await meets(matrix, "eve", "ben")
    await meets(discord, *NAMES)
    for name in NAMES[:-1]:
        assert "is known in Hafen now" in await says(discord, f"vouch {name}")


async def copies(app: App) -> int:
    def look(session: Session) -> int:
        return len(session.scalars(select(Vouch.id)).all())

    return await app.writer.do(look)


async def test_nor_when_they_were_forgotten(
    app: App, discord: FakePlatform, clock: Clock, five_vouches: None
) -> None:
    assert "I have forgotten you" in await says(discord, "forget me for sure", private=True)
    assert "for 5 people in a month" in await says(discord, f"vouch {NAMES[-1]}")
    clock.forward(days=30)
    await app.tidy()
    assert "is known in Hafen now" in await says(discord, f"vouch {NAMES[-1]}")


async def test_nor_when_they_parted_and_were_linked_to_somebody_new(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, five_vouches: None
) -> None:
    for helper in ("eve", "ben"):
        await links(app, matrix, discord, helper, "rosi")
        assert "is a person of its own now" in await says(discord, "unlink rosi", private=True)
        assert "for 5 people in a month" in await says(discord, f"vouch {NAMES[-1]}")
    assert await is_known(discord, NAMES[0])
    assert "Until: " not in await alone(discord, "rosi", "mydata")
    clock.forward(days=30)
    assert "is known in Hafen now" in await says(discord, f"vouch {NAMES[-1]}")


async def test_who_is_linked_again_has_vouched_once(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await meets(matrix, "eve")
    await meets(discord, *NAMES[:2])
    await says(discord, "vouch n0")
    await links(app, matrix, discord, "eve", "rosi")
    await says(discord, "unlink rosi", private=True)
    assert await copies(app) == 2
    await links(app, matrix, discord, "eve", "rosi")
    assert await copies(app) == 1
    assert await is_known(discord, "n0")
