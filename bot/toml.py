"""A TOML document -> typed dataclasses; what is wrong is named, with its key and line."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class ConfigError(Exception):
    """Something in the config cannot be meant so; the text says what, where, and a cure."""


class Reader:
    """Reads one document; knows where each key stands."""

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source
        try:
            self.table: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{source}: this is not TOML: {error}") from None

    def wrong(self, path: Sequence[str], what: str) -> ConfigError:
        return ConfigError(f"{self.where(path)}: {what}")

    def where(self, path: Sequence[str]) -> str:
        """A key with its place: "config.toml, line 7: matrix.user"."""
        line = _line(self._text, path)
        where = f"{self._source}, line {line}" if line else self._source
        return f"{where}: {'.'.join(path)}"

    def typed(self, kind: type[T], table: object, path: Sequence[str] = ()) -> T:
        """A table as a dataclass. Raises ConfigError for an unknown, missing or wrong key."""
        if not isinstance(table, dict):
            raise self.wrong(path, "expected a table, such as [" + ".".join(path) + "]")
        hints = get_type_hints(kind)
        keys = fields(cast("Any", kind))  # no bound of T can say that it is a dataclass
        known = {each.name for each in keys}
        for key in table:
            if key not in known:
                raise self.wrong([*path, key], unknown(key, known))
        for each in keys:
            if each.name not in table and each.default is each.default_factory is MISSING:
                raise self.wrong([*path, each.name], "this key is missing")
        values = {key: self._value(hints[key], table[key], [*path, key]) for key in table}
        try:
            return kind(**values)
        except ValueError as error:
            raise self.wrong(path, str(error)) from None

    def _value(self, hint: Any, given: Any, path: Sequence[str]) -> Any:
        if is_dataclass(hint):
            return self.typed(cast("type[Any]", hint), given, path)
        if get_origin(hint) is tuple:
            if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
                raise self.wrong(path, 'expected a list of texts, such as ["one", "two"]')
            return tuple(given)
        if not _fits(hint, given):
            raise self.wrong(path, f"expected {_called(hint)}, not {given!r}")
        return given


def _fits(hint: Any, given: Any) -> bool:
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(each, given) for each in get_args(hint))
    if get_origin(hint) is not None:
        return isinstance(given, dict) and all(isinstance(each, str) for each in given.values())
    return isinstance(given, hint) and not (hint is int and isinstance(given, bool))


def _called(hint: Any) -> str:
    names = {str: "a text", int: "a whole number", bool: "true or false"}
    some = [each for each in get_args(hint) if each is not type(None)] or [hint]
    return " or ".join(names.get(each, "a text for each language") for each in some)


def unknown(key: str, known: set[str]) -> str:
    near = get_close_matches(key, known, 1, 0.5)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"
    return f"there is no such key{hint}"


def _line(text: str, path: Sequence[str]) -> int | None:
    """The line on which a key stands, or the nearest table around it."""
    section: list[str] = []
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\[\]]+)\]\s*(#.*)?$", line):
            section = [part.strip().strip("\"'") for part in header[1].split(".")]
            here = section
        elif key := re.match(r"\s*([\w\-.\"']+)\s*=", line):
            here = section + [part.strip("\"'") for part in key[1].split(".")]
        else:
            continue
        if list(path[: len(here)]) == here and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None
