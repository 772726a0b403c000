"""Files that go along with a message: it carries them until it is sent, as a form. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = dict[str, Any]

FILES = "files"


class Upload(NamedTuple):
    """`description` is for those who do not see it."""

    name: str
    mime: str
    content: bytes
    description: str


def attached(files: Sequence[Upload]) -> Json:
    """What a message has besides."""
    about = [
        {"id": str(n), "filename": each.name, "description": each.description}
        for n, each in enumerate(files)
    ]
    return {"attachments": about, FILES: files} if files else {}


def sent(content: Any) -> tuple[Any, list[Json] | None]:
    """What is sent as JSON, and the form if files go along."""
    if not isinstance(content, Mapping):
        return content, None
    plain, files = _parted(content)
    return plain, _form(plain, files) if files else None


def _parted(content: Mapping[str, Any]) -> tuple[Json, Sequence[Upload]]:
    """The answer to an interaction has its message inside."""
    files, inside = content.get(FILES, ()), content.get("data")
    plain = {key: value for key, value in content.items() if key != FILES}
    if isinstance(inside, Mapping):
        plain["data"], files = _parted(inside)
    return plain, files


def _form(content: Json, files: Sequence[Upload]) -> list[Json]:
    parts = [
        {
            "name": f"files[{n}]",
            "value": each.content,
            "filename": each.name,
            "content_type": each.mime,
        }
        for n, each in enumerate(files)
    ]
    return [{"name": "payload_json", "value": json.dumps(content)}, *parts]
