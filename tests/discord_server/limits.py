"""What Discord refuses although its document does not say so."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

NAME = re.compile(r"[-_'\w]{1,32}")


def of_message(message: Json) -> Iterator[str]:
    content = message.get("content") or ""
    # In UTF-16, as the apps count: an emoji is two.
    if len(content.encode("utf-16-le")) // 2 > 2000:
        yield "content: Must be 2000 or fewer in length."
    some = ("content", "embeds", "poll", "components", "attachments", "sticker_ids")
    if not any(message.get(each) for each in some):
        yield "Cannot send an empty message"
    if content and not content.strip():
        yield "Cannot send an empty message"
    yield from of_components(message.get("components") or [])
    for answer in (message.get("poll") or {}).get("answers", ()):
        if len(answer["poll_media"].get("text", "")) > 55:
            yield "poll: Must be 55 or fewer in length."


def of_components(rows: list[Json]) -> Iterator[str]:
    if len(rows) > 5:
        yield "components: Must be 5 or fewer in length."
    inside = [each for row in rows for each in row.get("components", ())]
    ids = [each["custom_id"] for each in inside if each.get("custom_id")]
    if len(ids) != len(set(ids)):
        yield "components: Component custom id cannot be duplicated"
    for row in rows:
        kinds = [each.get("type") for each in row.get("components", ())]
        if 3 in kinds and len(kinds) > 1:
            yield "components: a select fills its row"
    for each in inside:
        if each.get("type") == 2 and each.get("style") == 5 and not each.get("url"):
            yield "components: A link button needs a url"
        values = [option["value"] for option in each.get("options", ())]
        if len(values) != len(set(values)):
            yield "components: The specified option value is already used"
        if values and (each.get("max_values") or 1) > len(values):
            yield "components: max_values is more than there are options"


def of_modal(modal: Json) -> Iterator[str]:
    if not 1 <= len(modal.get("components", ())) <= 5:
        yield "components: Must be between 1 and 5 in length."
    ids = [each.get("component", {}).get("custom_id") for each in modal.get("components", ())]
    if len(ids) != len(set(ids)):
        yield "components: Component custom id cannot be duplicated"


def of_commands(commands: list[Json]) -> Iterator[str]:
    kinds = [each.get("type", 1) for each in commands]
    if kinds.count(1) > 100 or kinds.count(2) > 15 or kinds.count(3) > 15:
        yield "Maximum number of application commands reached"
    for command in commands:
        yield from _of_command(command)
    for kind in (1, 2, 3):
        yield from _twice([each for each in commands if each.get("type", 1) == kind])


def _of_command(command: Json) -> Iterator[str]:
    if command.get("type", 1) != 1:
        if command.get("description"):
            yield f"{command['name']}: Context menu commands cannot have description"
        return
    for each in (command, *command.get("options", ())):
        written = [each["name"], *(each.get("name_localizations") or {}).values()]
        for name in written:
            if not NAME.fullmatch(name) or name != name.lower():
                yield f"{name}: Command name is invalid"
    if not command.get("description"):
        yield f"{command['name']}: description is required"
    optional = [not each.get("required") for each in command.get("options", ())]
    if optional != sorted(optional):
        yield f"{command['name']}: Required options must be placed before non-required options"
    yield from _twice(command.get("options", ()))


def _twice(named: Sequence[Json]) -> Iterator[str]:
    """Two of one name, in the standard language or in another."""
    locales = {tag for each in named for tag in each.get("name_localizations") or {}}
    for tag in (None, *sorted(locales)):
        names = [
            str((each.get("name_localizations") or {}).get(tag, each["name"])) for each in named
        ]
        if len(names) != len(set(names)):
            yield f"names must be unique: {sorted(names)}"
