"""Messages, polls, threads and direct chats: what bots do by REST, and people by hand."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.discord_server import limits
from tests.discord_server.files import Files
from tests.discord_server.gateway import Gateway
from tests.discord_server.refusing import Refused, invalid, unknown
from tests.discord_server.world import THREAD, Channel, Person, World, iso, now

if TYPE_CHECKING:
    from tests.discord_server.server import Wish

Json: TypeAlias = dict[str, Any]


class Messages:
    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway
        self.nonces: dict[tuple[str, str], str] = {}
        self.votes: dict[str, dict[int, list[str]]] = {}
        self.files = Files(world.new_id)
        # What the bot said without saying that it calls nobody by it.
        self.calling: list[Json] = []

    # Making them

    def made(self, channel: Channel, author: Person, written: Json, **more: Any) -> Json:
        """A message as Discord would show it; kept nowhere yet."""
        self._note_calling(author, written)
        content = written.get("content") or ""
        message = {
            "id": self.world.new_id(),
            "type": 0,
            "channel_id": channel.id,
            "author": author.user,
            "content": content.strip(),
            "timestamp": iso(now()),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": self._calls_all(content, written),
            "mentions": [each.user for each in self._called(content, written)],
            "mention_roles": [],
            "attachments": written.get("attachments") or [],
            "embeds": [],
            "pinned": False,
            "flags": written.get("flags") or 0,
            "components": numbered(written.get("components") or []),
        }
        if poll := written.get("poll"):
            message["poll"] = self._poll(poll)
        return message | more

    def _note_calling(self, author: Person, written: Json) -> None:
        says = author is self.world.bude and {"content", "poll"} & set(written)
        if says and written.get("allowed_mentions") != {"parse": []}:
            self.calling.append(written)

    def _called(self, content: str, written: Json) -> Iterable[Person]:
        allowed = written.get("allowed_mentions")
        if allowed is not None and "users" not in allowed.get("parse", ()):
            return []
        called = dict.fromkeys(re.findall(r"<@!?(\d+)>", content))
        return [self.world.people[each] for each in called if each in self.world.people]

    def _calls_all(self, content: str, written: Json) -> bool:
        allowed = written.get("allowed_mentions")
        may = allowed is None or "everyone" in allowed.get("parse", ())
        return may and any(each in content for each in ("@everyone", "@here"))

    def _poll(self, asked: Json) -> Json:
        answers = [
            {"answer_id": n, "poll_media": each["poll_media"]}
            for n, each in enumerate(asked["answers"], 1)
        ]
        return {
            "question": asked["question"],
            "answers": answers,
            "expiry": iso(now() + timedelta(hours=asked.get("duration") or 24)),
            "allow_multiselect": bool(asked.get("allow_multiselect")),
            "layout_type": 1,
            "results": {"answer_counts": [], "is_finalized": False},
        }

    async def post(self, channel: Channel, message: Json) -> Json:
        """It stands there now, and everybody is told."""
        channel.messages[message["id"]] = message
        await self.tell("MESSAGE_CREATE", channel, message)
        return message

    async def tell(self, event: str, channel: Channel, message: Json) -> None:
        around: Json = {}
        if channel.with_person is None:
            around = {"guild_id": self.world.guild_id}
            author = self.world.people[message["author"]["id"]]
            around["member"] = {k: v for k, v in author.member.items() if k != "user"}
        await self.gateway.dispatch(event, message | around)

    # Operations

    def here(self, channel_id: str, *, writing: bool = False) -> Channel:
        channel = self.world.channels.get(channel_id)
        if channel is None or channel.gone:
            raise unknown("Channel", 10003)
        if writing and channel.silent:
            raise Refused(403, 50013, "Missing Permissions")
        if writing and channel.with_person and channel.with_person.closed:
            raise Refused(403, 50007, "Cannot send messages to this user")
        return channel

    def _message(self, channel: Channel, message_id: str) -> Json:
        if message_id not in channel.messages:
            raise unknown("Message", 10008)
        return channel.messages[message_id]

    async def op_get_channel(self, wish: "Wish") -> Json:
        return self.world.shown(self.here(wish.path["channel_id"]))

    async def op_create_dm(self, wish: "Wish") -> Json:
        person = self.world.people.get(str(wish.body["recipient_id"]))
        if person is None:
            raise unknown("User", 10013)
        return self.world.shown(self.world.direct(person))

    async def op_create_message(self, wish: "Wish") -> Json:
        channel = self.here(wish.path["channel_id"], writing=True)
        nonce = wish.body.get("nonce")
        before = self.nonces.get((channel.id, str(nonce)))
        if nonce and wish.body.get("enforce_nonce") and before in channel.messages:
            return channel.messages[before] | {"nonce": nonce}
        for why in limits.of_message(wish.body):
            raise invalid(why)
        self._refuse(channel, wish.body)
        message = self.made(channel, self.world.bude, wish.body)
        self._answering(channel, message, wish.body.get("message_reference"))
        if nonce:
            self.nonces[channel.id, str(nonce)] = message["id"]
        await self.post(channel, message)
        return message | ({"nonce": nonce} if nonce else {})

    def _refuse(self, channel: Channel, written: Json) -> None:
        polls = "poll" in written and channel.without_polls
        if polls or (written.get("attachments") and channel.without_files):
            raise Refused(403, 50013, "Missing Permissions")

    def _answering(self, channel: Channel, message: Json, answered: Json | None) -> None:
        if answered is None:
            return
        before = channel.messages.get(str(answered["message_id"]))
        if before is None and answered.get("fail_if_not_exists", True):
            raise invalid("message_reference: Unknown message")
        message["type"] = 19
        message["message_reference"] = {
            "type": 0,
            "channel_id": channel.id,
            "message_id": str(answered["message_id"]),
        }

    async def op_get_message(self, wish: "Wish") -> Json:
        return self._message(self.here(wish.path["channel_id"]), wish.path["message_id"])

    async def op_list_messages(self, wish: "Wish") -> list[Json]:
        channel = self.here(wish.path["channel_id"])
        most = int(wish.query.get("limit", 50))
        oldest_first = sorted(channel.messages.values(), key=lambda each: int(each["id"]))
        if after := wish.query.get("after"):
            found = [each for each in oldest_first if int(each["id"]) > int(after)][:most]
        else:
            before = int(wish.query.get("before", 2**63))
            found = [each for each in oldest_first if int(each["id"]) < before][-most:]
        return found[::-1]

    async def op_update_message(self, wish: "Wish") -> Json:
        channel = self.here(wish.path["channel_id"])
        message = self._message(channel, wish.path["message_id"])
        if message["author"]["id"] != self.world.bude.id:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        if "poll" in message:
            raise Refused(400, 520003, "Cannot edit a poll message")
        return await self.edited(channel, message, wish.body)

    async def edited(self, channel: Channel, message: Json, written: Json) -> Json:
        self._note_calling(self.world.bude, written)
        stands = {"content": message["content"], "attachments": message["attachments"]}
        for why in limits.of_message(stands | written):
            raise invalid(why)
        changed = ("content", "flags", "attachments")
        message |= {k: v for k, v in written.items() if k in changed}
        if "components" in written:
            message["components"] = numbered(written["components"] or [])
        message["edited_timestamp"] = iso(now())
        if message["id"] in channel.messages:
            await self.tell("MESSAGE_UPDATE", channel, message)
        return message

    async def op_delete_message(self, wish: "Wish") -> None:
        channel = self.here(wish.path["channel_id"])
        self._message(channel, wish.path["message_id"])
        await self.remove(channel, wish.path["message_id"])

    async def remove(self, channel: Channel, message_id: str) -> None:
        del channel.messages[message_id]
        gone = {"id": message_id, "channel_id": channel.id, "guild_id": self.world.guild_id}
        await self.gateway.dispatch("MESSAGE_DELETE", gone)

    async def op_create_thread_from_message(self, wish: "Wish") -> Json:
        channel = self.here(wish.path["channel_id"], writing=True)
        message = self._message(channel, wish.path["message_id"])
        if message["id"] in self.world.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
        thread = self.thread(channel, message["id"], wish.body["name"])
        await self.gateway.dispatch("THREAD_CREATE", self.world.shown(thread))
        return self.world.shown(thread)

    def thread(self, channel: Channel, message_id: str, name: str) -> Channel:
        """It has the id of the message it began with."""
        thread = Channel(message_id, name, THREAD, parent=channel.id)
        self.world.channels[thread.id] = thread
        return thread

    async def delete(self, channel: Channel) -> None:
        """A whole channel or thread."""
        channel.gone = True
        kind = "THREAD" if channel.parent else "CHANNEL"
        await self.gateway.dispatch(f"{kind}_DELETE", self.world.shown(channel))

    async def op_get_answer_voters(self, wish: "Wish") -> Json:
        message = self._message(self.here(wish.path["channel_id"]), wish.path["message_id"])
        voters = self.votes.get(message["id"], {}).get(int(wish.path["answer_id"]), [])
        after = int(wish.query.get("after", 0))
        most = int(wish.query.get("limit", 25))
        found = sorted((each for each in voters if int(each) > after), key=int)[:most]
        return {"users": [self.world.people[each].user for each in found]}

    async def op_poll_expire(self, wish: "Wish") -> Json:
        channel = self.here(wish.path["channel_id"])
        message = self._message(channel, wish.path["message_id"])
        if message["author"]["id"] != self.world.bude.id:
            raise Refused(403, 50005, "Cannot end a poll authored by another user")
        if message["poll"]["results"]["is_finalized"]:
            raise Refused(400, 520001, "Poll expired")
        message["poll"]["results"]["is_finalized"] = True
        message["poll"]["expiry"] = iso(now())
        await self.tell("MESSAGE_UPDATE", channel, message)
        return message

    # By hand

    async def vote(self, who: Person, message_id: str, answer: int, *, on: bool = True) -> None:
        """Tap an answer of a poll. Raises Refused once it is over."""
        found = self.world.find(message_id)
        assert found, "there is no such message"
        channel, message = found
        poll = message["poll"]
        if poll["results"]["is_finalized"] or datetime.fromisoformat(poll["expiry"]) < now():
            raise Refused(400, 520001, "Poll expired")
        votes = self.votes.setdefault(message_id, {})
        if on and not poll["allow_multiselect"]:
            for other in [n for n, voters in votes.items() if who.id in voters]:
                await self.vote(who, message_id, other, on=False)
        voters = votes.setdefault(answer, [])
        if on == (who.id in voters):
            return
        voters.append(who.id) if on else voters.remove(who.id)
        poll["results"]["answer_counts"] = [
            {"id": n, "count": len(each), "me_voted": False} for n, each in votes.items()
        ]
        await self.gateway.dispatch(
            f"MESSAGE_POLL_VOTE_{'ADD' if on else 'REMOVE'}",
            {
                "user_id": who.id,
                "channel_id": channel.id,
                "message_id": message_id,
                "guild_id": self.world.guild_id,
                "answer_id": answer,
            },
        )


def numbered(rows: list[Json]) -> list[Json]:
    """Components as Discord shows them: each with an id, and what was left out filled in."""
    shown = []
    for n, row in enumerate(rows, 1):
        inside = [_filled(each, n * 10 + m) for m, each in enumerate(row["components"])]
        shown.append({"type": row["type"], "id": n, "components": inside})
    return shown


def _filled(component: Json, number: int) -> Json:
    usual = {"min_values": 1, "max_values": 1} if component["type"] == 3 else {}
    return {"id": number} | usual | component
