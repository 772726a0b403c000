"""Being invited, spoken to, and answering in the right place."""

import asyncio
from dataclasses import replace

import pytest

from adapters.matrix.render import contents
from bot.adapter import DeliveryFailed, Receipt
from bot.incoming import Address, Incoming, Text
from bot.posts import Ask, Post, Reply
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.parts import QUESTION, VOTE
from tests.adapters.stage import Notebook, sees, until
from tests.servers.synapse import SERVER_NAME

pytestmark = pytest.mark.synapse

COUNTED = Reply(Post("Your vote is in."), private=True)
WHAT = Reply(Post("What is the question?", ask=Ask(VOTE, "choices")), private=True, letter=1)


def privately(heard: Incoming) -> Reply | None:
    return COUNTED if isinstance(heard.said, Text) and heard.said.addressed else None


async def test_whom_the_config_trusts_may_invite(
    stage: MatrixStage, caplog: pytest.LogCaptureFixture
) -> None:
    mo, charlie = await stage.person("mo"), await stage.person("charlie")
    stage.settings = replace(stage.settings, accept_invitations_from=(mo.user_id,))
    inbox = Notebook()
    await stage.listens(inbox)
    theirs = await charlie.create_room("Charlie's", invite=[stage.bude.user_id])
    await charlie.say("!not heard", room=theirs)
    ours = await mo.create_room("Mo's", invite=[stage.bude.user_id])
    await mo.say("!said before we came", room=ours)
    await mo.hears(
        lambda event: (
            event["sender"] == stage.bude.user_id
            and event["content"].get("membership") == "join"
        ),
        room=ours,
    )
    await mo.say("!help", room=ours)
    heard = await inbox.next()
    assert (heard.at.target, heard.said) == (ours, Text("help"))
    [told] = [each for each in caplog.records if "invitation" in each.message]
    assert charlie.user_id in told.message


