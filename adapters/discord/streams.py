"""How far each channel was heard. Discord's ids tell the time, so that is both: the id of the
last message, and a moment. Pure."""

from datetime import UTC, datetime

import discord

from adapters.discord import who


def moment_of(value: str) -> datetime:
    return discord.utils.snowflake_time(int(value)).astimezone(UTC)


def value_of(moment: datetime) -> str:
    return str(discord.utils.time_snowflake(moment))


def stream_of(channel: str) -> str:
    return f"{who.PLATFORM}:{channel}"


def stream_of_chat(person: str, channel: str) -> str:
    """It says whose it is, for it goes with them when they are forgotten."""
    return stream_of(f"{who.chat_with(person)}:{channel}")


def channel_of(stream: str) -> str:
    return stream.rpartition(":")[2]
