"""The one-line form: `poll "Where?" "Park" "Square" closes="Friday 18:00" secret`."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import NamedTuple

from bot.incoming import Argument

# What telephones make of a straight quotation mark, opening and closing.
_QUOTED = r'"[^"]*"|[“”„‟][^“”„‟"]*[“”‟"]|[«»][^«»]*[«»]'
_TOKEN = re.compile(rf"(?:(?P<name>\w+)=)?(?:(?P<quoted>{_QUOTED})|(?P<bare>\S+))")
# Numbers alone name no parameter.
_PLAIN = re.compile(r"[\d\s,;+&.#]*")
_BULLET = re.compile(r"^\s*[-*•–]\s+")
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]\s+")
# So many words at most are one together. Without an end, a long line would take a minute.
_MOST = 15


def _alone(_words: Sequence[str]) -> int:
    return 1


class Slot(NamedTuple):
    """A parameter, as far as reading a line needs to know it.

    `takes` tells how many words belong to it, from its first one on: a time is rarely one
    word, and few people think of quotation marks there.
    """

    name: str
    is_list: bool = False
    takes_rest: bool = False
    is_flag: bool = False
    by_name_only: bool = False
    takes: Callable[[Sequence[str]], int] = _alone


class _Token(NamedTuple):
    text: str
    quoted: bool
    name: str
    start: int

    @property
    def is_strange(self) -> bool:
        """Whether it is said by a name, of those that are left: none that we know."""
        return self.name[:1].isalpha()


class LineForm:
    """How one command is written in a line.

    What is in quotation marks stays together; `name=value` and a flag's bare word may stand
    anywhere; a name of no parameter is read, too, unless it is part of a text. Without
    quotation marks, further lines of a message are the items of a list.
    """

    def __init__(self, slots: Sequence[Slot], spoken: Mapping[str, Sequence[str]]) -> None:
        """`spoken` are the names of each parameter, in every language."""
        self._plain = [slot for slot in slots if not (slot.is_flag or slot.by_name_only)]
        self._flags = {slot.name for slot in slots if slot.is_flag}
        self._takes = {slot.name: slot.takes for slot in slots}
        self._lists = [slot.name for slot in self._plain if slot.is_list]
        self._names = {
            word.casefold(): name for name, words in spoken.items() for word in words
        }

    def read(
        self, line: str, known: Mapping[str, Argument] = MappingProxyType({})
    ) -> dict[str, Argument]:
        """Take a line apart; what is `known` need not be said in it."""
        if known and self._says_anew(line, known):
            known = {}
        if not line.strip():
            return dict(known)
        if self._lists and "\n" in line.strip():
            return self._from_lines(line.strip(), self._lists[0], known)
        tokens, given = self._name(line)
        given = {**known, **given}
        left = [slot for slot in self._plain if slot.name not in given]
        return given | _place(line, tokens, left)

    def _says_anew(self, line: str, known: Mapping[str, Argument]) -> bool:
        """Whether it names by its number what is known, or another one instead of it. A lone
        number is that only where nothing else could be meant."""
        first, *more = line.split() or [""]
        left = [slot for slot in self._plain if slot.name not in known]
        alone = not more and bool(left) and first not in map(str, known.values())
        return first.isdecimal() and not alone

    def _from_lines(
        self, text: str, the_list: str, known: Mapping[str, Argument]
    ) -> dict[str, Argument]:
        """The first line comes before the list; each further one is an item or a name=value."""
        given = dict(known)
        items: list[str] = []
        first, *rest = text.splitlines()
        for line in rest:
            tokens, extra = self._name(line, alone=True)
            if extra and not tokens:
                given |= extra
            elif tokens and tokens[0].is_strange and line.lstrip().startswith(tokens[0].name):
                given |= _strange(tokens[:1])
            else:
                items.append(line)
        tokens, extra = self._name(first)
        given |= extra
        before = [slot for slot in self._plain if not (slot.is_list or slot.name in given)]
        return (
            given
            | _place(first, tokens, before)
            | {the_list: tuple(map(_unquoted, _unmarked(items)))}
        )

    def _name(
        self, line: str, *, alone: bool = False
    ) -> tuple[list[_Token], dict[str, Argument]]:
        """Part what is said by name from what is said by place. `alone`: in a line of its own,
        where flags may follow `closes=Friday`."""
        tokens = _tokens(line)
        given: dict[str, Argument] = {}
        if _PLAIN.fullmatch(line):
            return tokens, given
        named = alone and bool(tokens) and tokens[0].name.casefold() in self._names
        marked = len(tokens) == 1 or _quoted(tokens) or named
        by_place: list[_Token] = []
        for token in self._together(tokens):
            name = self._names.get(token.name.casefold())
            flag = self._flag(token) if marked else None
            if name:
                given[name] = token.text
            elif flag:
                given[flag] = True
            else:
                by_place.append(token)
        return by_place, given

    def _together(self, tokens: Sequence[_Token]) -> list[_Token]:
        """With `closes=Friday 18:00` as one."""
        together: list[_Token] = []
        place = 0
        while place < len(tokens):
            name = self._names.get(tokens[place].name.casefold(), "")
            taken = _taken(tokens[place : place + _MOST], self._takes.get(name, _alone))
            together.append(_joined(tokens[place : place + taken]))
            place += taken
        return together

    def _flag(self, token: _Token) -> str | None:
        if token.quoted or token.name:
            return None
        name = self._names.get(token.text.casefold())
        return name if name in self._flags else None


def _tokens(line: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(line):
        quoted = match["quoted"]
        text = quoted[1:-1] if quoted is not None else match["bare"]
        found.append(_Token(text, quoted is not None, match["name"] or "", match.start()))
    return found


def _place(line: str, tokens: list[_Token], plain: Sequence[Slot]) -> dict[str, Argument]:
    given: dict[str, Argument] = {}
    for slot in plain:
        is_last = slot is plain[-1]
        tokens, strange = _part_strange(tokens, slot, is_last=is_last)
        given |= strange
        if not tokens:
            break
        if slot.is_list:
            given[slot.name] = tuple(map(_whole, tokens))
            tokens = []
        elif is_last or (slot.takes_rest and not _quoted(tokens)):
            given[slot.name] = _rest(line, tokens)
            tokens = []
        else:
            taken = _taken(tokens[:_MOST], slot.takes)
            given[slot.name] = _whole(_joined(tokens[:taken]))
            tokens = tokens[taken:]
    return given | _strange(tokens)


def _taken(tokens: Sequence[_Token], takes: Callable[[Sequence[str]], int]) -> int:
    """How many of these are one, from the first on."""
    first, *others = tokens
    if first.quoted:
        return 1
    plain = takewhile(lambda token: not (token.quoted or token.name), others)
    return takes([token.text for token in (first, *plain)])


def _joined(tokens: Sequence[_Token]) -> _Token:
    return tokens[0]._replace(text=" ".join(token.text for token in tokens))


def _part_strange(
    tokens: list[_Token], slot: Slot, *, is_last: bool
) -> tuple[list[_Token], dict[str, Argument]]:
    """What is said by a name of no parameter is none of the slot's own, unless the slot takes
    a text as it stands."""
    bare = any(not (token.quoted or token.name) for token in tokens)
    if slot.takes_rest and (not _quoted(tokens) or (is_last and bare)):
        return tokens, {}
    if is_last or slot.is_list:
        return [each for each in tokens if not each.is_strange], _strange(tokens)
    first = next((n for n, each in enumerate(tokens) if not each.is_strange), len(tokens))
    return tokens[first:], _strange(tokens[:first])


def _strange(tokens: Sequence[_Token]) -> dict[str, Argument]:
    """Kept under the name that was said, so that whoever said it hears of it."""
    return {token.name: token.text for token in tokens if token.is_strange}


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
            return _unmarked(text.split(separator))
    return [text.strip()]


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Without the dashes or numbers of a list. Numbers that do not count up from one, or
    without which two items were the same, are words: "5. May"."""
    items = [words for line in lines if (words := _BULLET.sub("", line).strip())]
    numbers = [found and int(found[1]) for found in map(_NUMBER.match, items)]
    counted = [_NUMBER.sub("", item) for item in items]
    is_count = numbers == [*range(1, len(items) + 1)]
    return counted if is_count and len(set(counted)) == len(items) else items


def _unquoted(words: str) -> str:
    whole = re.fullmatch(_QUOTED, words)
    return words[1:-1] if whole else words