async def test_a_whole_server_can_be_trusted(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    inbox = Notebook(privately)
    await stage.listens(inbox)
    chat = await direct_chat(stage)
    await anna.say("help", room=chat)
    heard = await inbox.next()
    assert (heard.private, heard.said) == (True, Text("help"))
    answer = await anna.hears("Your vote is in.", room=chat)
    assert "m.relates_to" not in answer["content"]


async def test_a_private_answer_goes_into_the_direct_chat(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    await stage.listens(Notebook(privately))
    chat = await direct_chat(stage)
    await stage.says("anna", "vote 1")
    assert (await anna.hears("Your vote is in."))["room_id"] == chat
    assert not await stage.seen()


async def test_a_private_answer_goes_else_into_a_thread(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    await stage.listens(Notebook(privately))
    said = await anna.say("!vote 1")
    answer = await anna.hears("Your vote is in.")
    relation = answer["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", said)
    await anna.say("!vote 2", thread=said)
    again = (await anna.hears("Your vote is in."))["content"]["m.relates_to"]
    assert (again["rel_type"], again["event_id"]) == ("m.thread", said)


async def test_a_public_answer_is_a_reply(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    await stage.listens(Notebook(lambda heard: Reply(Post("So it stands."))))
    said = await anna.say("!results 1")
    answer = await anna.hears("So it stands.")
    assert answer["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": said}}


async def test_a_question_is_asked_and_answered_in_its_thread(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    inbox = Notebook(lambda heard: WHAT if heard.replies_to is None else None)
    await stage.listens(inbox)
    said = await anna.say("!poll")
    question = (await anna.hears("What is the question?"))["event_id"]
    await inbox.next()
    at, receipt = await inbox.traced()
    assert (at, receipt) == (replace(stage.room, thread=said), Receipt((question,)))
    # As Element sends it, without anybody pressing "reply".
    relation = {
        "rel_type": "m.thread",
        "event_id": said,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": question},
    }
    content = {"msgtype": "m.text", "body": "Where?", "m.relates_to": relation}
    await anna.send("m.room.message", content)
    answer = await inbox.next()
    assert (answer.at, answer.replies_to) == (at, question)


async def test_the_same_thing_heard_twice_is_answered_once(stage: MatrixStage) -> None:
    inbox = Notebook(lambda heard: Reply(Post("So it stands.")))
    await stage.listens(inbox)
    beginning = inbox.kept
    await stage.says("anna", "results 1")
    await sees(stage, "So it stands.")
    await stage.stops()
    inbox.kept = beginning
    await stage.listens(inbox)
    await stage.stops()
    assert len(inbox.heard) == 2
    assert len(await stage.seen()) == 1


async def test_a_room_that_cannot_be_answered_holds_up_no_other(stage: MatrixStage) -> None:
    await stage.listens(Notebook(lambda heard: Reply(Post("So it stands."))))
    anna, mo = await stage.person("anna"), await stage.person("mo")
    first = stage.room.target
    await anna.say("!results 1", room=first)
    await mo._post(f"rooms/{first}/ban", {"user_id": stage.bude.user_id})
    other = await stage.opens("Another")
    await mo.say("!results 1", room=other)
    await mo.hears("So it stands.", room=other)


async def test_a_post_goes_into_a_thread(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    root = await anna.say("Where?")
    to = Address("matrix", stage.room.target, root)
    await stage.adapter.deliver(to, Post("Here."), key="k")
    relation = (await anna.hears("Here."))["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", root)


LONG, SHORT = Post("Ein langer Satz. " * 3_000), Post("Ein kurzer.")


@pytest.mark.parametrize(("before", "after"), [(LONG, SHORT), (SHORT, LONG)])
async def test_an_edit_may_have_more_parts_or_fewer(
    stage: MatrixStage, before: Post, after: Post
) -> None:
    first = await stage.adapter.deliver(stage.room, before, key="a")
    second = await stage.adapter.deliver(stage.room, after, key="b", replaces=first)
    texts = [seen.text.strip() for seen in await stage.seen()]
    expected = [content["body"] for content in contents(after, "!")]
    assert texts[: len(expected)] == expected
    assert set(texts[len(expected) :]) <= {"…"}
    assert len(second.messages) == max(len(expected), len(first.messages))


async def test_the_largest_messages_fit_even_as_an_edit(stage: MatrixStage) -> None:
    post = Post("🪑 ist da. " * 12_000, question=QUESTION)
    first = await stage.adapter.deliver(stage.room, post, key="a")
    await stage.adapter.deliver(stage.room, post, key="b", replaces=first)
    assert len(first.messages) > 2


async def test_a_room_without_us_is_for_good(stage: MatrixStage) -> None:
    charlie = await stage.person("charlie")
    to = Address("matrix", await charlie.create_room("Not ours"))
    with pytest.raises(DeliveryFailed, match="M_FORBIDDEN") as failed:
        await stage.adapter.deliver(to, Post("Hello?"), key="k")
    assert failed.value.permanent


async def test_called_by_the_name_shown(stage: MatrixStage) -> None:
    inbox = Notebook()
    await stage.listens(inbox)
    await stage.chats("anna", "Bude: help")
    assert (await inbox.next()).said == Text("help")


async def direct_chat(stage: MatrixStage) -> str:
    """Between Anna and Bude, once Bude is in."""
    anna = await stage.person("anna")
    chat = await anna.direct(stage.bude.user_id)
    await anna.hears(
        lambda event: (
            event["sender"] == stage.bude.user_id
            and event["content"].get("membership") == "join"
        ),
        room=chat,
    )
    # Bude learns of its own coming with the next answer to its sync.
    cursors = stage.ear.cursors
    seen = len(cursors)
    await anna.send("org.example.nothing", {}, chat)
    await until(lambda: len(cursors) > seen)
    await asyncio.sleep(0.1)
    return chat


async def test_where_no_thread_can_begin_the_answer_is_a_reply(stage: MatrixStage) -> None:
    """Synapse refuses a thread under an edit, or under what stands in a thread already."""
    anna = await stage.person("anna")
    await stage.listens(Notebook(privately))
    root = await anna.say("Where?")
    inside = await anna.say("There?", thread=root)
    edited = await anna.edit(inside, "!vote 1")
    answer = (await anna.hears("Your vote is in."))["content"]["m.relates_to"]
    assert answer == {"m.in_reply_to": {"event_id": inside}}
    assert edited


async def test_an_edit_is_answered_under_its_first_words(stage: MatrixStage) -> None:
    anna = await stage.person("anna")
    inbox = Notebook(privately)
    await stage.listens(inbox)
    said = await anna.say("Moin")
    await anna.edit(said, "!vote 1")
    relation = (await anna.hears("Your vote is in."))["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", said)
    assert inbox.heard[-1].said == Text("vote 1", edits=said)


async def test_called_by_a_pill(stage: MatrixStage) -> None:
    """As Element sends it."""
    inbox = Notebook()
    await stage.listens(inbox)
    anna, us = await stage.person("anna"), stage.bude.user_id
    content = {
        "msgtype": "m.text",
        "body": "bude: vote 1 2",
        "format": "org.matrix.custom.html",
        "formatted_body": f'<a href="https://matrix.to/#/{us}">bude</a>: vote 1 2',
        "m.mentions": {"user_ids": [us]},
    }
    await anna.send("m.room.message", content)
    assert (await inbox.next()).said == Text("vote 1 2")


async def test_a_chat_into_which_others_come_is_said_to_be_one(stage: MatrixStage) -> None:
    anna, charlie = await stage.person("anna"), await stage.person("charlie")
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    inbox = Notebook(privately)
    await stage.listens(inbox)
    chat = await direct_chat(stage)
    assert chat not in inbox.crowded
    await anna._post(f"rooms/{anna._quoted(chat)}/invite", {"user_id": charlie.user_id})
    await until(lambda: chat in inbox.crowded)
    await anna.say("!help", room=chat)
    heard = await inbox.next()
    assert not heard.private


async def test_others_who_came_while_we_were_away(stage: MatrixStage) -> None:
    anna, charlie = await stage.person("anna"), await stage.person("charlie")
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    inbox = Notebook(privately)
    await stage.listens(inbox)
    chat = await direct_chat(stage)
    await stage.stops()
    await anna._post(f"rooms/{anna._quoted(chat)}/invite", {"user_id": charlie.user_id})
    await stage.listens(inbox)
    await until(lambda: chat in inbox.crowded)


async def test_who_is_alone_with_bude_by_now_is_known(stage: MatrixStage) -> None:
    anna, charlie = await stage.person("anna"), await stage.person("charlie")
    stage.settings = replace(stage.settings, accept_invitations_from=(SERVER_NAME,))
    inbox = Notebook(privately)
    await stage.listens(inbox)
    chat = await direct_chat(stage)
    await until(lambda: inbox.company.get(chat) == anna.user_id)
    await stage.stops()
    room = f"rooms/{anna._quoted(chat)}"
    await anna._post(f"{room}/invite", {"user_id": charlie.user_id})
    await charlie._post(f"{room}/join", {})
    await anna._post(f"{room}/leave", {})
    await stage.listens(inbox)
    await until(lambda: inbox.company.get(chat) == charlie.user_id)
