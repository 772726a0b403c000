"""Who speaks, and where; and how one person is written to alone. Pure."""

from collections.abc import Iterable, Mapping

import discord

from bot.incoming import Address, Identity

PLATFORM = "discord"
# A person is written to alone by their own id; that of the direct chat is not known at first.
CHAT = "user:"


def identity(who: discord.User | discord.Member) -> Identity:
    return Identity(PLATFORM, str(who.id), who.display_name or who.name)


def place(channel: object, channel_id: int | None) -> Address:
    """A thread belongs to the channel it hangs in."""
    if isinstance(channel, discord.Thread):
        return Address(PLATFORM, str(channel.parent_id), str(channel.id))
    return Address(PLATFORM, str(channel_id))


def alone_with(user_id: int | str) -> Address:
    return Address(PLATFORM, chat_with(user_id))


def chat_with(user_id: int | str) -> str:
    return f"{CHAT}{user_id}"


def in_chat(target: str) -> str | None:
    """Whose direct chat it is, if it is one."""
    return target.removeprefix(CHAT) if target.startswith(CHAT) else None


def roles(who: object, known: Mapping[str, str]) -> tuple[str, ...] | None:
    """In a direct chat Discord does not tell."""
    if not isinstance(who, discord.Member):
        return None
    return lent([str(each.id) for each in who.roles], known)


def lent(held: Iterable[str], known: Mapping[str, str]) -> tuple[str, ...]:
    """The roles of ours for which these of theirs stand."""
    return tuple(sorted({known[each] for each in held if each in known}))


def may_write(interaction: discord.Interaction) -> bool:
    """Whether we may, where this was done."""
    may = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return may.view_channel and (
        may.send_messages_in_threads if in_thread else may.send_messages
    )
