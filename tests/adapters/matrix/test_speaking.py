"""What becomes of a post that cannot be sent, and that is sent by two at once."""

import asyncio

import pytest
from aiohttp import web

from bot.adapter import DeliveryFailed
from bot.incoming import Address
from bot.posts import Post
from tests.adapters.matrix import wire
from tests.adapters.matrix.script import ROOM, Script
from tests.adapters.matrix.wire import Wire

HERE = Address("matrix", ROOM)


@pytest.mark.parametrize(
    ("status", "code", "permanent"),
    [
        (403, "M_FORBIDDEN", True),
        (404, "M_NOT_FOUND", True),
        (413, "M_TOO_LARGE", True),
        (400, "M_BAD_JSON", True),
        (401, "M_UNKNOWN_TOKEN", False),
        (403, "M_RESOURCE_LIMIT_EXCEEDED", False),
        (500, "M_UNKNOWN", False),
        (404, "", False),
    ],
)
async def test_failures_are_told_apart(
    line: Wire, status: int, code: str, permanent: bool
) -> None:
    adapter = Script().adapter(line)
    line.trouble = wire.says(status, {"errcode": code} if code else None)
    with pytest.raises(DeliveryFailed) as failed:
        await adapter.deliver(HERE, Post("Moin"), key="k")
    assert failed.value.permanent == permanent
    assert bool(failed.value.lacks) == (code == "M_FORBIDDEN")


async def test_a_limit_says_when_to_come_again(line: Wire) -> None:
    adapter = Script().adapter(line)
    line.trouble = wire.says(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500})
    with pytest.raises(DeliveryFailed) as failed:
        await adapter.deliver(HERE, Post("Moin"), key="k")
    assert failed.value.retry_after
    assert failed.value.retry_after.total_seconds() == 1.5


async def test_two_posts_at_once_while_nobody_listens(line: Wire) -> None:
    """A worker that carries letters for another which listens."""
    adapter = Script().adapter(line)
    for round_ in range(5):
        posts = (adapter.deliver(HERE, Post("Moin"), key=f"{round_}.{n}") for n in range(3))
        await asyncio.gather(*posts)


async def test_what_we_may_not_take_away_stays_for_good(line: Wire) -> None:
    adapter = Script().adapter(line)
    line.trouble = wire.says(403, {"errcode": "M_FORBIDDEN"})
    with pytest.raises(DeliveryFailed) as failed:
        await adapter.remove(HERE, "$vote", key="k")
    assert failed.value.permanent
    assert not failed.value.lacks


async def test_taken_away_is_what_was_named_and_once(line: Wire) -> None:
    asked: list[tuple[str, str]] = []

    async def homeserver(request: web.Request) -> web.StreamResponse:
        asked.append((request.method, request.path))
        return web.json_response({"event_id": "$redaction"})

    adapter = Script().adapter(line)
    line.trouble = homeserver
    for _ in range(2):
        await adapter.remove(HERE, "$vote", key="k")
    assert len(asked) == 2
    assert len(set(asked)) == 1  # The same transaction: a homeserver does it once.
    method, path = asked[0]
    assert method == "PUT"
    assert f"/rooms/{ROOM}/redact/$vote/bude." in path
