"""The one-line form: `poll "Where?" "Park" "Square" closes="Friday 18:00" secret`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.incoming import Argument

# What telephones make of a straight quotation mark, opening and closing.
_QUOTED = r'"[^"]*"|[“”„‟][^“”„‟"]*[“”‟"]|[«»][^«»]*[«»]'
_TOKEN = re.compile(rf"(?:(?P<name>\w+)=)?(?:(?P<quoted>{_QUOTED})|(?P<bare>\S+))")
# Numbers alone name no parameter.
_PLAIN = re.compile(r"[\d\s,;+&.#]*")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter, as far as reading a line needs to know it."""

    name: str
    is_list: bool = False
    takes_rest: bool = False
    is_flag: bool = False
    by_name_only: bool = False


class _Token(NamedTuple):
    text: str
    quoted: bool
    name: str | None
    start: int


def read_line(
    line: str, slots: Sequence[Slot], named: Callable[[str], str | None]
) -> dict[str, Argument]:
    """Take a line apart. `named` finds the parameter behind a word, in any language.

    What is in quotation marks stays together; `name=value` and a flag's bare word may stand
    anywhere. Without any quotation marks, further lines of a message are the items of a list.
    """
    plain = [slot for slot in slots if not (slot.is_flag or slot.by_name_only)]
    if not line.strip():
        return {}
    if "\n" in line.strip() and any(slot.is_list for slot in plain):
        return _from_lines(line.strip(), plain, slots, named)
    tokens, given = _name(line, slots, named)
    return given | _place(line, tokens, plain)


def _from_lines(
    text: str,
    plain: Sequence[Slot],
    slots: Sequence[Slot],
    named: Callable[[str], str | None],
) -> dict[str, Argument]:
    """The first line comes before the list; each further one is an item or a name=value."""
    given: dict[str, Argument] = {}
    items: list[str] = []
    first, *rest = text.splitlines()
    for line in rest:
        tokens, extra = _name(line, slots, named)
        if extra and not tokens:
            given |= extra
        elif words := _BULLET.sub("", line).strip():
            items.append(_unquoted(words))
    [the_list] = [slot for slot in plain if slot.is_list][:1]
    tokens, extra = _name(first, slots, named)
    before = [slot for slot in plain if not slot.is_list]
    return extra | given | _place(first, tokens, before) | {the_list.name: tuple(items)}


def _name(
    line: str, slots: Sequence[Slot], named: Callable[[str], str | None]
) -> tuple[list[_Token], dict[str, Argument]]:
    """Part what is said by name from what is said by place."""
    tokens = _tokens(line)
    given: dict[str, Argument] = {}
    if _PLAIN.fullmatch(line):
        return tokens, given
    flags = {slot.name for slot in slots if slot.is_flag}
    marked = len(tokens) == 1 or any(token.quoted for token in tokens)
    by_place: list[_Token] = []
    for token in tokens:
        name = named(token.name) if token.name else None
        bare = marked and not token.quoted and not token.name
        flag = named(token.text) if bare else None
        if name:
            given[name] = token.text
        elif flag in flags and flag:
            given[flag] = True
        else:
            by_place.append(token)
    return by_place, given


def _tokens(line: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(line):
        quoted = match["quoted"]
        text = quoted[1:-1] if quoted is not None else match["bare"]
        found.append(_Token(text, quoted is not None, match["name"], match.start()))
    return found


def _place(line: str, tokens: list[_Token], plain: Sequence[Slot]) -> dict[str, Argument]:
    given: dict[str, Argument] = {}
    for position, slot in enumerate(plain):
        if not tokens:
            break
        if slot.is_list:
            given[slot.name] = tuple(_whole(token) for token in tokens)
            tokens = []
        elif position == len(plain) - 1 or (slot.takes_rest and not _quoted(tokens)):
            given[slot.name] = _rest(line, tokens)
            tokens = []
        else:
            given[slot.name] = _whole(tokens[0])
            tokens = tokens[1:]
    return given


def _quoted(tokens: Sequence[_Token]) -> bool:
    return any(token.quoted for token in tokens)


def _rest(line: str, tokens: Sequence[_Token]) -> str:
    if len(tokens) == 1:
        return _whole(tokens[0])
    ends = [token.start for token in tokens]
    together = line[ends[0] :].strip()
    # Named words may stand between; then the words are joined without them.
    same = [token.start for token in _tokens(line)][-len(tokens) :] == ends
    return together if same else " ".join(map(_whole, tokens))


def _whole(token: _Token) -> str:
    return f"{token.name}={token.text}" if token.name else token.text


def items(text: str) -> list[str]:
    """The items of a list in one text: quoted, one per line, or parted by ; | or a comma."""
    quoted = [token.text for token in _tokens(text) if token.quoted]
    if quoted:
        return quoted
    for separator in ("\n", ";", "|", ","):
        if separator in text.strip():
            return [_BULLET.sub("", part).strip() for part in text.split(separator)]
    return [text.strip()]


def _unquoted(words: str) -> str:
    whole = re.fullmatch(_QUOTED, words)
    return words[1:-1] if whole else words


def names_of(spoken: Mapping[str, Sequence[str]]) -> Callable[[str], str | None]:
    """From parameter -> its names to name -> its parameter."""
    by_word = {word.casefold(): name for name, words in spoken.items() for word in words}
    return lambda word: by_word.get(word.casefold())
