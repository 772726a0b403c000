"""Languages: the code speaks English, every other tongue is a catalogue under locale/."""

import os
import re
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from bot.detection import Detection
from bot.posts import typed
from bot.refusals import Refusal

LOCALE = Path(__file__).parent / "locale"
# How a moment looks, in CLDR's letters; each catalogue has its own under "pattern".
_MOMENT = "EEEE, d MMMM y 'at' HH:mm"
_DAY = "d MMMM y"


# What somebody laid down in words of their own: one text, or one for each language tag.
OwnWords: TypeAlias = str | Mapping[str, str]


def N_(msgid: str) -> str:  # noqa: N802 - gettext's customary mark, known to every tool
    """Mark a text that is put into a language elsewhere."""
    return msgid


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Speaks one language, formally or not, in one time zone."""

    tag: str
    formal: bool
    zone: ZoneInfo
    catalogue: NullTranslations = field(repr=False)

    def say(self, msgid: str, **values: object) -> str:
        """Translate and fill in: datetimes as moments, whole numbers grouped, others as is.

        A number that is a name ("poll 1234") must come as a str, or it reads "1,234".
        """
        # The empty msgid is where gettext keeps a catalogue's header.
        text = self.catalogue.gettext(msgid) if msgid else ""
        return text.format_map(self._shown(values)) if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        text = self.catalogue.ngettext(one, many, count)
        return text.format_map(self._shown({"count": count, **values}))

    def own(self, text: OwnWords | None) -> str | None:
        """In this language, or else in English, or in whatever there is."""
        if text is None or isinstance(text, str):
            return text
        return text.get(self.tag) or text.get("en") or next(iter(text.values()), None)

    def refuse(self, refusal: Refusal) -> str:
        return self.say(refusal.msgid, **refusal.values)

    def term(self, context: str, msgid: str) -> str:
        """The name shown, which is the first of the names understood."""
        return self._listed(context, msgid)[0]

    def synonyms(self, context: str, msgid: str) -> tuple[str, ...]:
        """All names understood, casefolded."""
        return tuple(name.casefold() for name in self._listed(context, msgid))

    def moment(self, at: datetime) -> str:
        """Date and time in full, local; with the zone's name in the hour that comes twice."""
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        # In UTC, because the two halves of a fold are equal as local times, in a cache too.
        pattern = self.catalogue.pgettext("pattern", _MOMENT)
        return _moment(at.astimezone(UTC), self.zone, self.tag, pattern)

    def day(self, at: datetime | date) -> str:
        """The date alone, local: "27 November 2026"."""
        pattern = self.catalogue.pgettext("pattern", _DAY)
        local = at.astimezone(self.zone).date() if isinstance(at, datetime) else at
        return _day(local, self.tag, pattern)

    def month(self, at: datetime) -> str:
        """November 2026."""
        day = at.astimezone(self.zone).date()
        return str(_babel("dates").format_date(day, "LLLL y", locale=self.tag))

    def line(self, command: str, arguments: str = "") -> str:
        """A line to type, marked for the adapters: the command's name in this language."""
        return typed(f"{self.term('command', command)} {arguments}".rstrip())

    def number(self, number: int | float) -> str:
        return _number(number, self.tag)

    def _listed(self, context: str, msgid: str) -> list[str]:
        listed = self.catalogue.pgettext(context, msgid)
        return [name.strip() for name in listed.split(",") if name.strip()] or [msgid]

    def _shown(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self._show(value) for name, value in values.items()}

    def _show(self, value: object) -> object:
        match value:
            case str() | bool():
                return value
            case int():
                return _number(value, self.tag)
            case datetime():
                return self.moment(value)
            case _:
                return value


