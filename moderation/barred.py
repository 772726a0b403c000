"""A room in which Bude may not write: those who look after it must know."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import lent_roles, outbox, places, telling
from bot.adapter import DeliveryFailed
from bot.language import Words
from bot.outbox import Letter
from bot.places import Room
from bot.posts import Post
from bot.roles import Role
from moderation import rules


def undeliverable(
    session: Session, letter: Letter, failure: DeliveryFailed, now: datetime
) -> None:
    """Tell the moderators in their room, or the admins if there is none but this; of each room
    once a month."""
    room = places.room_at(session, letter.to)
    if room is None or failure.lacks is None:
        return
    key = f"barred:{room.platform}:{room.target}:{letter.queued:%Y-%m}"
    say, place = partial(_said, room, failure.lacks), room.neighbourhood
    desks = places.rooms_of(session, place.id, desk=True)
    others = [each for each in desks if each.address != room.address]
    due = rules.after_quiet(place.city, now)
    outbox.announce(session, others, say, key=key, now=now, due=due)
    if not others:
        for admin in sorted(lent_roles.holders(session, (Role.ADMIN,), place.id)):
            telling.tell(session, admin, say, key=key, now=now)


def _said(room: Room, lacks: str, words: Words) -> Post:
    return Post(
        words.say(
            "In a room of {place} on {platform} I may not write: {room}, as the config has it. "
            "Nobody reads there what I have to say. What I need there: {lacks}. What waits I "
            "say as soon as I may; for a week I keep trying.",
            place=room.neighbourhood.name,
            platform=room.platform.capitalize(),
            room=f"{room.platform}:{room.target}",
            lacks=words.say(lacks),
        )
    )
