"""What we say. A Post has parts, not layout; each adapter says every part its own way."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.incoming import Call, Picks

# A line to type stands in a sentence between two private-use characters; each adapter
# puts its own sign before it (`!vote 1 2`). `clean` keeps people from writing them.
_LINE = re.compile("\ue000([^\ue001]*)\ue001")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Control characters, bidirectional overrides, and our own marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000\ue001\ufeff]"
)


LONGEST_IN_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Button:
    """Pressing it makes the call; where nothing can be pressed, `line` is what to type."""

    label: str
    call: Call
    line: str


@dataclass(frozen=True, slots=True)
class Question:
    """Options to pick from: a native poll, buttons, or numbers to type.

    `how` says in words how to answer by typing. `closed` means it takes no answers any more.
    `public`: everybody may see who picked what, so it may become the platform's own poll.
    `secret`: an answer is to reach us alone; nothing must invite anybody to give it openly.
    `end` is the call that ending it by the platform's means stands for, `opens` what shows it
    to one person alone.
    """

    options: tuple[str, ...]
    answer: Call
    how: str
    several: bool = False
    closes: datetime | None = None
    closed: bool = False
    public: bool = False
    secret: bool = False
    end: Call | None = None
    opens: Button | None = None

    def pick(self, options: Picks | str) -> Call:
        """The call that picks these; as text, it is read where the call is carried out."""
        return self.answer.with_argument("choices", options)


@dataclass(frozen=True, slots=True)
class Ask:
    """We need one more word: whoever answers this post completes the call with it."""

    call: Call
    parameter: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture as it lies on this machine; width and height in pixels, size in bytes."""

    file: Path
    mime: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A medium by its name (see `bot.media`), and what it shows for those who do not see it.

    `veiled`: it may be hard to bear, so it is covered until somebody wants to see it; blurred
    (`bot.pictures.veiling`) where the platform cannot do that. On its way out it has the
    picture itself (`stored`), unless that was forgotten since.
    """

    medium: str
    description: str
    stored: Stored | None = field(default=None, compare=False)
    veiled: bool = False

    @property
    def in_words(self) -> str:
        return self.description


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of text that goes along, to be kept and read by other programs. It is part of its
    post and nowhere else: it goes when the post is forgotten."""

    name: str
    mime: str
    content: str

    @property
    def in_words(self) -> str:
        """What is said where it cannot be handed over: all of it, or its beginning."""
        shown = self.content.strip()
        cut = shown if len(shown) <= LONGEST_IN_WORDS else f"{shown[:LONGEST_IN_WORDS]}…"
        return f"{self.name}\n{cut}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people come to, at aware moments; `where` is empty if it is in the room
    where it is posted."""

    title: str
    begins: datetime
    ends: datetime
    where: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One thing said. `facts` are pairs such as ("When", "Friday 18:00"); one without a name
    is the heading of those that follow. What begins with a new line stands below its name.

    `comment` is the call that talk under this post completes, where it may leave the room.
    `event` is what text and facts tell of, for platforms with a calendar of their own.
    """

    text: str = ""
    title: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    question: Question | None = None
    buttons: tuple[Button, ...] = ()
    ask: Ask | None = None
    comment: Ask | None = None
    pictures: tuple[Picture, ...] = ()
    enclosure: Enclosure | None = None
    link: str | None = None
    event: Event | None = None

    @property
    def awaits(self) -> bool:
        """Whether an answer to this post must be traced back to it."""
        return bool(self.question or self.buttons or self.ask)


# Not frozen, which would make every vote dearer, for each is answered. All the same nobody
# changes it.
@dataclass(slots=True)
class Reply:
    """The answer to one Incoming. `private`: only the asker sees it, where possible.

    `letter` is the number under which an awaited answer is traced back to this post.
    `refused`: what was wanted was not done, and the asker must hear of it. `besides` is for
    the asker alone, said after the answer and as private as can be. `language` is the
    one it is said in, for what an adapter itself adds to it.
    """

    post: Post
    private: bool = False
    letter: int | None = None
    refused: bool = False
    besides: "Reply | None" = None
    language: str | None = None

    def said_in(self, language: str) -> "Reply":
        """Written out, for every vote is answered: `replace` takes four times as long."""
        return Reply(self.post, self.private, self.letter, self.refused, self.besides, language)


def with_besides(reply: Reply, besides: Sequence[Reply]) -> Reply:
    """After what is said besides already."""
    if reply.besides:
        return replace(reply, besides=with_besides(reply.besides, besides))
    first, *more = besides
    return replace(reply, besides=with_besides(first, more) if more else first)


def asks(post: Post) -> bool:
    """Whether there is something to pick from, or was until it closed."""
    return post.question is not None and bool(post.question.options)


def heading(words: str) -> tuple[str, str]:
    """Among facts, what those that follow stand under."""
    return "", words


def headed(facts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Each fact after the heading that begins with it, if one does, so that none stands alone
    at the end of a message."""
    begins = ""
    for name, value in facts:
        if name:
            yield begins, name, value
        begins = "" if name else value


def named(name: str) -> str:
    """The name of a fact as it stands before its value."""
    return name if name.endswith(("?", "!", ".", ":")) else f"{name}:"


def typed(line: str) -> str:
    """Mark a line to type inside a sentence."""
    return f"\ue000{line}\ue001"


def with_lines(text: str, show: Callable[[str], str]) -> str:
    """Put every marked line into the text as `show` wants it seen."""
    return _LINE.sub(lambda found: show(found[1]), text)


def is_right_to_left(text: str) -> bool:
    """Whether some of it is written so."""
    return _RIGHT_TO_LEFT.search(text) is not None


def isolated(text: str) -> str:
    """Keep the numbers and words around from being drawn into right-to-left text."""
    return f"\u2068{text}\u2069" if is_right_to_left(text) else text


def clean(text: str) -> str:
    """What a neighbour wrote, without characters that would act instead of being read."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
