"""Sitting in the room of `make homeserver` as a neighbour, at a terminal or through a pipe."""

import argparse
import asyncio
import sys
import threading
from dataclasses import dataclass

import aiohttp

from tests.servers.asking import MatrixError
from tests.servers.homeserver import ALIAS, BUDE, FOLDER, NEIGHBOURS, token_file
from tests.servers.neighbour import Event, Neighbour, body_of
from tests.servers.synapse import SERVER_NAME, Synapse

HELP = """\
What you type is said in the room. Besides:
  /reply TEXT    answer the last message, in its thread if it stands in one
  /dm TEXT       say it to Bude alone
  /invite NAME   invite somebody into the room
Ctrl-D ends."""

POLL = "org.matrix.msc3381.poll.start"
EXTENSIBLE_TEXT = "org.matrix.msc1767.text"


@dataclass
class Seat:
    """Where somebody sits, and what they have heard last."""

    me: Neighbour
    last: Event | None = None


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make neighbour")
    arguments.add_argument("name")
    arguments.add_argument("--wait", type=float, help="seconds to hear on after a pipe's end")
    wishes = arguments.parse_args()
    if not token_file(wishes.name).exists():
        sys.exit(f"Start `make homeserver` first. Its neighbours are {', '.join(NEIGHBOURS)}.")
    try:
        asyncio.run(sit(wishes.name, wishes.wait))
    except aiohttp.ClientConnectorError:
        sys.exit("No homeserver answers: start `make homeserver` in another terminal.")
    except KeyboardInterrupt:
        pass


async def sit(name: str, wait: float) -> None:
    url = Synapse(FOLDER.absolute()).url
    token = token_file(name).read_text()
    async with await Neighbour.join(url, token, ALIAS) as me, asyncio.TaskGroup() as together:
        seat = Seat(me)
        if sys.stdin.isatty():
            print(f"You are {name} in {ALIAS}. {HELP}", file=sys.stderr)
        hearing = together.create_task(print_others(seat))
        await speak(seat)
        if not sys.stdin.isatty():
            await asyncio.sleep(wait)
        hearing.cancel()


async def speak(seat: Seat) -> None:
    lines = typed_lines()
    while line := await lines.get():
        try:
            await obey(seat, line.strip())
        except MatrixError as no:
            print(no, file=sys.stderr)


async def obey(seat: Seat, line: str) -> None:
    me = seat.me
    match line.split(maxsplit=1):
        case []:
            pass
        case ["/reply", text] if seat.last:
            await reply(me, seat.last, text)
        case ["/dm", text]:
            await me.say(text, room=await me.direct(matrix_id(BUDE)))
        case ["/invite", name]:
            await me.invite(matrix_id(name))
        case [word, *_] if word.startswith("/"):
            print(HELP, file=sys.stderr)
        case _:
            await me.say(line)


async def reply(me: Neighbour, to: Event, text: str) -> None:
    related = to["content"].get("m.relates_to", {})
    kind, about = related.get("rel_type"), related.get("event_id")
    message = about if kind == "m.replace" else to["event_id"]
    thread = about if kind == "m.thread" else None
    await me.say(text, reply_to=message, thread=thread, room=to["room_id"])


def matrix_id(name: str) -> str:
    return name if name.startswith("@") else f"@{name}:{SERVER_NAME}"


def typed_lines() -> asyncio.Queue[str]:
    """Lines of stdin; an empty string at its end.

    Read by a daemon thread: stdin may be a file, which no event loop can wait for, and
    Ctrl-C should not have to wait for another line.
    """
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        while True:
            line = sys.stdin.readline()
            loop.call_soon_threadsafe(lines.put_nowait, line)
            if not line:
                return

    threading.Thread(target=read, daemon=True).start()
    return lines


async def print_others(seat: Seat) -> None:
    while True:
        event = await seat.me.hears(lambda event: True, within=None)
        if event["type"] == "m.room.message":
            seat.last = event
        if words := describe(event, is_direct=event["room_id"] != seat.me.room):
            print(words.replace("\n", "\n  "), flush=True)


def describe(event: Event, *, is_direct: bool) -> str | None:
    """One event as a line of a chat; None if a reader would see nothing of it."""
    name = event["sender"][1:].split(":")[0]
    content = event["content"]
    relation = content.get("m.relates_to", {})
    match event["type"]:
        case "m.room.message":
            marks = " ".join(relations(relation) + ["direct"] * is_direct)
            return f"{name}{f' ({marks})' * bool(marks)}: {body_of(event)}"
        case "m.reaction":
            return f"{name} (reacts): {relation.get('key')}"
        case "m.room.redaction":
            return f"{name} (removes a message)"
        case "m.room.member":
            return f"{name} ({content['membership']})"
        case kind if kind == POLL:
            return f"{name} (poll): {content.get(EXTENSIBLE_TEXT)}"
        case _:
            return None


def relations(relation: dict[str, object]) -> list[str]:
    # In a thread, m.in_reply_to may be there only for clients that know no threads.
    replies = "m.in_reply_to" in relation and not relation.get("is_falling_back")
    return [
        *["edit"] * (relation.get("rel_type") == "m.replace"),
        *["thread"] * (relation.get("rel_type") == "m.thread"),
        *["reply"] * replies,
    ]


if __name__ == "__main__":
    main()
