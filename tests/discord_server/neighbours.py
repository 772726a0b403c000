"""What people do with their Discord apps: commands, presses, forms, words, taps on polls."""

from typing import Any, TypeAlias

from tests.discord_server.files import Sent
from tests.discord_server.interactions import Asked
from tests.discord_server.server import Discord
from tests.discord_server.world import Channel, Person

Json: TypeAlias = dict[str, Any]

COMMAND, COMPONENT, COMPLETING, FORM = 2, 3, 4, 5
BUTTON, SELECT, INPUT, UPLOAD = 2, 3, 4, 19
KINDS = {str: 3, int: 4, bool: 5}


class Neighbours:
    """Everybody at this Discord; people come when they are first named."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        self.world = discord.world

    def person(self, name: str) -> Person:
        return self.world.person(name.capitalize())

    def _where(self, channel: Channel | None) -> Channel:
        return channel or self.world.hafen

    def _command(self, name: str, kind: int = 1) -> Json:
        """The command of that name, in any language."""
        for each in self.world.commands:
            names = {each["name"], *(each.get("name_localizations") or {}).values()}
            if each["type"] == kind and name in names:
                return each
        raise LookupError(f"no command is called {name!r}")

    async def slash(
        self, who: str, name: str, /, *, where: Channel | None = None, **given: Any
    ) -> Asked:
        """`/vote poll:1 choices:2`, with the options as the app sends them."""
        return await self.slash_with(who, name, given, where)

    async def slash_with(
        self, who: str, name: str, given: Json, where: Channel | None = None
    ) -> Asked:
        """The same, whatever the options are called."""
        command = self._command(name)
        data = _data(command) | {"options": [_option(command, *each) for each in given.items()]}
        files = {each.pop("file")["id"]: each for each in data["options"] if "file" in each}
        if files:
            found = {key: self.discord.messages.files.known[key] for key in files}
            data["resolved"] = {"attachments": found}
        return await self._begin(who, where, COMMAND, data)

    async def completes(
        self, who: str, name: str, parameter: str, typed: str, *, where: Channel | None = None
    ) -> list[tuple[str, str]]:
        """What is offered while somebody types: pairs of a label and a value."""
        option = _option(self._command(name), parameter, typed) | {"focused": True}
        data = _data(self._command(name)) | {"options": [option]}
        offered = await (await self._begin(who, where, COMPLETING, data)).answered()
        return [(each["name"], each["value"]) for each in offered["choices"]]

    async def menu(self, who: str, name: str, message_id: str) -> Asked:
        """Choose an app's command in the menu of a message."""
        found = self.world.find(message_id)
        assert found
        channel, message = found
        data = _data(self._command(name, 3)) | {
            "target_id": message_id,
            "resolved": {"messages": {message_id: message}},
        }
        return await self._begin(who, channel, COMMAND, data)

    async def press(self, who: str, message: Json, label: str) -> Asked:
        """Press a button by what stands on it."""
        [button] = [
            each
            for each in components(message)
            if each["type"] == BUTTON and label in each["label"]
        ]
        return await self._press(who, message, button)

    async def _press(self, who: str, message: Json, component: Json, **more: Any) -> Asked:
        data = {"custom_id": component["custom_id"], "component_type": component["type"]}
        channel = self.world.channels[message["channel_id"]]
        return await self._begin(who, channel, COMPONENT, data | more | {"message": message})

    async def select(self, who: str, message: Json, *numbers: int) -> Asked:
        """Choose options of a select, counted from 1."""
        [select] = [each for each in components(message) if each["type"] == SELECT]
        values = [select["options"][number - 1]["value"] for number in numbers]
        return await self._press(who, message, select, values=values)

    async def submit(self, who: str, opened: Asked, /, **filled: Any) -> Asked:
        """Send a form with what was written into its fields."""
        form = opened.data
        rows = [
            {"type": 18, "id": n, "component": _filled(each["component"], filled)}
            for n, each in enumerate(form["components"], 1)
        ]
        left = set(filled) - {each["component"]["custom_id"] for each in form["components"]}
        assert not left, f"the form has no {left}"
        data = {"custom_id": form["custom_id"], "components": rows}
        if "message" in opened.event:
            data["message"] = opened.event["message"]
        return await self._begin(who, opened.channel, FORM, data)

    async def _begin(self, who: str, where: Channel | None, kind: int, data: Json) -> Asked:
        return await self.discord.interactions.begin(
            self.person(who), self._where(where), kind, data
        )

    async def says(
        self,
        who: str,
        words: str,
        *,
        where: Channel | None = None,
        answers: str | None = None,
        files: list[Json] | None = None,
    ) -> Json:
        """Write a message. Answering one calls its author, as the apps do by themselves."""
        channel, messages = self._where(where), self.discord.messages
        message = messages.made(channel, self.person(who), {"content": words})
        message["attachments"] = files or []
        before = self.world.find(answers) if answers else None
        if before:
            _, answered = before
            message |= {"type": 19, "referenced_message": answered}
            message["message_reference"] = {
                "type": 0,
                "channel_id": channel.id,
                "message_id": answers,
            }
            message["mentions"] = [answered["author"], *message["mentions"]]
        return await messages.post(channel, message)

    def direct(self, who: str) -> Channel:
        return self.world.direct(self.person(who))

    async def taps(self, who: str, message_id: str, answer: int, *, on: bool = True) -> None:
        await self.discord.messages.vote(self.person(who), message_id, answer, on=on)

    async def asks_a_poll(self, who: str, question: str, *answers: str) -> Json:
        """A poll of somebody's own."""
        poll = {
            "question": {"text": question},
            "answers": [{"poll_media": {"text": each}} for each in answers],
        }
        message = self.discord.messages.made(self.world.hafen, self.person(who), {"poll": poll})
        return await self.discord.messages.post(self.world.hafen, message)

    def file(self, name: str, mime: str, content: bytes) -> Json:
        """Something to send along."""
        return self.discord.messages.files.keep(Sent(name, mime, content))


def components(message: Json) -> list[Json]:
    return [each for row in message["components"] for each in row["components"]]


def labels(message: Json) -> list[str]:
    """What stands on the buttons, or on the options of a select."""
    some = components(message)
    buttons = [each["label"] for each in some if each["type"] == BUTTON]
    return buttons or [option["label"] for each in some for option in each.get("options", ())]


def _data(command: Json) -> Json:
    return {"id": command["id"], "name": command["name"], "type": command["type"]}


def _option(command: Json, name: str, value: Any) -> Json:
    for option in command["options"]:
        if name in {option["name"], *(option.get("name_localizations") or {}).values()}:
            break
    else:
        raise LookupError(f"/{command['name']} has no option {name!r}")
    if isinstance(value, dict):
        return {"name": option["name"], "type": 11, "value": value["id"], "file": value}
    typed = str(value) if option["type"] in (3, 6) else value
    return {"name": option["name"], "type": option["type"], "value": typed}


def _filled(component: Json, filled: dict[str, Any]) -> Json:
    about = {"type": component["type"], "id": 1, "custom_id": component["custom_id"]}
    value = filled.get(component["custom_id"])
    if component["type"] == INPUT:
        return about | {"value": component.get("value", "") if value is None else str(value)}
    if component["type"] == SELECT:
        usual = [each["value"] for each in component["options"] if each.get("default")]
        return about | {"values": usual if value is None else [str(value)]}
    return about | {"values": [each["id"] for each in value or ()]}
