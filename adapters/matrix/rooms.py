"""What we know of the rooms we are in: who is there, and which are direct chats."""

from dataclasses import dataclass, field
from typing import Any

from adapters.matrix.shapes import Event, events, rows, table, text

IN_IT = ("join", "invite")


@dataclass(slots=True)
class Room:
    room_id: str
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    named: bool = False
    encrypted: bool = False
    kind: str = ""
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    replaced_by: str = ""
    replacer: str = ""

    def name_of(self, user_id: str) -> str:
        return self.names.get(user_id) or localpart(user_id)

    def learn(self, event: Event) -> None:
        """Take in a state event; others change nothing."""
        if "state_key" not in event:
            return
        content = table(event.get("content"))
        match event.get("type"):
            case "m.room.member":
                self._member(text(event["state_key"]), content)
            case "m.room.name" | "m.room.canonical_alias":
                self.named = bool(content.get("name") or content.get("alias"))
            case "m.room.encryption":
                self.encrypted = True
            case "m.room.create":
                self.kind = text(content.get("type"))
            case "m.space.child":
                # By which servers it can be found; by none, if it is a child no more.
                servers = [text(each) for each in rows(content.get("via"))]
                self.children[text(event["state_key"])] = tuple(filter(None, servers))
            case "m.room.tombstone":
                self.replaced_by = text(content.get("replacement_room"))
                self.replacer = text(event.get("sender"))

    def _member(self, user_id: str, content: dict[str, Any]) -> None:
        self.members[user_id] = text(content.get("membership"))
        self.names[user_id] = text(content.get("displayname")).strip()

    def present(self) -> set[str]:
        """Who has joined or is invited."""
        return {who for who, membership in self.members.items() if membership in IN_IT}

    def only(self, *people: str) -> bool:
        """Whether exactly these have joined, and nobody else is invited."""
        return self.present() == set(people) and all(
            self.members[who] == "join" for who in people
        )

    def alone_with(self, user_id: str, us: str) -> bool:
        """The same of a room that we are in. Our own coming may be told after what was said
        just then, so that we still seem to be invited."""
        joined = self.members.get(user_id) == "join"
        return joined and self.present() == {user_id, us}


class Rooms:
    """All rooms of one account, as the sync answers tell of them."""

    def __init__(self, us: str, *, encrypted_too: bool = False) -> None:
        self._us = us
        self._encrypted_too = encrypted_too
        self._rooms: dict[str, Room] = {}
        self._direct: dict[str, list[str]] = {}

    def room(self, room_id: str) -> Room:
        return self._rooms.setdefault(room_id, Room(room_id))

    def known(self, room_id: str) -> Room | None:
        """A room of which we know who is in it."""
        room = self._rooms.get(room_id)
        return room if room and room.members else None

    def encrypted(self) -> list[Room]:
        return [room for room in self._rooms.values() if room.encrypted]

    def leave(self, room_id: str) -> None:
        self._rooms.pop(room_id, None)

    def account_data(self, section: object) -> None:
        for event in events(section):
            if event.get("type") == "m.direct":
                listed = table(event.get("content")).items()
                self._direct = {who: rows(room_ids) for who, room_ids in listed}

    def is_direct(self, room: Room, user_id: str) -> bool:
        """Whether nobody but this person and us is there, and it is not a room for all."""
        listed = room.room_id in self._direct.get(user_id, ())
        return room.alone_with(user_id, self._us) and (listed or not room.named)

    def direct_with(self, user_id: str) -> str | None:
        """A chat with this person alone, in which we can speak."""
        for room in self._rooms.values():
            can_speak = self._encrypted_too or not room.encrypted
            if can_speak and self.is_direct(room, user_id):
                return room.room_id
        return None


def localpart(user_id: str) -> str:
    return user_id.removeprefix("@").partition(":")[0]


def arrival(event: Event, us: str) -> bool:
    """Whether this is our own coming into the room, rather than a new name of ours."""
    if event.get("type") != "m.room.member" or event.get("state_key") != us:
        return False
    before = table(event.get("unsigned")).get("prev_content") or event.get("prev_content")
    was = table(before).get("membership")
    return table(event.get("content")).get("membership") == "join" and was != "join"
