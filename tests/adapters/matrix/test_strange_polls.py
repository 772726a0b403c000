"""What a homeserver tells of a poll that somebody wants adopted may be anything."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix import native
from adapters.matrix.adopting import Adopting
from bot.app import command_book
from bot.commands import Command
from bot.incoming import Address, Identity, Incoming, Text
from tests.adapters.matrix.script import ANNA, ROOM, US
from tests.adapters.matrix.test_hear import CONTENTS, EVENTS, JSON
from tests.servers.gestures import POLL

WISH = Incoming(
    Identity("matrix", ANNA, "Anna"),
    Address("matrix", ROOM),
    "$wish",
    Text("poll"),
    replies_to="$poll",
)
COMMANDS = tuple(command_book())
ANSWERS = [{"id": "a", "org.matrix.msc1767.text": "Park"}, {"id": "b", "m.text": "Square"}]
START = {"question": {"body": "Where?"}, "answers": ANSWERS, "max_selections": 1}


def poll(event: dict[str, Any], start: dict[str, Any], edit: Any, sender: Any) -> Any:
    """An event that is a poll, with something forged in it."""
    content = {f"{POLL}.start": {**START, **start}}
    related = {"m.relations": {"m.replace": edit}}
    kind = f"{POLL}.start"
    more = {"type": kind, "content": content, "sender": sender, "unsigned": related}
    return {"event_id": "$poll", **event, **more}


def end(event: dict[str, Any], at: Any) -> Any:
    return {**event, "type": f"{POLL}.end", "origin_server_ts": at}


SENDERS = st.sampled_from([ANNA, "@mo:hs.test", ""]) | JSON
POLLS = st.builds(poll, EVENTS, CONTENTS, EVENTS | JSON, SENDERS)
RELATED = st.builds(
    lambda chunk, more: {"chunk": chunk, "next_batch": more},
    st.lists(EVENTS | st.builds(end, EVENTS, JSON) | JSON, max_size=2),
    st.sampled_from([None, "more", 7]),
)
LEVELS = st.fixed_dictionaries({"users": JSON, "redact": JSON, "users_default": JSON})


class Homeserver:
    def __init__(self, answers: Iterator[Any]) -> None:
        self._answers = answers

    async def get(self, *path: str, **more: Any) -> Any:
        answer: Any = next(self._answers, {})
        return answer if isinstance(answer, dict) else {}


def adopting(*answers: Any) -> Adopting:
    homeserver: Any = Homeserver(iter(answers))
    return Adopting(homeserver, US, known, lambda room, each: each, lambda room, each: None)


async def known() -> Sequence[Command]:
    return COMMANDS


async def together(looking: Adopting) -> list[Incoming]:
    await looking.learn()
    return await looking._together(WISH)


@given(POLLS, RELATED, LEVELS | CONTENTS, EVENTS)
def test_nothing_is_too_strange(event: Any, related: Any, levels: Any, created: Any) -> None:
    looking = adopting(event, related, related, levels, created)
    [heard] = asyncio.run(together(looking))
    assert heard.message_id == WISH.message_id


async def test_what_we_cannot_read_does_not_make_us_deaf(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(native, "poll_in", lambda content: 1 / 0)
    assert await adopting({"event_id": "$poll"}).look_through([WISH]) == [WISH]
    assert "make no sense" in caplog.text
