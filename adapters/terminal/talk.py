"""A talk at the terminal: each line heard, carried to Bude, and answered."""

from asyncio import Lock
from enum import Enum, auto
from typing import Protocol
from uuid import uuid4

from adapters.terminal.hear import ROOM, Ear, Leaving, Speaking, tongues
from adapters.terminal.render import Look, render
from bot.adapter import Inbox, NotSaved, Receipt
from bot.language import Words
from bot.posts import Post, Reply, typed


class Screen(Protocol):
    """Where words appear."""

    @property
    def look(self) -> Look: ...

    def say(self, text: str) -> None: ...

    def announce(self, text: str) -> None: ...


class Outcome(Enum):
    GOES_ON = auto()
    LEFT = auto()
    NOT_SAVED = auto()


class Talk:
    """`turn` is held from a line until its answer, so that no news comes between."""

    def __init__(self, inbox: Inbox, screen: Screen, ear: Ear, turn: Lock) -> None:
        self.inbox = inbox
        self.ear = ear
        self._screen = screen
        self._turn = turn
        # Speakers whom Bude asked something.
        self._asked: set[str] = set()

    async def hear(self, line: str) -> Outcome:
        """Take in what was typed, and show the answer."""
        match self.ear.own(line, answering=self._is_asked):
            case Leaving():
                return Outcome.LEFT
            case Speaking(name=name, words=words):
                self._listen_to(name, words)
                return Outcome.GOES_ON
        async with self._turn:
            return await self._carry(line)

    def is_answer(self, line: str) -> bool:
        """Whether it goes to a question of Bude's."""
        return self._is_asked and self.ear.own(line, answering=True) is None

    @property
    def _is_asked(self) -> bool:
        return self.ear.speaker.user_id in self._asked

    def say(self, text: str) -> None:
        """Words of the terminal's own."""
        self._screen.say(render(Post(text), self._screen.look))

    def greet(self) -> None:
        words = self.ear.words
        question = words.say('"Where should the bench go?" "Park" "Square"')
        greeting = [
            words.say("Hello, I am Bude. With me a neighbourhood asks questions and votes."),
            words.say(
                "{help} shows what I can do, {example} asks a first question.",
                help=words.line("help"),
                example=words.line("poll", question),
            ),
            words.say("Whoever types here is a neighbour speaking; the prompt shows who."),
            how(words),
        ]
        self._screen.say(render(Post("\n".join(greeting)), self._screen.look))

    def _listen_to(self, name: str, words: Words) -> None:
        if name:
            self.ear.listen_to(name)
        self.say(words.say("Now speaking: {name}", name=self.ear.speaker.name))

    async def _carry(self, line: str) -> Outcome:
        incoming = self.ear.incoming(line)
        try:
            [reply] = await self.inbox.hear([incoming])
        except NotSaved as lost:
            for each in lost.replies:
                await self._show(each)
            return Outcome.NOT_SAVED
        await self._show(reply)
        self._note(incoming.sender.user_id, reply)
        if asks_for_help(line):
            self.say(how(self.ear.words))
        return Outcome.GOES_ON

    async def _show(self, reply: Reply | None) -> None:
        if reply is None:
            return
        self._screen.say(render(reply.post, self._screen.look))
        if reply.besides:
            await self._show(reply.besides)
        if reply.letter is None:
            return
        try:
            await self.inbox.shown(reply, ROOM, Receipt((uuid4().hex,)))
        except NotSaved:
            # Nobody here answers by a message's id; the reply was read all the same.
            return

    def _note(self, user_id: str, reply: Reply | None) -> None:
        if reply and reply.post.ask:
            self._asked.add(user_id)
        else:
            self._asked.discard(user_id)


def how(words: Words) -> str:
    """How to use this terminal, in one line."""
    return words.say(
        "Here, {speak} lets somebody else speak; {quit} ends.",
        speak=typed(f"{words.term('terminal', 'as')} Mehmet"),
        quit=typed(words.term("terminal", "quit")),
    )


def asks_for_help(line: str) -> bool:
    said = line.strip().casefold()
    return any(said in ("help", *words.synonyms("command", "help")) for words in tongues())
