"""Ballots of our own: buttons and lists, which survive a restart."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot import outbox
from bot.adapter import Cursor
from bot.app import App
from bot.incoming import Call, Incoming, Picked
from bot.lent_roles import LentRole
from bot.picks import Pick
from bot.posts import Button, Post, Reply
from tests.adapters.discord.hafen import BENCH, Hafen
from tests.discord_server.neighbours import components, labels
from tests.discord_server.reading import read

# Results after the end: never a poll of Discord's own.
HIDDEN: dict[str, Any] = {"results": "after"}


async def test_few_answers_are_buttons(hafen: Hafen) -> None:
    message = await hafen.asks(**HIDDEN)
    assert labels(message) == ["1. Park", "2. Square", "3. Harbour"]
    pressed = await hafen.people.press("anna", message, "Square")
    assert (await pressed.text()).startswith("Your vote counts: Square.")
    assert pressed.private
    pressed = await hafen.people.press("anna", message, "Harbour")
    assert "Harbour" in await pressed.text()
    await hafen.counts(0, 0, 1)


async def test_many_answers_and_several_choices_are_a_list(hafen: Hafen) -> None:
    many = "; ".join(f"Place {n}" for n in range(1, 13))
    message = await hafen.asks(answer=many, several=True, results="after")
    assert len(labels(message)) == 12
    chosen = await hafen.people.select("anna", message, 2, 12)
    assert "Place 2 / Place 12" in await chosen.text()
    nothing = await hafen.people.select("anna", message)
    assert "Your vote is taken back." in await nothing.text()


async def test_long_answers_stand_in_full_above_their_buttons(hafen: Hafen) -> None:
    long = "By the harbour, where the crane stands and everybody can see the ships go by"
    message = await hafen.asks(answer=f"{long}; Park", **HIDDEN)
    assert long in read(message["content"])
    assert all(len(each) <= 80 for each in labels(message))


async def test_buttons_survive_a_restart(hafen: Hafen) -> None:
    message = await hafen.asks(**HIDDEN)
    await hafen.stage.listens(hafen.app.router)
    pressed = await hafen.people.press("anna", message, "Park")
    assert "Your vote counts: Park." in await pressed.text()


async def test_a_press_is_answered_although_we_are_told_of_the_post_only_later(
    hafen: Hafen,
) -> None:
    asked = await hafen.people.slash("mo", "poll", **BENCH, **HIDDEN)
    await asked.answered()
    carrying = asyncio.create_task(hafen.app.postman.round())
    message = await hafen.reads("Where should the bench go?")
    pressed = await hafen.people.press("anna", message, "Park")
    await carrying
    assert "Your vote counts: Park." in await pressed.text()


async def test_a_press_that_is_understood_only_later_gives_way_to_what_was_said_since(
    hafen: Hafen, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await hafen.asks(**HIDDEN)
    hear, missed, said = hafen.app.router.hear, asyncio.Event(), asyncio.Event()

    async def not_at_first(
        heard: Sequence[Incoming], cursor: Cursor | None = None
    ) -> list[Reply | None]:
        if any(isinstance(each.said, Picked) for each in heard):
            if not missed.is_set():
                missed.set()
                return [None] * len(heard)
            await said.wait()
        return await hear(heard, cursor)

    monkeypatch.setattr(hafen.app.router, "hear", not_at_first)
    pressed = await hafen.people.press("anna", message, "Park")
    await missed.wait()
    await (await hafen.people.slash("anna", "vote", poll="1", answer="2")).answered()
    said.set()
    assert "What you said later stands: Square." in await pressed.text()
    await hafen.counts(0, 1, 0)


async def test_a_poll_that_has_closed(hafen: Hafen) -> None:
    message = await hafen.asks(**HIDDEN)
    before = dict(message) | {"components": message["components"]}
    reason = "The city has decided."
    closed = await hafen.people.slash("mo", "close", poll=1, reason=reason)
    await closed.answered()
    await hafen.reads("Poll 1 has closed")

    async def bare() -> bool:
        return not hafen.room[message["id"]]["components"]

    await hafen.at_last(bare)
    pressed = await hafen.people.press("anna", before, "Park")
    assert "This poll" in await pressed.text()
    assert "closed" in await pressed.text()
    assert pressed.private


async def test_a_button_for_those_who_may(hafen: Hafen) -> None:
    """Whoever presses it: what it stands for has its rights."""
    close = Call("close", {"poll": 1, "reason": "Because."})
    await hafen.asks(**HIDDEN)
    message = await shows(hafen.app, hafen, Post("Shall it end?", buttons=(
        Button("End it", close, "close 1"),)))  # fmt: skip
    charlie = await hafen.people.press("charlie", message, "End it")
    assert (await charlie.text()).startswith("Only moderators may do this.")
    mo = await hafen.people.press("mo", message, "End it")
    assert "Poll 1 is closed." in await mo.text()


async def shows(app: App, hafen: Hafen, post: Post) -> dict[str, Any]:
    at, now = hafen.stage.room, app.clock()
    await app.writer.do(lambda session: outbox.send(session, at, post, key="shown", now=now))
    return await hafen.reads(post.text)


async def test_a_role_of_discord_may_be_one_of_ours(hafen: Hafen) -> None:
    await hafen.asks(**HIDDEN)
    role = hafen.stage.world.role("Moderation")
    hafen.stage.roles = {role: "moderator"}
    await hafen.stage.listens(hafen.app.router)
    close: dict[str, Any] = {"poll": 1, "reason": "Because."}
    charlie = await hafen.people.slash("charlie", "close", **close)
    assert "Only moderators" in await charlie.text()
    hafen.people.person("mehmet").roles = [role]
    mehmet = await hafen.people.slash("mehmet", "close", **close)
    assert "Poll 1 is closed." in await mehmet.text()


async def test_who_was_heard_with_such_a_role_is_reckoned_with_until_it_is_gone(
    hafen: Hafen,
) -> None:
    role = hafen.stage.world.role("Moderation")
    hafen.stage.roles = {role: "moderator"}
    await hafen.stage.listens(hafen.app.router)
    for roles, expected in (([role], ["moderator"]), ([], [])):
        hafen.people.person("mehmet").roles = roles
        await (await hafen.people.slash("mehmet", "polls")).text()
        with hafen.app.store.begin() as session:
            assert list(session.scalars(select(LentRole.role))) == expected


async def test_a_secret_poll_is_answered_where_nobody_sees(hafen: Hafen) -> None:
    message = await hafen.asks(secret=True)
    assert "poll" not in message
    assert labels(message) == ["Vote in secret"]
    opened = await hafen.people.press("anna", message, "Vote in secret")
    ballot = await opened.answered()
    assert opened.private
    assert [each["type"] for each in components(ballot)] == [3]
    chosen = await hafen.people.select("anna", ballot, 2)
    said = await chosen.text()
    assert chosen.private
    assert "Your vote" in said
    assert "Square" not in said
    with hafen.app.store.begin() as session:
        assert session.scalars(select(Pick)).all() == []


async def test_a_secret_vote_by_command_is_seen_by_nobody_either(hafen: Hafen) -> None:
    await hafen.asks(secret=True)
    voted = await hafen.people.slash("anna", "vote", poll=1, answer="2")
    said = await voted.text()
    assert voted.private
    assert "read" not in said
