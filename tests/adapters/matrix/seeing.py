"""What a reader sees of a message: its HTML as text, and whom it calls."""

from html.parser import HTMLParser
from typing import Any

from tests.adapters.stage import Seen
from tests.servers.gestures import POLL, TEXT
from tests.servers.neighbour import Event

BLOCKS = {"p", "li", "ol", "ul", "br"}


class Reader(HTMLParser):
    """As Element shows it: tags act, everything else is read."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self._number: int | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self._new_line(tag)
        if tag in ("ol", "ul"):
            self._number = int(given.get("start") or 1) if tag == "ol" else None
        if tag == "li" and self._number is not None:
            self.text += f"{self._number}. "
            self._number += 1
        if tag == "a":
            self.links.append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._new_line(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def _new_line(self, tag: str) -> None:
        if tag == "br" or (tag in BLOCKS and self.text and not self.text.endswith("\n")):
            self.text += "\n"


def read(content: dict[str, Any]) -> Reader:
    reader = Reader()
    reader.feed(content["formatted_body"])
    reader.close()
    return reader


def seen(message_id: str, content: dict[str, Any]) -> Seen:
    """Both forms of a message must say the same."""
    if TEXT in content:
        # A client without polls shows this.
        return Seen(message_id, content[TEXT], called(content, []))
    if "formatted_body" not in content:
        return Seen(message_id, content["body"], called(content, []))
    reader = read(content)
    assert reader.text.split() == content["body"].split()
    return Seen(message_id, reader.text, called(content, reader.links))


def called(content: dict[str, Any], links: list[str]) -> tuple[str, ...]:
    # Messages that leave it out may still call people, by old rules; polls cannot.
    mentions = content.get("m.mentions", {"room": TEXT not in content})
    body = content.get("body", "")
    everybody = ["@room"] if mentions.get("room") or "@room" in body else []
    pills = [link for link in links if "matrix.to" in link]
    return (*mentions.get("user_ids", []), *everybody, *pills)


def standing(history: list[Event], speaker: str) -> list[Seen]:
    """All that somebody said, with what was said anew in its place."""
    contents = contents_of(history, speaker)
    return [seen(message_id, content) for message_id, content in contents.items()]


def contents_of(history: list[Event], speaker: str) -> dict[str, dict[str, Any]]:
    """The same by the ids of its messages, as it came."""
    contents: dict[str, dict[str, Any]] = {}
    for event in history:
        content = event["content"]
        shown = event["type"] in ("m.room.message", f"{POLL}.start")
        if event["sender"] != speaker or not shown:
            continue
        relation = content.get("m.relates_to", {})
        if relation.get("rel_type") == "m.replace":
            contents[relation["event_id"]] = content["m.new_content"]
        elif content:
            contents[event["event_id"]] = content
    return contents
