"""What people read of a message: Discord's markup, as the apps show it. Unforgiving."""

import re

_PART = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|`(?P<code>[^`\n]+)`"
    r"|</(?P<command>[^:>\n]+):\d+>"
    r"|<(?P<link>https?://[^>\s]+)>"
    r"|(?P<mark>\*{1,2})"
    r"|(?P<letter>.)",
    re.DOTALL,
)
# Whoever sees one of these unescaped sees markup, a mention or a link where none was meant.
_ACTS = set("_~|[<@`\\")
_STARTS = re.compile(r"^\s*(?:#|>|-|\+)")


def read(content: str) -> str:
    """The text; fails where something acts instead of being read."""
    for line in content.splitlines():
        assert not _STARTS.match(line), f"a heading, a quotation or a list: {line!r}"
    bare = re.sub(r"<https?://[^>\s]+>", "", content)
    assert not re.search(r"(?<!\\)://", bare), f"a link in {content!r}"
    return "".join(map(_shown, _PART.finditer(content))).replace("\u200b", "")


def _shown(found: re.Match[str]) -> str:
    if found["letter"]:
        assert found["letter"] not in _ACTS, f"{found['letter']!r} acts in {found.string!r}"
        return found["letter"]
    if found["command"]:
        return f"/{found['command']}"
    return found["escaped"] or found["code"] or found["link"] or ""
