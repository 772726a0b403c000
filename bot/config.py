"""config.toml -> typed settings; what is wrong is named, with its key and line."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.language import languages
from bot.toml import ConfigError, Reader, unknown

__all__ = ["ConfigError", "Settings", "parse", "read", "secret"]

PREFIX = "BUDE_"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`url` as SQLAlchemy writes it; `standby` waits for accounts that another Bude holds;
    `keys` is the folder for the keys of secret polls, `pictures` that for what people sent."""

    url: str = "sqlite:///var/bude.db"
    backups_kept_days: int = 14
    standby: bool = False
    keys: str | None = None
    pictures: str | None = None


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`feeds` is the folder that a web server hands out, `address` where it does so."""

    feeds: str
    address: str | None = None

    def __post_init__(self) -> None:
        if self.address and not self.address.startswith(("https://", "http://")):
            raise ValueError("address: expected an address, such as https://bude.example.org")


@dataclass(frozen=True, slots=True)
class CitySettings:
    name: str
    language: str = "de"
    timezone: str = "Europe/Berlin"
    address: str = "du"


@dataclass(frozen=True, slots=True)
class NeighbourhoodSettings:
    name: str
    city: str
    rooms: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the config says. `platforms` holds the settings of each platform that is
    configured, `rules` for each city the settings of each domain. Without `web` nothing is
    written for it. `where` tells at which line a key stands."""

    admins: tuple[str, ...] = ()
    store: StoreSettings = StoreSettings()
    web: WebSettings | None = None
    cities: Mapping[str, CitySettings] = field(default_factory=dict)
    neighbourhoods: Mapping[str, NeighbourhoodSettings] = field(default_factory=dict)
    platforms: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    where: Callable[[Sequence[str]], str] = field(default=".".join, repr=False, compare=False)


def read(
    path: Path, platforms: Mapping[str, type[Any]], rules: Mapping[str, type[Any]]
) -> Settings:
    """Read the file. `platforms` and `rules` are tables whose types others bring."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    return parse(text, str(path), platforms, rules)


def parse(
    text: str, source: str, platforms: Mapping[str, type[Any]], rules: Mapping[str, type[Any]]
) -> Settings:
    reader = Reader(text, source)
    table = reader.table
    own = {"admins", "store", "web", "cities", "neighbourhoods"}
    for key in table:
        if key not in own | set(platforms):
            raise reader.wrong([key], unknown(key, own | set(platforms)))
    cities, laid_down = _cities(reader, table.get("cities", {}), rules)
    return Settings(
        admins=_admins(reader, table.get("admins", [])),
        store=_store(reader, table.get("store", {})),
        web=reader.typed(WebSettings, table["web"], ["web"]) if "web" in table else None,
        cities=cities,
        neighbourhoods=_neighbourhoods(reader, table.get("neighbourhoods", {}), cities),
        platforms={
            name: reader.typed(kind, table[name], [name])
            for name, kind in platforms.items()
            if name in table
        },
        rules=laid_down,
        where=reader.where,
    )


def _admins(reader: Reader, given: Any) -> tuple[str, ...]:
    listed = isinstance(given, list) and all(isinstance(each, str) for each in given)
    if not listed or not all(":" in each for each in given):
        raise reader.wrong(["admins"], 'expected accounts, such as ["matrix:@mo:example.org"]')
    return tuple(given)


def _store(reader: Reader, table: Any) -> StoreSettings:
    settings = reader.typed(StoreSettings, table, ["store"])
    if _has_password(settings.url):
        raise reader.wrong(
            ["store", "url"],
            f"a password does not belong here; put the whole address into {PREFIX}STORE_URL",
        )
    if settings.backups_kept_days < 0:
        raise reader.wrong(["store", "backups_kept_days"], "expected a number of days")
    url = os.environ.get(f"{PREFIX}STORE_URL", "").strip()
    if not _is_database(url or settings.url):
        wanted = "expected sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE"
        if url:
            raise ConfigError(f"{PREFIX}STORE_URL in the environment: {wanted}")
        raise reader.wrong(["store", "url"], wanted)
    return replace(settings, url=url or settings.url)


def _has_password(url: str) -> bool:
    return bool(re.search(r"://[^/@:]*:.+@|[?&]password=", url))


def _is_database(url: str) -> bool:
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if parts.drivername == "sqlite":
        return not parts.host and parts.database not in (None, "", ":memory:")
    return parts.drivername == "postgresql+psycopg"


def _cities(
    reader: Reader, given: Any, rules: Mapping[str, type[Any]]
) -> tuple[dict[str, CitySettings], dict[str, dict[str, Any]]]:
    if not isinstance(given, dict):
        raise reader.wrong(["cities"], "expected tables, such as [cities.dortmund]")
    cities: dict[str, CitySettings] = {}
    laid_down: dict[str, dict[str, Any]] = {}
    for slug, table in given.items():
        path = ["cities", slug]
        if not isinstance(table, dict):
            raise reader.wrong(path, f"expected a table, such as [cities.{slug}]")
        own = {key: value for key, value in table.items() if key not in rules}
        city = cities[slug] = reader.typed(CitySettings, own, path)
        _check_city(reader, city, path)
        for name, kind in rules.items():
            reader.typed(kind, table.get(name, {}), [*path, name])
        laid_down[slug] = {name: table[name] for name in rules if name in table}
    return cities, laid_down


def _check_city(reader: Reader, city: CitySettings, path: Sequence[str]) -> None:
    try:
        ZoneInfo(city.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise reader.wrong(
            [*path, "timezone"], f"{city.timezone!r} is no time zone; write Europe/Berlin"
        ) from None
    if city.language not in languages().tags:
        known = ", ".join(languages().tags)
        raise reader.wrong([*path, "language"], f"Bude speaks {known}, not {city.language!r}")
    if city.address not in ("du", "Sie"):
        raise reader.wrong([*path, "address"], 'expected "du" or "Sie"')


def _neighbourhoods(
    reader: Reader, given: Any, cities: Mapping[str, CitySettings]
) -> dict[str, NeighbourhoodSettings]:
    if not isinstance(given, dict):
        raise reader.wrong(
            ["neighbourhoods"], "expected tables, such as [neighbourhoods.hafen]"
        )
    found = {
        slug: reader.typed(NeighbourhoodSettings, table, ["neighbourhoods", slug])
        for slug, table in given.items()
    }
    for slug, place in found.items():
        path = ["neighbourhoods", slug]
        if place.city not in cities:
            what = f"there is no [cities.{place.city}]; known: {', '.join(cities) or 'none'}"
            raise reader.wrong([*path, "city"], what)
        for key, rooms in (("rooms", place.rooms), ("moderators", place.moderators)):
            _check_rooms(reader, rooms, [*path, key])
        for room in set(place.rooms) & set(place.moderators):
            raise reader.wrong([*path, "moderators"], f"{room!r} is a room of everybody")
    return found


def _check_rooms(reader: Reader, rooms: Sequence[str], path: Sequence[str]) -> None:
    for room in rooms:
        platform, colon, _ = room.partition(":")
        if not colon:
            raise reader.wrong(path, f"{room!r} is not written platform:room")
        if platform not in reader.table:
            raise reader.wrong(path, f"{room!r} needs a table [{platform}]")


def secret(name: str, file: str | None) -> str | None:
    """A secret from the environment (BUDE_NAME), or else from a file; never from the config."""
    given = os.environ.get(f"{PREFIX}{name}")
    if given:
        return given.strip()
    if file is None:
        return None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the file {file} cannot be read: {error}") from None
