"""A signature is a form: what a command is given, read from its plain function."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from bot.came_along import File, Files
from bot.lines import Slot
from bot.parameters import Flag, Kind, Line, LongText, Message, Number, Quotation, Several

# What comes along with a message, and what else nobody types.
FILES = File | Files
BESIDE = FILES | Message | Quotation
DEFAULT_KINDS: Mapping[Any, Kind] = {int: Number(), str: LongText(), bool: Flag()}


class Parameter(NamedTuple):
    """One thing a command is given. `prompt` asks for it when it is missing."""

    name: str
    kind: Kind
    required: bool
    prompt: str
    help: str
    named: bool

    @property
    def slot(self) -> Slot:
        return Slot(
            self.name,
            is_list=isinstance(self.kind, Several),
            takes_rest=isinstance(self.kind, Line | LongText),
            is_flag=isinstance(self.kind, Flag),
            by_name_only=self.named or self.is_beside,
        )

    @property
    def is_beside(self) -> bool:
        return isinstance(self.kind, BESIDE)

    @property
    def takes_files(self) -> bool:
        return isinstance(self.kind, FILES)


def parameters(
    run: Callable[..., Any], prompts: Mapping[str, str], explains: Mapping[str, str]
) -> tuple[Parameter, ...]:
    """All but the first, which is the context."""
    hints = get_type_hints(run, include_extras=True)
    _context, *rest = inspect.signature(run).parameters.values()
    return tuple(
        Parameter(
            name=each.name,
            kind=_kind(hints[each.name]),
            required=each.default is each.empty,
            prompt=prompts.get(each.name, ""),
            help=explains.get(each.name, ""),
            named=each.kind is each.KEYWORD_ONLY,
        )
        for each in rest
    )


def _kind(hint: Any) -> Kind:
    # `Moment | None` is an optional moment.
    some = [each for each in get_args(hint) if each is not type(None)]
    if get_origin(hint) is not Annotated and len(some) == 1:
        return _kind(some[0])
    if get_origin(hint) is Annotated:
        kind: Kind = get_args(hint)[1]
        return kind
    return DEFAULT_KINDS[hint]
