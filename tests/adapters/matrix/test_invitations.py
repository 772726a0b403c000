"""Invitations that have waited: homeservers tell of each once, so Bude asks at each start."""

from dataclasses import replace

import pytest

from adapters.matrix import listening
from tests.adapters.matrix import wire
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import Notebook, until
from tests.servers.neighbour import Event, Neighbour

pytestmark = pytest.mark.synapse


def trusting(stage: MatrixStage, anna: Neighbour) -> None:
    stage.settings = replace(stage.settings, accept_invitations_from=(anna.user_id,))


async def comes_in(stage: MatrixStage, anna: Neighbour, room: str) -> None:
    def arrival(event: Event) -> bool:
        joined = event["content"].get("membership") == "join"
        return joined and bool(event["sender"] == stage.bude.user_id)

    await anna.hears(arrival, room=room)


async def test_one_that_was_left_alone_is_accepted_once_the_config_allows_it(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture
) -> None:
    anna, inbox = await stage.person("anna"), Notebook()
    await stage.listens(inbox)
    room = await anna.create_room("Anna's", invite=[stage.bude.user_id])
    await until(lambda: "accept_invitations_from" in caplog.text)
    await anna.say("!said before we came", room=room)
    await stage.stops()
    trusting(stage, anna)
    await stage.listens(inbox)
    await comes_in(stage, anna, room)
    await anna.say("!help", room=room)
    await until(lambda: bool(inbox.words))
    assert inbox.words == ["help"]


async def test_who_died_on_the_way_comes_at_the_next_start(
    stage: MatrixStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "GOODBYE", 0.0)
    anna, inbox = await stage.person("anna"), Notebook()
    trusting(stage, anna)
    stage.wire.trouble = wire.says(502, on="/join/")
    await stage.listens(inbox)
    room = await anna.create_room("Anna's", invite=[stage.bude.user_id])
    await until(lambda: any("/join/" in each for each in stage.wire.requests))
    await stage.stops()
    stage.wire.trouble = None
    await stage.listens(inbox)
    await comes_in(stage, anna, room)
