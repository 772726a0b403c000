"""Files that were sent along, by neighbours or by the bot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.discord_server.refusing import Refused, invalid
from tests.discord_server.world import Snowflakes

Json: TypeAlias = dict[str, Any]

LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True)
class Sent:
    """One file of a form."""

    name: str
    mime: str
    content: bytes


@dataclass
class Files:
    """`url` is where this Discord is."""

    new_id: Snowflakes
    url: str = ""
    contents: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Json] = field(default_factory=dict)

    def keep(self, sent: Sent, **more: Any) -> Json:
        """An attachment, as Discord writes it; its address does not last."""
        number = self.new_id()
        path = f"/files/{number}/{re.sub(r'[^A-Za-z0-9._-]', '_', sent.name)}"
        self.contents[path] = sent.content
        made = {
            "id": number,
            "filename": path.rpartition("/")[2],
            "content_type": sent.mime,
            "size": len(sent.content),
            "url": f"{self.url}{path}?ex=1&is=1&hm=1",
            "proxy_url": f"{self.url}{path}",
        }
        self.known[number] = made | more
        return self.known[number]

    def content_of(self, attachment: Json) -> bytes:
        return self.contents[attachment["proxy_url"].removeprefix(self.url)]

    def take_in(self, payload: Any, files: Mapping[str, Sent]) -> Any:
        """A request, with the attachments it names as those they are from now on."""
        if not isinstance(payload, dict):
            return payload
        if isinstance(payload.get("data"), dict):
            return payload | {"data": self.take_in(payload["data"], files)}
        if payload.get("attachments") is None:
            return payload
        left = dict(files)
        taken = [self._taken(each, left) for each in payload["attachments"]]
        if left:
            raise invalid(f"attachments: nothing is said of {sorted(left)}")
        return payload | {"attachments": taken}

    def _taken(self, about: Json, files: dict[str, Sent]) -> Json:
        sent = files.pop(f"files[{about['id']}]", None)
        if sent is None and str(about["id"]) not in self.known:
            raise invalid("attachments: no such file")
        if sent is None:
            return self.known[str(about["id"])]
        if len(sent.content) > LARGEST:
            raise Refused(413, 40005, "Request entity too large")
        if about.get("filename") not in (None, sent.name):
            raise invalid("attachments: another name than the file's")
        return self.keep(sent, description=about.get("description") or "")
