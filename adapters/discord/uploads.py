"""Files that go along with a message: it carries its file until it is sent, as a form. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

FILE = "file"


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


def attached(file: Upload, description: str) -> Json:
    """What a message has besides, with the words for those who do not see it."""
    about = {"id": "0", "filename": file.name, "description": description}
    return {"attachments": [about], FILE: file}


def sent(content: Any) -> tuple[Any, list[Json] | None]:
    """What is sent as JSON, and the form if a file goes along."""
    if not isinstance(content, Mapping):
        return content, None
    plain, file = _parted(content)
    return plain, None if file is None else _form(plain, file)


def _parted(content: Mapping[str, Any]) -> tuple[Json, Upload | None]:
    """The answer to an interaction has its message inside."""
    file, inside = content.get(FILE), content.get("data")
    plain = {key: value for key, value in content.items() if key != FILE}
    if isinstance(inside, Mapping):
        plain["data"], file = _parted(inside)
    return plain, file


def _form(content: Json, file: Upload) -> list[Json]:
    return [
        {"name": "payload_json", "value": json.dumps(content)},
        {
            "name": "files[0]",
            "value": file.content,
            "filename": file.name,
            "content_type": file.mime,
        },
    ]
