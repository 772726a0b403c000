"""The first word to Bude: in a chat made for the two, it is written before Bude has come in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.matrix.arriving import said_to_us
from bot.incoming import Sealed
from tests.adapters.matrix.script import ANNA, SAID_AT, US, Script, new, running, said
from tests.adapters.matrix.sealed_stage import SealedStage
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.matrix.wire import Wire
from tests.adapters.stage import Notebook, until
from tests.servers.neighbour import Neighbour

MEHMET = "@mehmet:hs.test"


def member(who: str, membership: str, by: str = ANNA, **content: Any) -> dict[str, Any]:
    content |= {"membership": membership}
    return said("", type="m.room.member", sender=by, state_key=who, content=content)


def named(name: str) -> dict[str, Any]:
    return said("", type="m.room.name", state_key="", content={"name": name})


INVITED = member(US, "invite", is_direct=True)
CAME = member(US, "join", by=US)
BEGUN = said("", type="m.room.create", state_key="", content={})
CHAT = [member(ANNA, "join"), INVITED, said("!help"), CAME]


async def hears(line: Wire, *events: Any, before: Sequence[Any] = (BEGUN,)) -> Notebook:
    answer = new(*events, said("!later"))
    answer["rooms"]["join"]["!hafen:hs.test"]["state"] = {"events": [*before]}
    inbox = Notebook(kept="s0")
    silence = {"next_batch": "s1"}
    async with running(Script([silence, answer, silence]).adapter(line), inbox):
        await until(lambda: len(inbox.cursors) > 2)
    return inbox


async def test_what_was_written_with_the_invitation_is_heard_once_at_its_own_time(
    line: Wire,
) -> None:
    inbox = await hears(line, *CHAT)
    assert inbox.words == ["help", "later"]
    first = inbox.heard[0]
    assert first.said_at == datetime.fromtimestamp(SAID_AT, UTC)
    assert first.private


async def test_so_is_it_where_the_invitation_is_older_than_what_we_are_given(
    line: Wire,
) -> None:
    inbox = await hears(line, *CHAT[2:], before=[BEGUN, *CHAT[:2]])
    assert inbox.words == ["help", "later"]


@pytest.mark.parametrize(
    "events",
    [
        [*CHAT[:1], member(MEHMET, "join"), *CHAT[1:]],
        [*CHAT[:1], member(MEHMET, "invite"), *CHAT[1:]],
        [CHAT[0], named("Hafen"), member(US, "invite"), *CHAT[2:]],
        [CHAT[0], said("!help"), INVITED, CAME],
        [*CHAT[:2], said("!help", sender=MEHMET), CAME],
        [CHAT[0], said("!help"), CAME],
        [*CHAT[:2], said("!help"), member(US, "leave", by=US), CAME],
    ],
    ids=["others", "invited too", "for all", "earlier", "not hers", "by ourselves", "gone"],
)
async def test_what_was_not_written_to_bude_alone_is_not_heard(
    line: Wire, events: list[Any]
) -> None:
    inbox = await hears(line, *events)
    assert inbox.words == ["later"]


@pytest.mark.parametrize(
    ("beginning", "words"),
    [([BEGUN], ["help", "after", "newest"]), ([], ["after", "newest"])],
    ids=["all of it", "others may be there"],
)
async def test_it_is_found_in_a_gap_where_all_of_the_chat_can_be_seen(
    line: Wire, beginning: list[Any], words: list[str]
) -> None:
    pages = {"p1": {"chunk": [said("!after"), *reversed([*beginning, *CHAT])]}}
    answer = new(said("!newest"), limited=True, prev_batch="p1")
    inbox = Notebook(kept="s0")
    async with running(Script([answer], messages=pages).adapter(line), inbox):
        await until(lambda: bool(inbox.cursors))
    assert inbox.words == words


async def test_that_others_came_in_with_the_same_news_is_told_after_it_too(
    line: Wire,
) -> None:
    """Or what was said to Bude alone would make it a place to tell Anna things alone."""
    inbox = await hears(line, *CHAT, member(MEHMET, "join"))
    assert inbox.words == ["help", "later"]
    assert inbox.crowded == ["!hafen:hs.test", "!hafen:hs.test"]


def test_a_chat_with_a_name_is_one_where_the_invitation_says_so() -> None:
    state, talk = [BEGUN, CHAT[0], named("Anna and Bude")], said("!help")
    assert said_to_us(US, state, [INVITED, talk, CAME]) == [talk]


def trusting(stage: MatrixStage, who: Neighbour) -> None:
    stage.settings = replace(stage.settings, accept_invitations_from=(who.user_id,))


@pytest.mark.synapse
async def test_the_first_line_of_a_new_chat_is_answered(stage: MatrixStage) -> None:
    anna, inbox = await stage.person("anna"), Notebook()
    trusting(stage, anna)
    await stage.listens(inbox)
    async with stage.away():
        chat = await anna.direct(stage.bude.user_id)
        await anna.say("!help", room=chat)
    await until(lambda: bool(inbox.words))
    await anna.say("!polls", room=chat)
    await until(lambda: len(inbox.words) > 1)
    assert inbox.words == ["help", "polls"]
    first = inbox.heard[0]
    assert (first.private, first.at.target) == (True, chat)
    assert first.said_at
    assert first.said_at < datetime.now(UTC)


@pytest.mark.synapse
async def test_who_comes_in_and_dies_hears_it_at_the_next_start(stage: MatrixStage) -> None:
    anna, inbox = await stage.person("anna"), Notebook()
    await stage.listens(inbox)
    await stage.stops()
    chat = await anna.direct(stage.bude.user_id)
    await anna.say("!vote 1 2", room=chat)
    entering = Neighbour.join(stage.synapse.url, stage.bude.access_token, chat)
    async with await entering:
        await anna.say("!polls", room=chat)
    await stage.listens(inbox)
    await until(lambda: len(inbox.words) > 1)
    await stage.listens(inbox)
    assert inbox.words == ["vote 1 2", "polls"]


@pytest.mark.synapse
@pytest.mark.parametrize("readable", [True, False], ids=["with its key", "without"])
async def test_so_it_is_where_it_is_encrypted(
    sealed_stage: SealedStage, readable: bool
) -> None:
    stage, inbox = sealed_stage, Notebook()
    anna = await stage.person("anna")
    stage.adapter = stage.fresh(accept_invitations_from=(anna.user_id,))
    await stage.listens(inbox)
    async with stage.away():
        chat = await anna.direct(stage.bude.user_id, encrypted=True)
        await anna.sees_room(chat, stage.bude.user_id)
        if not readable:
            await anna.keeps_key_from(stage.bude.user_id, chat)
        await anna.say("!help", room=chat)
    await until(lambda: bool(inbox.heard))
    first = inbox.heard[0]
    assert (first.private, isinstance(first.said, Sealed)) == (True, not readable)
