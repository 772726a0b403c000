"""Streets and their districts, from a city's open data. Only districts are ever kept."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from bot.places import City

Point: TypeAlias = Sequence[float]
Ring: TypeAlias = Sequence[Point]

_STREET = re.compile(r"(?<=\w)(strasse|str)\b\.?|\b(strasse|str)\b\.?")
_NUMBER = re.compile(r"\s+\d+\s*[a-z]?([\s/]+\d+\s*[a-z]?)?$")
_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"}
_BETWEEN = re.compile(r"[\s\-‐‑–.,;]+")


@dataclass(frozen=True, slots=True)
class GazetteerRules:
    """`streets` is a CSV file with a column for each of street and district, `districts` a
    GeoJSON file whose features have the district's name in a property. `belongs` says to which
    neighbourhood (by its short name) a district belongs, if it is not called the same."""

    streets: str = ""
    street_column: str = "strasse"
    district_column: str = "bezirk"
    districts: str = ""
    district_property: str = "name"
    belongs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError, in words for whoever wrote the config."""
        if self.streets:
            _streets(self.streets, self.street_column, self.district_column)
        if self.districts:
            _borders(self.districts, self.district_property)


class Gazetteer:
    """What a city knows of its streets and districts."""

    def __init__(self, rules: GazetteerRules) -> None:
        self._rules = rules

    @property
    def districts(self) -> tuple[str, ...]:
        """The names of all districts, in order."""
        of_streets = {name for names in self._streets.values() for name in names}
        return tuple(sorted(of_streets | {name for name, _ in self._borders}))

    def of_street(self, street: str) -> tuple[str, ...]:
        """The districts through which a street runs, a house number or not; mostly one."""
        return self._streets.get(folded(street), ())

    def named(self, district: str) -> str | None:
        """The district of that name, as it is written."""
        wanted = folded(district)
        return next((name for name in self.districts if folded(name) == wanted), None)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The districts of all streets and districts that a text names, in its order."""
        words = folded(text, whole=False).split()
        longest = max((name.count(" ") + 1 for name in self._names), default=0)
        found: dict[str, None] = {}
        at = 0
        while at < len(words):
            names, length = self._longest(words[at : at + longest])
            found |= dict.fromkeys(names)
            at += length
        return tuple(found)

    def at(self, longitude: float, latitude: float) -> str | None:
        """The district in which a point lies. The point is not kept."""
        point = (longitude, latitude)
        return next((name for name, rings in self._borders if _inside(point, rings)), None)

    def neighbourhood_of(self, district: str) -> str:
        """The short name of the neighbourhood, or the district's own name."""
        wanted = folded(district)
        belongs = ((folded(name), slug) for name, slug in self._rules.belongs.items())
        return next((slug for name, slug in belongs if name == wanted), district)

    def _longest(self, words: Sequence[str]) -> tuple[tuple[str, ...], int]:
        for length in range(len(words), 0, -1):
            names = self._names.get(" ".join(words[:length]))
            if names:
                return names, length
        return (), 1

    @property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        return {**{folded(name): (name,) for name in self.districts}, **self._streets}

    @property
    def _streets(self) -> Mapping[str, tuple[str, ...]]:
        rules = self._rules
        if not rules.streets:
            return {}
        return _streets(rules.streets, rules.street_column, rules.district_column)

    @property
    def _borders(self) -> Sequence[tuple[str, Sequence[Ring]]]:
        rules = self._rules
        return _borders(rules.districts, rules.district_property) if rules.districts else ()


def of(city: City) -> Gazetteer:
    """The city's; an empty one where the config names none."""
    return Gazetteer(GazetteerRules(**city.rules.get("gazetteer", {})))


def folded(name: str, *, whole: bool = True) -> str:
    """The same for all ways to write a street: case, umlauts, ß, hyphens, "Str.", and, where
    it is the `whole` of what was written, without the number of the house."""
    text = name.casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = _STREET.sub("str", _BETWEEN.sub(" ", plain).strip())
    return _NUMBER.sub("", plain) if whole else plain


@lru_cache(maxsize=16)
def _streets(file: str, street: str, district: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows(file, (street, district)):
        name, where = folded(row[street]), row[district].strip()
        if name and where and where not in found.get(name, ()):
            found[name] = (*found.get(name, ()), where)
    return found


def _rows(file: str, wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    text = _text(file)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, restval="")
    missing = [column for column in wanted if column not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"{file} has no column {missing[0]!r}; its first line is: {first}")
    return iter(reader)


@lru_cache(maxsize=16)
def _borders(file: str, name: str) -> Sequence[tuple[str, Sequence[Ring]]]:
    try:
        features = json.loads(_text(file))["features"]
        return [(_name(each, name), _rings(each["geometry"])) for each in features]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file} is no GeoJSON with {name!r} in it: {error!r}") from None


def _name(feature: Mapping[str, Any], name: str) -> str:
    return str(feature["properties"][name]).strip()


def _rings(geometry: Mapping[str, Any]) -> Sequence[Ring]:
    """Outer and inner rings alike: whoever crosses an odd number of borders is inside."""
    shapes = geometry["coordinates"]
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    return [ring for polygon in polygons for ring in polygon]


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} cannot be read: {error}") from None


def _inside(point: Point, rings: Sequence[Ring]) -> bool:
    """Even-odd rule: a ray to the east crosses the borders an odd number of times."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1
