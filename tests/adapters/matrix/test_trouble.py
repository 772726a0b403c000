"""A homeserver that is away, slow, overloaded or talks nonsense: nothing lost, no busy loop."""

import asyncio
import logging
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from adapters.matrix import waiting
from adapters.matrix.adapter import WrongAccount
from bot import patience
from bot.posts import Post, Reply
from tests.adapters.matrix import wire
from tests.adapters.matrix.script import SAID_AT, Script, new, running, said
from tests.adapters.matrix.wire import Trouble, Wire
from tests.adapters.stage import Notebook, until
from tests.fakes import Clock

TROUBLES: dict[str, Trouble] = {
    "cut": wire.cut,
    "half an answer": wire.half,
    "a broken line": wire.broken_off,
    "a web page": wire.a_web_page,
    "502": wire.says(502),
    "429": wire.says(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 30}),
    "429 without a word": wire.says(429),
    "a list": wire.says(200, []),
    "no token": wire.says(200, {"rooms": {}}),
    "a limit on accounts": wire.says(403, {"errcode": "M_RESOURCE_LIMIT_EXCEEDED"}),
}


@pytest.mark.parametrize("name", TROUBLES)
async def test_trouble_passes_and_nothing_is_lost(
    name: str, line: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    trouble = TROUBLES[name]
    script = Script([new(token="s1"), trouble, trouble, trouble, new(said("!vote 1"))])
    inbox = Notebook(kept="s0")
    async with running(script.adapter(line), inbox):
        await until(lambda: bool(inbox.heard))
    assert inbox.words == ["vote 1"]
    # What is asked again is asked from where we were.
    assert {asked["since"] for asked in script.asked[1:5]} == {"s1"}
    told = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(told) == 2, "one line when it begins, one when it ends"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that Bude means to wait, one time after the other; here it does not."""
    meant: list[float] = []

    async def sleep(seconds: float) -> None:
        meant.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(waiting, "asyncio", SimpleNamespace(sleep=sleep))
    return meant


async def test_who_is_away_is_not_hammered(
    line: Wire, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "FIRST", 1.0)
    script = Script([wire.cut] * 1000)
    async with running(script.adapter(line), Notebook(kept="s0")):
        await until(lambda: len(waits) >= 3)
    assert all(
        most / 2 <= seconds <= most
        for seconds, most in zip(waits[:3], (1.0, 2.0, 4.0), strict=True)
    )
    # aiohttp asks once more by itself when a line was cut.
    assert len(script.asked) <= 2 * (len(waits) + 1)


async def test_an_overloaded_homeserver_is_given_its_time(
    line: Wire, waits: list[float]
) -> None:
    told = wire.says(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 60_000})
    script = Script([told] * 1000)
    async with running(script.adapter(line), Notebook(kept="s0")):
        await until(lambda: len(waits) >= 2)
    assert waits[:2] == [60.0, 60.0]


async def test_a_revoked_token_is_said_once_and_clearly(
    line: Wire, caplog: pytest.LogCaptureFixture, waits: list[float]
) -> None:
    no = wire.says(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Token is not active"})
    script = Script([no] * 1000)
    async with running(script.adapter(line), Notebook(kept="s0")):
        await until(lambda: len(waits) >= 4)
    assert set(waits) == {patience.LONGEST}
    assert len(script.asked) <= len(waits) + 1
    [told] = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert told.levelno == logging.ERROR
    assert "set a new one" in told.message


async def test_the_token_is_never_logged(line: Wire, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    troubles = [TROUBLES[name] for name in ("cut", "half an answer", "502", "a list")]
    script = Script([*troubles, new(said("!vote 1"))])
    inbox = Notebook(kept="s0")
    async with running(script.adapter(line), inbox):
        await until(lambda: bool(inbox.heard))
    assert caplog.records
    assert "syt_secret" not in caplog.text


@pytest.mark.parametrize(
    ("who", "device", "names"),
    [
        ({"user_id": "@other:hs.test"}, None, "@other:hs.test"),
        ({"user_id": "@bude:hs.test", "device_id": "NEW"}, "OLD", "NEW"),
    ],
)
async def test_somebody_elses_token_is_an_error_that_says_so(
    line: Wire, who: dict[str, Any], device: str | None, names: str
) -> None:
    adapter = Script(whoami=who).adapter(line, device)
    with pytest.raises(WrongAccount, match=names) as error:
        await adapter.run(Notebook(kept="s0"))
    assert "\n" not in str(error.value)


async def test_nothing_is_asked_in_the_name_of_somebody_else(line: Wire) -> None:
    """What is new for them their homeserver gives once."""
    script = Script([new(said("!vote 1"))], whoami={"user_id": "@other:hs.test"})
    with pytest.raises(WrongAccount):
        await script.adapter(line).run(Notebook(kept="s0"))
    assert not script.asked


async def test_what_comes_after_a_break_has_the_homeservers_time(
    line: Wire, clock: Clock
) -> None:
    async def a_break(request: web.Request) -> web.StreamResponse | None:
        clock.forward(seconds=2)
        return await wire.says(502)(request)

    script = Script([new(token="s1"), new(said("!live")), a_break, new(said("!after"))])
    inbox = Notebook(kept="s0")
    async with running(script.adapter(line, clock=clock), inbox):
        await until(lambda: len(inbox.heard) == 2)
    live, after = inbox.heard
    assert live.said_at is None
    assert after.said_at == datetime.fromtimestamp(SAID_AT, UTC)


async def test_each_sync_request_is_another(line: Wire) -> None:
    """Or Synapse would give an old answer, and `until` would promise too much."""
    script = Script([new(token="s1")] * 50)
    async with running(script.adapter(line), Notebook(kept="s0")):
        await until(lambda: len(script.asked) > 50)
    assert len({asked["timeout"] for asked in script.asked}) > 30
    assert all(5000 <= int(asked["timeout"]) < 6000 for asked in script.asked)


async def test_a_reply_that_cannot_be_sent_does_not_make_us_deaf(line: Wire) -> None:
    script = Script([new(said("!one"), token="s1"), new(said("!two"))])
    inbox = Notebook(lambda heard: Reply(Post("Yes.")), kept="s0")
    adapter = script.adapter(line)

    async def nothing_goes_out(request: Any) -> Any:
        if request.method == "PUT":
            return await wire.says(403, {"errcode": "M_FORBIDDEN"})(request)
        return await script(request)

    line.trouble = nothing_goes_out
    async with running(adapter, inbox):
        await until(lambda: len(inbox.heard) == 2)
