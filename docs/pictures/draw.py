"""Draws conversation.svg from conversation.txt: a Matrix room and a terminal, side by side; and
both.svg from both.txt: a Matrix room and a Discord channel.

    python docs/pictures/draw.py

Nothing in the picture is made up. Of the edits under the poll it shows the last one before the
result was announced.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
TRANSCRIPT, PICTURE = HERE / "conversation.txt", HERE / "conversation.svg"
BOTH, PICTURE_OF_BOTH = HERE / "both.txt", HERE / "both.svg"

MARGIN, GAP, BAR = 8, 24, 44
ROOM_WIDTH, TERMINAL_WIDTH = 552, 528
TEXT, SMALL, MONO = 15, 13.5, 13
FACES = {"bude": "#b45309", "anna": "#0f766e", "mehmet": "#6d28d9", "mo": "#be123c"}

STYLE = """\
    text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", \
Arial, sans-serif; font-size: 15px; fill: #1f2328; }
    text, tspan { white-space: pre; }
    .small { font-size: 13.5px; fill: #656d76; }
    .head, .name, .title { font-weight: 600; }
    .name { font-size: 14px; }
    .initial { font-size: 14px; font-weight: 600; fill: #ffffff; text-anchor: middle; }
    .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", \
"DejaVu Sans Mono", monospace; font-size: 13px; fill: #d8dee9; }
    .typed { fill: #ffd479; }
    .prompt { fill: #8fbc8f; }
    .rule { fill: #7f8aa3; }
    .bold { fill: #ffffff; font-weight: 600; }
    .day { fill: #ffffff; stroke: #d0d7de; }
    .daybar { fill: #f6f8fa; }
    .line { fill: none; stroke: #d0d7de; stroke-width: 2; }
    .call { fill: #ddf4ff; }
    .night { fill: #1e2430; stroke: #3b4252; }
    .nightbar { fill: #2a3140; }
    .nighthead { fill: #e5e9f0; }
    .nightsmall { font-size: 13.5px; font-weight: 400; fill: #9aa5b8; }
    .daysmall { font-size: 13.5px; font-weight: 400; fill: #656d76; }
    .daydot { fill: #d0d7de; }
    .nightdot { fill: #566074; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .small { fill: #9da7b3; }
      .day { fill: #0d1117; stroke: #3d444d; }
      .daybar { fill: #161b22; }
      .line { stroke: #3d444d; }
      .daydot { fill: #3d444d; }
      .daysmall { fill: #9da7b3; }
      .call { fill: #12304d; }
      .night { fill: #171c26; }
    }"""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said: in which window, by whom (a prompt, in the terminal), and how."""

    window: str
    who: str
    marks: frozenset[str]
    lines: tuple[str, ...]


def read(transcript: str) -> list[Said]:
    """Each begins with `== window: who (marks)`; lines that begin with # are for readers."""
    kept = "\n".join(line for line in transcript.splitlines() if not line.startswith("# "))
    found = []
    for part in re.split(r"^== ", kept, flags=re.MULTILINE)[1:]:
        head, *lines = part.rstrip().split("\n")
        window, _, who = head.partition(": ")
        who, _, marks = who.rstrip(")").partition(" (")
        found.append(Said(window, who, frozenset(marks.split()), tuple(lines)))
    return found


def as_it_stands(said: list[Said]) -> list[Said]:
    """Edits carried out, where they change the newest post."""
    standing: list[Said] = []
    newest = 0
    for each in said:
        if "edit" not in each.marks:
            standing.append(each)
            is_post = each.who == "bude" and not each.marks & {"thread", "alone"}
            newest = len(standing) - 1 if is_post else newest
        elif standing[newest].lines[0] == each.lines[0]:
            standing[newest] = each
    return standing


def wide(text: str, size: float) -> float:
    """About how many pixels, rather more than less, as nobody knows the reader's font."""
    narrow, wider = "iljtfrI.,:;!'|()[] ", "mwMWÖÜÄ@%"
    ems = (0.36 if c in narrow else 0.9 if c in wider else 0.59 for c in text)
    return sum(ems) * size


def wrapped(line: str, width: float, size: float) -> Iterator[str]:
    current = ""
    for word in line.split(" "):
        longer = f"{current} {word}" if current else word
        if current and wide(longer, size) > width:
            yield current
            current = word
        else:
            current = longer
    yield current


def text(x: float, y: float, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{named}>{escape(words, quote=False)}</text>'


def room(said: list[Said], left: float) -> tuple[list[str], float]:
    """The messages of the room, and how far down they reach."""
    drawn: list[str] = []
    y: float = MARGIN + BAR + 18
    for each in said:
        paint = in_thread if each.marks & {"thread", "alone"} else message
        painted, y = paint(each, left, y)
        drawn += painted
    return drawn, y


def message(said: Said, left: float, top: float) -> tuple[list[str], float]:
    x, width = left + 66, ROOM_WIDTH - 66 - 28
    drawn = [
        f'<circle cx="{left + 36:g}" cy="{top + 18:g}" r="16" fill="{FACES[said.who]}"/>',
        text(left + 36, top + 23, said.who[0].upper(), "initial"),
        text(x, top + 11, said.who.capitalize(), "name"),
    ]
    if "edit" in said.marks:
        drawn.append(text(x + 52, top + 11, "edited", "small"))
    y = top + 15
    is_call = said.lines[0].startswith(("!", "/"))
    lines = [(n, piece) for n, line in enumerate(said.lines) for piece in pieces(line, width)]
    if is_call:
        height = 21 * len(lines) + 8
        drawn.append(
            f'<rect class="call" x="{x - 8:g}" y="{y + 3:g}" width="{width + 16:g}" '
            f'height="{height:g}" rx="6"/>'
        )
        y += 2
    for number, (indent, piece) in lines:
        y += 21 if piece else 8
        is_title = number == 0 and not is_call
        if piece:
            drawn.append(text(x + indent, y, piece, "title" if is_title else ""))
    return drawn, y + (26 if is_call else 22)


def pieces(line: str, width: float) -> Iterator[tuple[float, str]]:
    """A line in pieces, each with its indent; what goes on hangs under a fact or an option."""
    for number, piece in enumerate(wrapped(line, width - 18, TEXT)):
        yield (18 if number or re.match(r"\d+\. ", line) else 0), piece


def in_thread(said: Said, left: float, top: float) -> tuple[list[str], float]:
    """A private answer: in the thread of what it answers, or seen by one person alone."""
    x, width = left + 84, ROOM_WIDTH - 84 - 28
    lines = [piece for line in said.lines for piece in wrapped(line, width, SMALL)]
    top -= 8
    bottom = top + 20 * (len(lines) + 1) - 4
    drawn = [
        f'<path class="line" d="M{x - 14:g} {top:g}V{bottom:g}"/>',
        text(x, top + 12, f"{said.who.capitalize()}, {_where(said)}", "small"),
    ]
    for number, line in enumerate(lines, 1):
        drawn.append(text(x, top + 12 + 20 * number, line, "small"))
    return drawn, bottom + 22


def _where(said: Said) -> str:
    return "in the thread" if "thread" in said.marks else "seen by nobody else"


def terminal(said: list[Said], left: float) -> tuple[list[str], float]:
    drawn: list[str] = []
    x, y = left + 20, MARGIN + BAR + 28.0
    for each in said:
        if each.who:
            words = [(f"{each.who} ", "prompt"), (each.lines[0], "typed")]
            drawn.append(in_colours(x, y, words))
            y += 21
            continue
        for line in each.lines:
            drawn += [in_colours(x, y, coloured(line))] if line else []
            y += 19 if line else 11
        y += 14
    return drawn, y


def coloured(line: str) -> list[tuple[str, str]]:
    """The words of a line, each with its colour; lines to type and titles are **bold**."""
    if line.startswith("──"):
        return [(line, "rule")]
    parts = line.split("**")
    return [(part, "bold" if n % 2 else "") for n, part in enumerate(parts) if part]


def in_colours(x: float, y: float, words: list[tuple[str, str]]) -> str:
    spans = (
        f'<tspan class="{colour}">{escape(part, quote=False)}</tspan>'
        if colour
        else escape(part, quote=False)
        for part, colour in words
    )
    return f'<text x="{x:g}" y="{y:g}" class="mono">{"".join(spans)}</text>'


def window(
    left: float, width: float, height: float, head: str, beside: str, *, time: str
) -> list[str]:
    """A frame with its bar, as bright as the "day" or the "night"."""
    top, right = MARGIN, left + width
    box = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="10"'
    bar = (
        f"M{left:g} {top + BAR:g}V{top + 10:g}a10 10 0 0 1 10 -10"
        f"H{right - 10:g}a10 10 0 0 1 10 10V{top + BAR:g}z"
    )
    words = f'{head}<tspan dx="8" class="{time}small">{beside}</tspan>'
    places = (f'cx="{right - 20 - 16 * n:g}" cy="{top + BAR / 2:g}"' for n in range(3))
    dots = [f'<circle class="{time}dot" {place} r="4.5"/>' for place in places]
    return [
        f'<rect class="{time}" {box}/>',
        f'<path class="{time}bar" d="{bar}"/>',
        f'<text x="{left + 20:g}" y="{top + 28:g}" class="head {time}head">{words}</text>',
        *dots,
    ]


def drawn(transcript: str) -> str:
    """The whole picture."""
    said = as_it_stands(read(transcript))
    second = MARGIN + ROOM_WIDTH + GAP
    messages, room_end = room(_in(said, "matrix"), MARGIN)
    lines, terminal_end = terminal(_in(said, "terminal"), second)
    height = max(room_end, terminal_end) - MARGIN
    parts = [
        *window(MARGIN, ROOM_WIDTH, height, "Hafen", "a room on Matrix", time="day"),
        *messages,
        *window(second, TERMINAL_WIDTH, height, "Terminal", "the same poll", time="night"),
        *lines,
    ]
    what = "One poll in a Matrix room and in a terminal"
    return picture(what, second + TERMINAL_WIDTH + MARGIN, height + 2 * MARGIN, parts)


def drawn_of_both(transcript: str) -> str:
    """A room on each platform."""
    said = read(transcript)
    second = MARGIN + ROOM_WIDTH + GAP
    here, end = room(as_it_stands(_in(said, "matrix")), MARGIN)
    there, other_end = room(as_it_stands(_in(said, "discord")), second)
    height = max(end, other_end) - MARGIN
    parts = [
        *window(MARGIN, ROOM_WIDTH, height, "Hafen", "a room on Matrix", time="day"),
        *here,
        *window(second, ROOM_WIDTH, height, "#hafen", "a channel on Discord", time="day"),
        *there,
    ]
    what = "One poll in a Matrix room and in a Discord channel"
    return picture(what, second + ROOM_WIDTH + MARGIN, height + 2 * MARGIN, parts)


def _in(said: list[Said], name: str) -> list[Said]:
    return [each for each in said if each.window == name]


def picture(what: str, width: float, height: float, parts: list[str]) -> str:
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    whole = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="what">',
        f'<title id="what">{what}</title>',
        f"<style>\n{STYLE}\n</style>",
        *parts,
        "</svg>\n",
    ]
    return "\n".join(whole)


if __name__ == "__main__":
    PICTURE.write_text(drawn(TRANSCRIPT.read_text("utf-8")), "utf-8")
    PICTURE_OF_BOTH.write_text(drawn_of_both(BOTH.read_text("utf-8")), "utf-8")
