"""Discord's OpenAPI document: which operation a request is, and what is wrong with a payload.

It is Discord's, and no part of this project. Where it is missing nothing is validated, and the
tests say so.
"""

import copy
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

Json: TypeAlias = dict[str, Any]

VARIABLE = "BUDE_DISCORD_OPENAPI"
BESIDE = Path(__file__).parents[3] / "shared" / "data" / "discord" / "openapi.json"
LOOSE, STRICT = "urn:loose", "urn:strict"
METHODS = ("get", "post", "put", "patch", "delete")
# What the document leaves out and Discord takes all the same: keys, by the schema's name.
ALSO_TAKEN = {"PollMedia": {"emoji"}}


def document() -> Path | None:
    """Where the document is: as the environment says, or in a folder beside the project."""
    given = os.environ.get(VARIABLE)
    path = Path(given) if given else BESIDE
    return path if path.is_file() else None


class Spec:
    """What Discord takes, and what it answers."""

    def __init__(self, path: Path) -> None:
        document: Json = json.loads(path.read_text("utf-8"))
        self.paths: Json = document["paths"]
        strict = copy.deepcopy(document)
        for name, schema in strict["components"]["schemas"].items():
            _forbid_more(name, schema)
        documents = [(LOOSE, document), (STRICT, strict)]
        self._registry = Registry(documents, draft=Draft202012)
        self._validators: dict[str, Draft202012Validator] = {}

    @property
    def operations(self) -> dict[str, str]:
        """Every operation's id, its method and path: `GET /channels/{channel_id}`."""
        return {
            operation["operationId"]: f"{method.upper()} {path}"
            for path, operations in self.paths.items()
            for method, operation in operations.items()
            if method in METHODS
        }

    def request_problems(self, method: str, path: str, payload: Any) -> list[str]:
        """A payload of ours: nothing may be in it that the document does not know."""
        operation = self.paths[path][method.lower()]
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return [] if payload is None else ["a payload where none belongs"]
        place = f"{_place(path, method)}/requestBody/content/application~1json/schema"
        return self._problems(STRICT + place, payload)

    def response_problems(self, method: str, path: str, status: int, payload: Any) -> list[str]:
        """An answer of the server's own."""
        responses = self.paths[path][method.lower()]["responses"]
        named = str(status) if str(status) in responses else f"{status // 100}XX"
        if named not in responses or "$ref" in responses[named]:
            return [] if status >= 400 else [f"{status} is no answer to this"]
        if "application/json" not in responses[named].get("content", {}):
            return []
        place = f"{_place(path, method)}/responses/{named}/content/application~1json/schema"
        return self._problems(LOOSE + place, payload)

    def _problems(self, schema: str, payload: Any) -> list[str]:
        if schema not in self._validators:
            asked = {"$ref": schema}
            self._validators[schema] = Draft202012Validator(asked, registry=self._registry)
        return [_told(each) for each in self._validators[schema].iter_errors(payload)]


@cache
def spec() -> Spec | None:
    path = document()
    return Spec(path) if path else None


def _told(error: ValidationError) -> str:
    deepest = max(_within(error), key=lambda each: len(each.instance_path))
    where = "/".join(map(str, deepest.instance_path))
    return f"{where}: {deepest.message}"[:400]


def _within(error: ValidationError) -> Iterator[ValidationError]:
    """An error, and those of each way in which it could have been right."""
    yield error
    for way in getattr(error.kind, "context", ()):
        for each in way:
            yield from _within(each)


def _place(path: str, method: str) -> str:
    escaped = path.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
    return f"#/paths/{escaped}/{method.lower()}"


def _forbid_more(name: str, schema: Json) -> None:
    """Unknown keys are mistakes: Discord would not notice a misspelt one."""
    for each in _objects(schema):
        if (
            each.get("properties")
            and "additionalProperties" not in each
            and "allOf" not in each
        ):
            each["properties"] |= dict.fromkeys(ALSO_TAKEN.get(name, ()), True)
            each["additionalProperties"] = False


def _objects(schema: Any) -> Iterator[Json]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for key, value in schema.items():
            if key != "allOf":
                yield from _objects(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from _objects(each)
