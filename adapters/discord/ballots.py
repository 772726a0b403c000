"""A question as a ballot of our own: buttons, or a list to choose from. Pure.

Nothing is remembered for it: what was pressed says which option, and the message it stands on,
which question.
"""

from typing import Any, TypeAlias

from adapters.discord import marking
from bot.posts import Question

Json: TypeAlias = dict[str, Any]

PICK, OPEN = "pick", "press:0"
# More would be three rows on a telephone.
MOST_BUTTONS, MOST_OPTIONS = 5, 25


def shown(question: Question) -> bool:
    """Whether it can be answered by pressing something."""
    if question.secret and not question.opens:
        return False
    return 0 < len(question.options) <= MOST_OPTIONS


def components(question: Question, placeholder: str, *, alone: bool) -> list[Json]:
    """`alone`: only the one who answers sees it. To others a secret ballot is a button."""
    if not shown(question):
        return []
    if question.secret and not alone:
        return [_row(_opening(question))] if question.opens else []
    if question.several or question.secret or len(question.options) > MOST_BUTTONS:
        return [_row(_select(question, placeholder))]
    return [_row(*(_button(n, each) for n, each in enumerate(question.options, 1)))]


def _button(number: int, option: str) -> Json:
    label = marking.cut(f"{number}. {option}", 80)
    return {"type": 2, "style": 2, "label": label, "custom_id": f"{PICK}:{number}"}


def _opening(question: Question) -> Json:
    label = marking.cut(question.opens.label, 80) if question.opens else "…"
    return {"type": 2, "style": 1, "label": label, "custom_id": OPEN}


def _select(question: Question, placeholder: str) -> Json:
    options = [
        {"label": marking.cut(f"{n}. {each}", 100), "value": str(n)}
        for n, each in enumerate(question.options, 1)
    ]
    select: Json = {
        "type": 3,
        "custom_id": PICK,
        # None chosen is an answer taken back.
        "min_values": 0,
        "max_values": len(options) if question.several else 1,
        "options": options,
    }
    return select | ({"placeholder": marking.cut(placeholder, 150)} if placeholder else {})


def _row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def picked(custom_id: str, values: list[str]) -> tuple[int, ...] | None:
    """The options that were picked with this; None if it is no ballot."""
    kind, _, number = custom_id.partition(":")
    if kind != PICK:
        return None
    return tuple(sorted(int(each) for each in ([number] if number else values)))
