"""What several scenes begin with is played for the first, and laid out for the others."""

import copy
import shutil
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import wraps
from inspect import signature
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from bot.app import App
from tests import prepared
from tests.fakes import Clock

P = ParamSpec("P")
T = TypeVar("T")


class Played(NamedTuple):
    result: Any
    lay: Callable[["Scene"], None]


_played: dict[Hashable, Played] = {}
_numbers = count()


def beginning(play: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """For a fixture, or what scenes call first: all it does is said and done through the `app`,
    its platforms and fakes that it is given. Who comes later finds everything as if Bude had
    just been started again: what is kept, and what the fakes show. What it returns is plain,
    like an id."""

    @wraps(play)
    async def begun(*args: P.args, **kwargs: P.kwargs) -> T:
        given = signature(play).bind(*args, **kwargs).arguments
        scene = Scene(given["app"], [each for each in given.values() if is_dataclass(each)])
        key = (play, scene.before(), *map(scene.place, given.values()))
        if key in _played:
            _played[key].lay(scene)
        else:
            _played[key] = Played(await play(*args, **kwargs), scene.kept())
        return cast("T", copy.copy(_played[key].result))

    return begun


class Scene:
    """What a beginning changes."""

    def __init__(self, app: App, fakes: list[Any]) -> None:
        self._store = app.store
        self._plan = prepared.plan(app)
        self._clock = cast("Clock", app.clock)
        # Each once, and in the same order for every scene.
        everybody = [*app.adapters.values(), *fakes]
        self._fakes = list({id(each): each for each in everybody}.values())
        self._folders = (self._store.keys.folder, self._store.album.folder)

    def before(self) -> Hashable:
        """Where the beginning begins: what was said before, or how a fake was set, makes it
        another one."""
        return self._plan, repr([_state(fake) for fake in self._fakes])

    def place(self, given: Any) -> Hashable:
        """What this is in every scene: a fake has its place, and all else is what it says."""
        if isinstance(given, App | Clock):
            return type(given).__name__
        among = [number for number, fake in enumerate(self._fakes) if fake is given]
        return ("fake", *among) if among else cast("Hashable", given)

    def kept(self) -> Callable[["Scene"], None]:
        """What has become of all, to be laid out for another scene."""
        database, now = prepared.kept(self._store), self._clock.now
        folders = [_kept(folder) for folder in self._folders]
        states = [_state(fake) for fake in self._fakes]

        def lay(other: "Scene") -> None:
            database()
            other._clock.now = now
            for folder, files in zip(other._folders, folders, strict=True):
                shutil.copytree(files, folder, dirs_exist_ok=True)
            for fake, state in zip(other._fakes, states, strict=True):
                vars(fake).update({name: copy.copy(each) for name, each in state.items()})

        return lay


def _kept(folder: Path) -> Path:
    kept = prepared.shelf() / f"folder{next(_numbers)}"
    if folder.exists():
        return Path(shutil.copytree(folder, kept))
    kept.mkdir()
    return kept


def _state(fake: Any) -> dict[str, Any]:
    """Posts are never changed, so that the lists are all there is to copy."""
    names = [each.name for each in fields(fake) if each.name != "inbox"]
    return {name: copy.copy(getattr(fake, name)) for name in names}
