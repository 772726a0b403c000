"""A notice board: the smallest owner of something that passes the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bot import outbox, places
from bot.app import App
from bot.commands import Command
from bot.context import Context
from bot.posts import Post, Reply
from moderation import desk
from moderation.contributions import Contribution
from tests.fakes import Clock, FakePlatform
from tests.scenes import later


@dataclass(eq=False)
class Notices:
    """Obeys moderation.subjects.Subject. `up` are the numbers of what hangs for all to see;
    `pictures` come with the next ones, which may be `of_youth`."""

    pinned: dict[int, Contribution] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    up: set[int] = field(default_factory=set)
    reasons: dict[int, str] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    files: int = 0
    of_youth: bool = False

    def pin(self, context: Context, text: str) -> Reply:
        given = self._kept(text, context.neighbourhood.id)
        case = desk.open_case(context, given)
        if case.is_published:
            self.up.add(given.number)
        return Reply(Post("up" if case.is_published else f"waits as {case.id}"), private=True)

    def _kept(self, text: str, place: int) -> Contribution:
        number = len(self.pinned) + 1
        self.places[number] = place
        self.pinned[number] = Contribution(
            "notice",
            number,
            text,
            pictures=self.pictures,
            files=self.files,
            of_youth=self.of_youth,
        )
        return self.pinned[number]

    def shown(self, session: Session, number: int) -> Contribution | None:
        return self.pinned.get(number)

    def approved(self, context: Context, number: int) -> None:
        self.up.add(number)
        rooms = places.rooms_of(context.session, self.places[number])
        post = Post(self.pinned[number].text, title=f"Notice {number}")
        key = f"notice:{number}"
        outbox.announce(context.session, rooms, lambda _: post, key=key, now=context.now)

    def declined(self, context: Context, number: int, reason: str) -> None:
        self.up.discard(number)
        self.reasons[number] = reason

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        before = self.pinned[number]
        self.pinned[number] = before._replace(title=title or before.title, text=text)

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        first, *others = parts
        self.pinned[number] = self.pinned[number]._replace(text=first)
        place = self.places[number]
        return [number, *(self._kept(text, place).number for text in others)]

    def merged(self, context: Context, number: int, into: int) -> None:
        self.joined[number] = into

    @property
    def command(self) -> Command:
        return Command("pin", self.pin, "Pin a notice", {"text": "What?"})


async def letter_in(app: App, clock: Clock, matrix: FakePlatform, where: str) -> str:
    """The id of the newest message there."""
    await later(app, clock, seconds=1)
    return [key for key, shown in matrix.shown.items() if shown.target == where][-1]
