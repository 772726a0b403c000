"""Being a neighbour at a prompt: commands, presses, taps and words, and what Bude answers."""

import asyncio
import shlex
from collections.abc import Callable
from typing import Any, TypeAlias

from tests.discord_server.interactions import MODAL, Asked
from tests.discord_server.neighbours import Neighbours, components, labels
from tests.discord_server.reading import read
from tests.discord_server.refusing import Refused
from tests.discord_server.server import Discord

Json: TypeAlias = dict[str, Any]

HOW = """\
as anna                      from now on you are Anna (others: mehmet, mo, or anybody new)
as anna de                   the same, with Discord in German
/poll question="Where?" answer="Park; Square"
                             a command with its options; without them a form may open
question=Where? answer=...   fill in the form that is open
press 2                      the second button of Bude's last message that has any
choose 1 3                   options of its list
tap 2, untap 2               an answer of Discord's own poll
menu Submit as idea          an app's command on the last message in the channel
say words                    write into the channel; `say @Bude vote 1 2` speaks to Bude
write words                  to Bude alone, in a direct message
closed, open                 take no direct messages, or take them again
delete                       the last message in the channel
leave                        end this Discord, as Ctrl-C or Ctrl-D do
"""


class Playing:
    def __init__(self, discord: Discord, show: Callable[[str], None]) -> None:
        self.discord = discord
        self.people = Neighbours(discord)
        self._show = show
        self.is_over = False
        self._who = "anna"
        self._form: Asked | None = None
        self._shown: dict[str, str] = {}
        self._read: dict[str, int] = {}
        for name in ("mo", "anna", "mehmet"):
            self.people.person(name)

    @property
    def prompt(self) -> str:
        """Who one is, and in which language."""
        locale = self.people.person(self._who).locale
        return f"{self._who.capitalize()}, {locale} (or: leave)> "

    async def does(self, line: str) -> None:
        """One line of the prompt."""
        try:
            await self._do(line)
        except TimeoutError:
            self._show("(no answer within five seconds: does Bude run, and what does it say?)")
        except (LookupError, TypeError, ValueError, AssertionError, Refused) as error:
            self._show(f"({str(error) or repr(error)})")

    async def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "":
                return
            case "leave":
                self.is_over = True
            case "as":
                self._is_now(*rest.split())
            case "write":
                direct = self.people.direct(self._who)
                await self.people.says(self._who, rest, where=direct)
            case "closed" | "open":
                self.people.person(self._who).closed = word == "closed"
            case "delete":
                hafen = self.discord.world.hafen
                await self.discord.messages.remove(hafen, self._newest())
            case "menu":
                await self._answered(await self.people.menu(self._who, rest, self._newest()))
            case "say":
                words = rest.replace("@Bude", f"<@{self.discord.world.bude.id}>")
                await self.people.says(self._who, words)
            case "press":
                shown = self._last(2)
                await self._answered(
                    await self.people.press(self._who, shown, labels(shown)[int(rest) - 1])
                )
            case "choose":
                options = map(int, rest.split())
                await self._answered(
                    await self.people.select(self._who, self._last(3), *options)
                )
            case "tap" | "untap":
                await self.people.taps(self._who, self._poll(), int(rest), on=word == "tap")
            case _ if word.startswith("/"):
                given = _options(rest)
                await self._answered(await self.people.slash_with(self._who, word[1:], given))
            case _ if self._form:
                form, self._form = self._form, None
                await self._answered(
                    await self.people.submit(self._who, form, **_options(line))
                )
            case _:
                self._show(HOW)

    def _is_now(self, who: str, locale: str = "") -> None:
        self._who = who
        person = self.people.person(who)
        person.locale = locale or person.locale

    def _newest(self) -> str:
        return str(_newest_of([*self.discord.world.hafen.messages.values()])["id"])

    async def _answered(self, asked: Asked) -> None:
        answer = await asked.answered(5)
        if asked.kind == MODAL:
            self._form = asked
            fields = [each["component"]["custom_id"] for each in answer["components"]]
            self._show(f"[a form opens: {answer['title']}] {' '.join(fields)}")
            return
        whom = f"to {self._who} alone" if asked.private else "to all"
        self._show(f"Bude, {whom}: {read(answer['content'])}\n{_pressable(answer)}".rstrip())

    def _all(self) -> list[Json]:
        there = [*self.discord.world.hafen.messages.values()]
        there += self.discord.interactions.hidden.values()
        return sorted(there, key=lambda each: int(each["id"]))

    def _last(self, kind: int) -> Json:
        some = [
            each for each in self._all() if any(one["type"] == kind for one in components(each))
        ]
        return _newest_of(some)

    def _poll(self) -> str:
        return str(_newest_of([each for each in self._all() if "poll" in each])["id"])

    async def watch(self) -> None:
        """Show what is new or changed in the channel, and in direct messages."""
        while True:
            for channel in list(self.discord.world.channels.values()):
                whose = channel.with_person
                where = f"{whose.name}'s direct messages" if whose else f"#{channel.name}"
                for each in list(channel.messages.values()):
                    self._look_at(each, where)
            for asked in list(self.discord.interactions.asked.values()):
                self._look_what_followed(asked)
            await asyncio.sleep(0.05)

    def _look_what_followed(self, asked: Asked) -> None:
        """What Bude says after its first answer, to the same person alone."""
        for each in asked.more[self._read.get(asked.id, 0) :]:
            self._show(f"Bude, to {asked.who.name} alone: {_as_text(each)}")
        self._read[asked.id] = len(asked.more)

    def _look_at(self, message: Json, where: str) -> None:
        text = _as_text(message)
        if self._shown.get(message["id"]) != text and not message.get("webhook_id"):
            self._shown[message["id"]] = text
            self._show(f"{where}, {message['author']['global_name']}: {text}")


def _as_text(message: Json) -> str:
    if "poll" in message:
        answers = [each["poll_media"]["text"] for each in message["poll"]["answers"]]
        numbered = "  ".join(f"{n}. {each}" for n, each in enumerate(answers, 1))
        return f"[poll] {message['poll']['question']['text']}  {numbered}"
    ours = message["author"]["bot"]
    text = read(message["content"]) if ours else str(message["content"])
    return f"{text}\n{_pressable(message)}".rstrip()


def _pressable(message: Json) -> str:
    some = labels(message) if message.get("components") else []
    return "  ".join(f"[{each}]" for each in some)


def _options(line: str) -> dict[str, Any]:
    pairs = (each.partition("=") for each in shlex.split(line))
    return {name: _value(value) for name, _, value in pairs}


def _value(written: str) -> Any:
    return {"true": True, "false": False}.get(written, written)


def _newest_of(messages: list[Json]) -> Json:
    if not messages:
        raise LookupError("there is none yet")
    return messages[-1]
