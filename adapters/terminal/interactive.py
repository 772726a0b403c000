"""A talk at a keyboard: a prompt with history and completion, and news above it."""

import shutil
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout

from adapters.terminal.completion import Hints
from adapters.terminal.hear import is_private
from adapters.terminal.render import Look, harmless
from adapters.terminal.talk import Outcome, Talk

HISTORY = Path("var/terminal-history")
# Longer lines are hard to read.
WIDEST = 100


class Keyboard:
    """`place` is named above what is announced there."""

    def __init__(self, place: str | None = None, history: Path = HISTORY) -> None:
        self._place = harmless(place or "")
        self._history = history

    @property
    def look(self) -> Look:
        columns = shutil.get_terminal_size().columns
        return Look(width=min(columns, WIDEST), title=_bold, line=_bold)

    def say(self, text: str) -> None:
        print_formatted_text(ANSI(f"{text}\n"))

    def announce(self, text: str) -> None:
        rule = f"── {self._place} ──" if self._place else "────────"
        self.say(f"{rule}\n{text}")

    async def converse(self, talk: Talk) -> None:
        # What others print, such as warnings, goes above the prompt too.
        with patch_stdout():
            talk.greet()
            session = self._session(talk)
            while True:
                try:
                    line = await session.prompt_async(lambda: f"{talk.ear.speaker.name}> ")
                except EOFError:
                    return
                if line.strip() and await talk.hear(line) is Outcome.LEFT:
                    return

    def _session(self, talk: Talk) -> PromptSession[str]:
        return PromptSession(
            history=history(self._history, talk.is_answer),
            completer=Completing(Hints(talk.inbox, talk.ear)),
            complete_while_typing=False,
            key_bindings=keys(),
            prompt_continuation="... ",
        )


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


class Completing(Completer):
    def __init__(self, hints: Hints) -> None:
        self._hints = hints

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        return []

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        for hint in await self._hints.after(document.text_before_cursor):
            text = hint.text if hint.text.endswith('"') else f"{hint.text} "
            yield Completion(text, -hint.replaces, hint.text, hint.label)


class Discreet(History):
    """Keeps no votes and the like, for who sits here next would see them at the first key; nor
    what such a line left Bude to ask for."""

    def __init__(self, is_answer: Callable[[str], bool], *where: Path) -> None:
        super().__init__(*where)
        self._is_answer = is_answer
        self._was_private = False

    def append_string(self, string: str) -> None:
        answers = self._was_private and self._is_answer(string)
        self._was_private = answers or is_private(string)
        if not self._was_private:
            super().append_string(string)


class PrivateHistory(Discreet, FileHistory):
    """Nobody else may read it; a full disk costs the history, not the talk."""

    def store_string(self, string: str) -> None:
        try:
            super().store_string(string)
        except OSError:
            return


class ForgetfulHistory(Discreet, InMemoryHistory):
    """Where no file can be written."""


def history(path: Path, is_answer: Callable[[str], bool]) -> History:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError:
        return ForgetfulHistory(is_answer)
    return PrivateHistory(is_answer, path)


def keys() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @bindings.add("enter", filter=Condition(_goes_on))
    def _go_on(event: KeyPressEvent) -> None:
        event.current_buffer.delete_before_cursor()
        event.current_buffer.insert_text("\n")

    @bindings.add("c-c")
    @bindings.add("<sigint>")
    def _interrupt(event: KeyPressEvent) -> None:
        """Give up what is being typed; with nothing typed, leave."""
        typing = event.current_buffer
        if typing.text or typing.complete_state:
            typing.reset()
        else:
            event.app.exit(exception=EOFError())

    return bindings


def _goes_on() -> bool:
    return get_app().current_buffer.document.text_before_cursor.endswith("\\")
