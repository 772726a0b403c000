"""Whoever sits at the terminal links it with an account elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings
from tests.adapters.stage import sees
from tests.adapters.terminal.test_contract import TerminalStage
from tests.fakes import FakePlatform
from tests.neighbours.scene import alone, code_in, number_in


@pytest.fixture
async def stage() -> AsyncIterator[TerminalStage]:
    stage = TerminalStage()
    yield stage
    await stage.stops()


@pytest.fixture
async def bude(
    settings: Settings, stage: TerminalStage, matrix: FakePlatform, kept_stores: None
) -> AsyncIterator[App]:
    rooms = ("matrix:#hafen", "terminal:terminal")
    app = App(
        replace(
            settings,
            cities={"dortmund": CitySettings("Dortmund", "en")},
            neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", rooms)},
        ),
        [stage.adapter, matrix],
    )
    app.prepare()
    matrix.inbox = app.router
    carrying = asyncio.create_task(carry(app))
    yield app
    carrying.cancel()
    await app.close()


async def carry(app: App) -> None:
    """A line waits until what it caused was announced."""
    while True:
        await app.postman.round()
        await asyncio.sleep(0.02)


async def test_at_the_terminal(bude: App, stage: TerminalStage, matrix: FakePlatform) -> None:
    await stage.listens(bude.router)
    await stage.says("anna", "link")
    code = code_in((await sees(stage, "Your code")).text)
    number = number_in(await alone(matrix, "anna", f"link {code}"))
    await stage.says("anna", f"confirm {number}")
    await sees(stage, "Now Anna (matrix:anna) has to say yes, too.")
    assert "one person here now" in await alone(matrix, "anna", f"confirm {number}")
    await stage.says("anna", "unlink")
    await sees(stage, "is a person of its own now.")
