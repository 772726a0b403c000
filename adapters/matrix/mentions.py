"""Whether a message calls us by name, and where its own words begin. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from adapters.matrix.shapes import Event, rows, table, text

MATRIX_TO = "https://matrix.to/#/"


def mentioned(event: Event, us: str) -> bool:
    """As clients say it today; those that do not know `m.mentions` only draw a pill."""
    content = table(event.get("content"))
    if "m.mentions" in content:
        return us in rows(table(content["m.mentions"]).get("user_ids"))
    # What is quoted from another message calls nobody.
    html = text(content.get("formatted_body")).rpartition("</mx-reply>")[2]
    return any(f'href="{link}"' in html for link in _links(us))


def called_by(names: Iterable[str], us: str, *, aloud: bool) -> re.Pattern[str]:
    """Our name or pill, with a colon or comma where we are not mentioned anyway."""
    plain = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    link = "|".join(map(re.escape, _links(us)))
    # As clients write it that show a pill to nobody but their own kind.
    pill = rf"\[[^\]\n]{{0,100}}\]\((?:{link})\)|<?(?:{link})>?"
    stop = r"(?:\s*[:,]\s*|\s+|$)" if aloud else r"\s*[:,]\s+"
    return re.compile(rf"(?:@?(?:{plain})|{pill}){stop}", re.IGNORECASE)


def _links(us: str) -> tuple[str, ...]:
    return MATRIX_TO + us, MATRIX_TO + quote(us, safe="")
