"""What was said by a name that no parameter has: `close="Friday"` for `closes="Friday"`."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.context import Context
from bot.incoming import Argument
from bot.posts import clean
from bot.refusals import Refusal


def refusal(
    context: Context, command: str, parameters: Iterable[str], name: str, value: Argument
) -> Refusal:
    """With the name that comes nearest, in whatever language."""
    name, shown = clean(name)[:40], clean(str(value))[:40]
    quoted = f'"{name}={shown}"'
    if near := _nearest(context, parameters, name):
        return Refusal(
            "I know no “{name}=” here; perhaps you mean “{near}=”. Words with an equals sign "
            "that are meant as text belong in quotation marks: {quoted}",
            name=name,
            near=near,
            quoted=quoted,
        )
    return Refusal(
        "I know no “{name}=” here; {line} shows what there is. Words with an equals sign that "
        "are meant as text belong in quotation marks: {quoted}",
        name=name,
        line=context.words.line("help", context.words.term("command", command)),
        quoted=quoted,
    )


def _nearest(context: Context, parameters: Iterable[str], name: str) -> str | None:
    spoken = [
        word
        for each in parameters
        for words in context.vocabularies()
        for word in words.synonyms("parameter", each)
    ]
    return next(iter(get_close_matches(name.casefold(), spoken, 1, 0.6)), None)
