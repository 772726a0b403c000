"""Reading JSON that others wrote: whatever has not the shape we expect is empty."""

from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]


def table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """A count; 0 for what is none."""
    return value if isinstance(value, int) and value > 0 else 0


def events(value: object) -> list[Event]:
    """The events of a section such as a timeline."""
    return [each for each in rows(table(value).get("events")) if isinstance(each, dict)]


def relation(event: Event) -> dict[str, Any]:
    """How an event relates to another."""
    return table(table(event.get("content")).get("m.relates_to"))


def reference(event: Event) -> str:
    """The event to which this one is an addition, as an answer is to a poll."""
    to = relation(event)
    return text(to.get("event_id")) if to.get("rel_type") == "m.reference" else ""


def redacted(event: Event) -> bool:
    return "redacted_because" in table(event.get("unsigned"))
