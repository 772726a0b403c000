"""Which rooms are direct chats, and when we came in."""

from typing import Any

from adapters.matrix.rooms import Room, Rooms, arrival

US, ANNA, MO = "@bude:hs.test", "@anna:hs.test", "@mo:hs.test"


def member(who: str, membership: str = "join", **more: Any) -> dict[str, Any]:
    content = {"membership": membership, **more}
    return {"type": "m.room.member", "state_key": who, "content": content}


def chat(rooms: Rooms, *people: str, room_id: str = "!dm") -> Room:
    room = rooms.room(room_id)
    for who in (US, *people):
        room.learn(member(who))
    return room


def direct(who: str, *room_ids: str) -> dict[str, Any]:
    return {"events": [{"type": "m.direct", "content": {who: list(room_ids)}}]}


def test_two_people_in_a_room_without_a_name_are_among_themselves() -> None:
    rooms = Rooms(US)
    room = chat(rooms, ANNA)
    assert rooms.is_direct(room, ANNA)
    assert rooms.direct_with(ANNA) == "!dm"
    assert rooms.direct_with(MO) is None


def test_a_third_person_ends_that_even_if_only_invited() -> None:
    rooms = Rooms(US)
    room = chat(rooms, ANNA)
    room.learn(member(MO, "invite"))
    assert not rooms.is_direct(room, ANNA)
    room.learn(member(MO, "leave"))
    assert rooms.is_direct(room, ANNA)
    room.learn(member(ANNA, "leave"))
    assert rooms.direct_with(ANNA) is None


def test_a_room_with_a_name_is_for_all_unless_it_is_listed_as_direct() -> None:
    rooms = Rooms(US)
    room = chat(rooms, ANNA)
    room.learn({"type": "m.room.name", "state_key": "", "content": {"name": "Hafen"}})
    assert not rooms.is_direct(room, ANNA)
    rooms.account_data(direct(ANNA, "!dm"))
    assert rooms.is_direct(room, ANNA)


def test_nothing_private_is_said_into_an_encrypted_chat_in_clear() -> None:
    rooms = Rooms(US)
    room = chat(rooms, ANNA)
    room.learn({"type": "m.room.encryption", "state_key": "", "content": {}})
    assert rooms.direct_with(ANNA) is None


def test_a_left_room_is_forgotten() -> None:
    rooms = Rooms(US)
    chat(rooms, ANNA)
    rooms.leave("!dm")
    assert rooms.direct_with(ANNA) is None


def test_names_are_those_of_the_room() -> None:
    room = Room("!r")
    room.learn(member(ANNA, displayname="Anna vom Kai"))
    room.learn(member(MO, displayname="  "))
    assert room.name_of(ANNA) == "Anna vom Kai"
    assert room.name_of(MO) == "mo"
    assert room.name_of("@charlie:hs.test") == "charlie"


def test_a_new_name_of_ours_is_no_arrival() -> None:
    came = member(US)
    renamed = came | {"unsigned": {"prev_content": {"membership": "join"}}}
    after_invite = came | {"unsigned": {"prev_content": {"membership": "invite"}}}
    assert arrival(came, US)
    assert arrival(after_invite, US)
    assert not arrival(renamed, US)
    assert not arrival(member(ANNA), US)
    assert not arrival(member(US, "leave"), US)


def test_what_is_said_just_as_we_come_is_among_two_already() -> None:
    """The homeserver may tell of our coming after it."""
    rooms = Rooms(US)
    room = chat(rooms, ANNA)
    room.learn(member(US, "invite"))
    assert rooms.is_direct(room, ANNA)
