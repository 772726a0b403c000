"""What commands about ideas are given, and how it is asked for and explained."""

from typing import Annotated, TypeAlias

from bot.language import N_
from bot.parameters import Line, LongText, OneOf, Reference
from ideas import checking, fields, finding

ThatIdea: TypeAlias = Annotated[int, Reference(finding.suggest)]
Title: TypeAlias = Annotated[str, Line(checking.LONGEST_TITLE)]
Body: TypeAlias = Annotated[str, LongText(checking.LONGEST)]
Part: TypeAlias = Annotated[str, LongText(1000)]
Slug: TypeAlias = Annotated[str, OneOf(fields.SLUGS)]

WHICH = N_("Which idea? Write its number.")
EXPLAINED = {
    "title": N_("a few words that stand above it"),
    "place": N_("the street or the district"),
    "field": N_("the field of action, such as mobility"),
    "problem": N_("what is not good as it is"),
    "goal": N_("how it should be"),
    "solution": N_("what would help"),
}
