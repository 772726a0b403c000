"""The servers that other tests stand on."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from tests.servers import chat
from tests.servers.fixtures import Arrives
from tests.servers.neighbour import Neighbour, body_of
from tests.servers.synapse import NotStarted, Synapse


@pytest.mark.synapse
async def test_two_neighbours_talk(arrives: Arrives) -> None:
    anna = await arrives("anna")
    room = await anna.create_room("Hafen")
    mehmet = await arrives("mehmet", room=room)

    asked = await anna.say("Wo soll die Bank stehen?")
    heard = await mehmet.hears("die Bank")
    await mehmet.say("Am Wasser!", reply_to=heard["event_id"])

    answer = await anna.hears("Wasser")
    assert heard["event_id"] == asked
    assert answer["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked


@pytest.mark.synapse
async def test_nobody_hears_one_thing_twice_or_themselves(arrives: Arrives) -> None:
    anna = await arrives("anna")
    mehmet = await arrives("mehmet", room=await anna.create_room("Hafen"))
    await anna.say("Moin")
    await mehmet.hears("Moin")

    for somebody, other in ((mehmet, anna), (anna, mehmet)):
        await other.say("What comes later is there")
        await somebody.hears("later")
        with pytest.raises(AssertionError, match="did not hear 'Moin'"):
            await somebody.hears("Moin", within=0)


@pytest.mark.synapse
async def test_at_the_prompt_a_reply_goes_where_the_last_message_stands(
    arrives: Arrives,
) -> None:
    anna = await arrives("anna")
    mehmet = await arrives("mehmet", room=await anna.create_room("Hafen"))
    root = await anna.say("Wo?")
    asked = await anna.say("Am Wasser?", thread=root)
    await chat.obey(chat.Seat(mehmet, await mehmet.hears("Am Wasser?")), "/reply Ja, gern")
    answer = await anna.hears("Ja, gern")
    assert answer["content"]["m.relates_to"] == {
        "rel_type": "m.thread",
        "event_id": root,
        "m.in_reply_to": {"event_id": asked},
    }


@pytest.mark.synapse
async def test_a_mended_message_is_heard_with_its_new_words(arrives: Arrives) -> None:
    anna = await arrives("anna")
    mehmet = await arrives("mehmet", room=await anna.create_room("Hafen"))

    said = await anna.say("Am Wsser", thread=await anna.say("Wo?"))
    await anna.edit(said, "Am Wasser")

    edit = await mehmet.hears("Am Wasser")
    assert body_of(edit) == "Am Wasser"
    assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": said}


@pytest.mark.synapse
async def test_a_redacted_message_is_empty_in_the_history(arrives: Arrives) -> None:
    anna = await arrives("anna")
    await anna.create_room("Hafen")
    said = await anna.say("Quatsch")
    await anna.say("Moin")

    await anna.redact(said, "my mistake")

    messages = [event for event in await anna.history() if event["type"] == "m.room.message"]
    assert [event["content"].get("body") for event in messages] == [None, "Moin"]


@pytest.mark.synapse
async def test_a_direct_chat_is_created_once(arrives: Arrives) -> None:
    anna = await arrives("anna")
    mehmet = await arrives("mehmet")

    room = await anna.direct(mehmet.user_id)
    await anna.say("Unter uns", room=room)  # he hears it although he joins only now

    assert (await mehmet.hears("Unter uns"))["room_id"] == room
    assert await anna.direct(mehmet.user_id) == room


@pytest.mark.synapse
async def test_an_encrypted_room_says_so(arrives: Arrives) -> None:
    anna = await arrives("anna")
    await anna.create_room("Geheim", encrypted=True)
    assert "m.room.encryption" in [event["type"] for event in await anna.history()]


@pytest.mark.synapse
async def test_a_restarted_homeserver_keeps_its_rooms(
    synapse: Synapse, arrives: Arrives
) -> None:
    anna = await arrives("anna")
    room = await anna.create_room("Hafen")
    mehmet = await arrives("mehmet", room=room)
    url = synapse.url

    await asyncio.to_thread(synapse.stop)
    await asyncio.to_thread(synapse.start)

    assert synapse.url == url
    await anna.say("Noch da?")
    await mehmet.hears("Noch da?", within=30)


@pytest.mark.synapse
async def test_a_suspended_homeserver_answers_later(synapse: Synapse, arrives: Arrives) -> None:
    anna = await arrives("anna")
    await anna.create_room("Hafen")

    synapse.suspend()
    saying = asyncio.create_task(anna.say("Moin"))
    done, _ = await asyncio.wait([saying], timeout=0.1)
    synapse.resume()

    assert not done
    assert await saying


@pytest.mark.synapse
async def test_who_comes_back_hears_only_what_is_said_from_then_on(
    synapse: Synapse, arrives: Arrives
) -> None:
    anna = await arrives("anna")
    room = await anna.create_room("Hafen")
    token = synapse.register("mehmet").access_token
    async with await Neighbour.join(synapse.url, token, room):
        await anna.say("Moin")

    async with await Neighbour.join(synapse.url, token, room) as mehmet:
        await anna.say("Da bist du ja")
        await mehmet.hears("Da bist")
        assert [body_of(event) for event in mehmet.messages()] == ["Da bist du ja"]


@pytest.mark.synapse
def test_a_taken_name_gets_a_number(synapse: Synapse) -> None:
    first, second = synapse.register("charlie"), synapse.register("charlie")
    assert second.user_id.startswith("@charlie-")
    assert synapse.whoami(first.access_token) == first
    assert synapse.whoami(second.access_token) == second


@pytest.mark.synapse
def test_a_taken_port_is_named(synapse: Synapse, tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match=f"Port {synapse.port} is taken"):
        Synapse(tmp_path / "other", synapse.port).start()


@pytest.mark.postgres
@pytest.mark.parametrize("test", ["first", "second"])
def test_each_test_has_an_empty_database(test: str, postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(tables).fetchone() == (0,)
        connection.execute("CREATE TABLE neighbours (name text)")
