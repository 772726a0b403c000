"""Theirs -> ours: what people said, chose, pressed or filled in. Pure."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

import discord

from adapters.discord import ballots, book, forms, native, render, who
from adapters.discord.who import PLATFORM
from bot.attachments import safe_name
from bot.came_along import File, Files
from bot.commands import Command
from bot.incoming import (
    Address,
    Argument,
    Attachment,
    Call,
    Identity,
    Incoming,
    Picked,
    Pressed,
    Quoted,
    Reacted,
    Retracted,
    Said,
    Text,
)
from bot.parameters import (
    Choices,
    Kind,
    Message,
    Quotation,
    Reference,
    Somebody,
)

Json: TypeAlias = dict[str, Any]
Fetch: TypeAlias = Callable[[str], Awaitable[bytes]]

# What is older when it comes is not heard live: we were cut off for a while.
LIVE = timedelta(seconds=10)
# What a form that came back is called, so that sent twice it is heard once.
FORM = "form:"


class Ears(NamedTuple):
    """Who listens: our own account, the commands by kind and name, and which of their roles
    stands for which of ours. `fetch` gets a file by its address."""

    us: int
    commands: Mapping[tuple[int, str], Command]
    roles: Mapping[str, str]
    fetch: Fetch
    now: Callable[[], datetime]


class Wish(NamedTuple):
    """What somebody wants with an interaction. `files` are still to be fetched, each for the
    parameter of that name."""

    said: Said
    files: Mapping[str, tuple[Attachment, ...]]
    replies_to: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """A command or a button that we do not know any more."""


# Interactions


def command(interaction: discord.Interaction, ears: Ears) -> tuple[Command, Wish] | Gone:
    data: Json = dict(interaction.data or {})
    found = ears.commands.get((data.get("type", 1), data.get("name", "")))
    if found is None:
        return Gone()
    if data.get("type") == book.ON_MESSAGE:
        return found, _about_message(found, data, ears)
    return found, _options(found, data, ears)


def _options(command: Command, data: Json, ears: Ears) -> Wish:
    arguments: dict[str, Argument] = {}
    files: dict[str, tuple[Attachment, ...]] = {}
    sent = (data.get("resolved") or {}).get("attachments") or {}
    for option in data.get("options") or ():
        parameter = book.parameter(command, option["name"])
        if parameter is None or "value" not in option:
            continue
        if parameter.takes_files:
            file = attachment(sent.get(str(option["value"])) or {}, ears.fetch)
            files[parameter.name] = (*files.get(parameter.name, ()), file)
        elif isinstance(parameter.kind, Somebody):
            arguments[parameter.name] = f"{PLATFORM}:{option['value']}"
        elif isinstance(parameter.kind, Message):
            arguments[parameter.name] = str(option["value"]).rpartition("/")[2]
        else:
            arguments[parameter.name] = _given(parameter.kind, option["value"])
    return Wish(Call(command.name, arguments), files)


def _given(kind: Kind, value: Any) -> Argument:
    """Numbers as numbers, where they can be told without knowing who speaks."""
    written = str(value).strip()
    match kind:
        case Reference() if written.isdecimal():
            return int(written)
        case Choices() if written.replace(" ", "").isdecimal():
            return tuple(map(int, written.split()))
    known: Argument = value
    return known


def _about_message(command: Command, data: Json, ears: Ears) -> Wish:
    """The message goes where the command wants one: its id and words, and the files in it."""
    message_id = str(data.get("target_id", ""))
    message = ((data.get("resolved") or {}).get("messages") or {}).get(message_id) or {}
    arguments: dict[str, Argument] = {}
    files: dict[str, tuple[Attachment, ...]] = {}
    sent = message.get("attachments") or ()
    some = tuple(attachment(each, ears.fetch) for each in sent)
    words = str(message.get("content") or "")
    for parameter in command.parameters:
        match parameter.kind:
            case Message():
                arguments[parameter.name] = message_id
            case Quotation(words=filled):
                author = str((message.get("author") or {}).get("id", ""))
                arguments[parameter.name] = Quoted(message_id, author)
                arguments |= {filled: words} if words else {}
            case File() | Files() if some:
                files[parameter.name] = some
    return Wish(Call(command.name, arguments), files, replies_to=message_id)


def press(interaction: discord.Interaction) -> Wish | Gone:
    """A button, or a list to choose from. Its id and its message say all there is to know."""
    data: Json = dict(interaction.data or {})
    custom_id, on = str(data.get("custom_id", "")), _message_id(interaction)
    options = ballots.picked(custom_id, [str(each) for each in data.get("values") or ()])
    if options is not None:
        return Wish(Picked(on, options), {})
    kind, _, number = custom_id.partition(":")
    if kind == render.PRESS and number.isdecimal():
        return Wish(Pressed(on, int(number)), {})
    return Gone()


def form(interaction: discord.Interaction) -> Wish | Gone:
    """A form that came back. Sent twice, it is one and the same."""
    data: Json = dict(interaction.data or {})
    custom_id, filled = (
        str(data.get("custom_id", "")),
        forms.filled(data.get("components") or ()),
    )
    if sent := forms.sent(custom_id, filled):
        return Wish(forms.call(sent), {}, message_id=f"{FORM}{sent.origin}")
    kind, _, message_id = custom_id.partition(":")
    if kind == forms.REPLY and message_id:
        words = Text(str(filled.get(forms.WORDS, "")), addressed=False)
        return Wish(words, {}, replies_to=message_id)
    return Gone()


def _message_id(interaction: discord.Interaction) -> str:
    return str(interaction.message.id) if interaction.message else ""


def incoming(interaction: discord.Interaction, wish: Wish, ears: Ears) -> Incoming:
    private = interaction.guild_id is None
    here = who.place(interaction.channel, interaction.channel_id)
    return Incoming(
        sender=who.identity(interaction.user),
        at=who.alone_with(interaction.user.id) if private else here,
        message_id=wish.message_id or str(interaction.id),
        said=wish.said,
        said_at=_said_at(interaction.created_at, ears),
        private=private,
        replies_to=wish.replies_to,
        locale=str(interaction.locale),
        alone=True,
        roles=who.roles(interaction.user, ears.roles),
        own_chat=who.chat_with(interaction.user.id),
    )


# Messages


def message(heard: discord.Message, ears: Ears, *, live: bool = True) -> Incoming | None:
    """What was said to us: in a direct chat, by our name, or in answer to us. Of other talk
    Discord does not give us the words, and we do not ask for them."""
    if heard.author.bot or heard.type not in WRITTEN:
        return None
    mentioned = any(each.id == ears.us for each in heard.mentions)
    if not mentioned and heard.guild is not None:
        return None
    called = re.match(rf"\s*<@!?{ears.us}>[\s:,]*", heard.content)
    words = heard.content[called.end() :] if called else heard.content
    files = tuple(attachment(each.to_dict(), ears.fetch) for each in heard.attachments)
    said_at = _said_at(heard.created_at, ears) if live else min(heard.created_at, ears.now())
    private = heard.guild is None
    return Incoming(
        sender=who.identity(heard.author),
        at=who.alone_with(heard.author.id)
        if private
        else who.place(heard.channel, heard.channel.id),
        message_id=str(heard.id),
        said=Text(words.strip(), files, addressed=bool(called) or private),
        said_at=said_at,
        private=private,
        replies_to=_answered(heard),
        roles=who.roles(heard.author, ears.roles),
        own_chat=who.chat_with(heard.author.id),
    )


WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def _answered(heard: discord.Message) -> str | None:
    reference = heard.reference
    return str(reference.message_id) if reference and reference.message_id else None


def attachment(sent: Mapping[str, Any], fetch: Fetch) -> Attachment:
    """A file; its address is good for a while only, so it is fetched at once."""
    url = str(sent.get("url", ""))
    size = sent.get("size")
    return Attachment(
        name=safe_name(str(sent.get("filename", ""))),
        mime=str(sent.get("content_type") or "application/octet-stream").partition(";")[0],
        size=size if isinstance(size, int) else 0,
        read=lambda: fetch(url),
    )


def gone(at: Address, message_id: str) -> Incoming:
    """A message that was deleted. Discord does not say by whom."""
    return Incoming(Identity(PLATFORM, "", ""), at, f"gone:{message_id}", Retracted(message_id))


# Taps on polls


def tap(
    vote: discord.RawPollVoteActionEvent, number: str, *, on: bool, said_at: datetime | None
) -> Incoming:
    """An answer of Discord's own poll, chosen or given up. Discord numbers no taps: we do."""
    at = Address(PLATFORM, str(vote.channel_id))
    message_id, user_id = str(vote.message_id), str(vote.user_id)
    return tapped(
        at, message_id, user_id, vote.answer_id, on=on, number=number, said_at=said_at
    )


def tapped(
    at: Address,
    message_id: str,
    user_id: str,
    answer: int,
    *,
    on: bool,
    number: str,
    said_at: datetime | None,
    found: bool = False,
) -> Incoming:
    return Incoming(
        sender=Identity(PLATFORM, user_id, user_id),
        at=at,
        message_id=f"tap:{number}",
        said=Reacted(message_id, native.sign(answer), on, found),
        said_at=said_at,
        own_chat=who.chat_with(user_id),
    )


# When


def _said_at(moment: datetime, ears: Ears) -> datetime | None:
    """None for what is heard live."""
    late = ears.now() - moment > LIVE
    return min(moment, ears.now()).astimezone(UTC) if late else None