class Languages:
    """The languages there are: one folder each under bot/locale."""

    def __init__(self, folder: Path = LOCALE) -> None:
        self._folder = folder
        found = (path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/bude.po"))
        self.tags: tuple[str, ...] = tuple(sorted(tag for tag in found if "@" not in tag))
        self._detection = Detection(self.tags)
        self._catalogues: dict[tuple[str, bool], NullTranslations] = {}
        self._words: dict[tuple[str, str, bool], Words] = {}

    def words(self, tag: str, zone: ZoneInfo, formal: bool = False) -> Words:
        """The Words for a language; English where we do not know it."""
        key = (tag, zone.key, formal)
        if key not in self._words:
            known = self.known(tag) or "en"
            # Under its own key too, so that wishes for Klingon do not fill the memory.
            key = (known, zone.key, formal)
        if key not in self._words:
            self._words[key] = Words(key[0], formal, zone, self._catalogue(key[0], formal))
        return self._words[key]

    def detect(self, text: str) -> str | None:
        """The language of a text of four words or more, if we are sure of it."""
        return self._detection.language(text)

    def known(self, locale: str | None) -> str | None:
        """The language of ours that a locale ("de-AT", "de_DE.UTF-8") asks for."""
        if not locale:
            return None
        parts = re.split(r"[-_.@]", locale.casefold())
        ours = {tag.casefold(): tag for tag in self.tags}
        wishes = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((ours[wish] for wish in wishes if wish in ours), None)

    def _catalogue(self, tag: str, formal: bool) -> NullTranslations:
        key = (tag, formal)
        if key not in self._catalogues:
            self._catalogues[key] = self._read(tag, formal)
        return self._catalogues[key]

    def _read(self, tag: str, formal: bool) -> NullTranslations:
        path = self._folder / (f"{tag}@formal" if formal else tag) / "LC_MESSAGES/bude.po"
        plain = self._catalogue(tag, False) if formal else NullTranslations()
        if not path.exists():
            return plain
        catalogue = _compiled(path, tag)
        catalogue.add_fallback(plain)
        return catalogue


@cache
def languages() -> Languages:
    """Those that come with Bude."""
    return Languages()


def _babel(part: str) -> Any:
    """Imported when the first date or number is written: Bude is listening by then."""
    return import_module(f"babel.{part}")


def _compiled(path: Path, tag: str) -> GNUTranslations:
    """Compiled once, and kept beside for the next start, as Python does with its modules."""
    size, written = path.stat().st_size, path.stat().st_mtime_ns
    kept = path.parent / "__pycache__" / f"{path.stem}-{size}.mo"
    with suppress(OSError, ValueError, struct.error):
        if kept.stat().st_mtime_ns == written:
            return GNUTranslations(BytesIO(kept.read_bytes()))
    compiled = BytesIO()
    with path.open("rb") as file:
        written_there = _babel("messages.pofile").read_po(file, locale=tag)
        _babel("messages.mofile").write_mo(compiled, written_there)
    if not sys.dont_write_bytecode:
        _keep(kept, compiled.getvalue(), written)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _keep(kept: Path, compiled: bytes, written: int) -> None:
    """Where we may; it is found by the size and the time of its source."""
    part = kept.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        part.write_bytes(compiled)
        os.utime(part, ns=(written, written))
        part.replace(kept)


@lru_cache(maxsize=4096)
def _moment(at: datetime, zone: ZoneInfo, tag: str, pattern: str) -> str:
    local = at.astimezone(zone)
    shown: str = _babel("dates").format_datetime(local, pattern, tzinfo=zone, locale=tag)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{shown} {_zone_name(local, tag)}" if twice else shown


def _zone_name(local: datetime, tag: str) -> str:
    name: str = _babel("dates").get_timezone_name(local, "short", locale=tag)
    # Babel's English knows CET only as "+0100".
    return name if name.isalpha() else local.tzname() or name


@lru_cache(maxsize=1024)
def _day(day: date, tag: str, pattern: str) -> str:
    return str(_babel("dates").format_date(day, pattern, locale=tag))


@lru_cache(maxsize=4096)
def _number(number: int | float, tag: str) -> str:
    return str(_babel("numbers").format_decimal(number, locale=tag))
