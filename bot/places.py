"""Cities, their neighbourhoods, and the rooms where each neighbourhood talks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from bot import sharing
from bot.incoming import Address
from bot.language import Words, languages
from bot.store import Base


class City(Base):
    """A city. `rules` holds a mapping for each domain that has any."""

    __tablename__ = "city"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    timezone: Mapped[str]
    formal: Mapped[bool]
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)


class Neighbourhood(Base):
    __tablename__ = "neighbourhood"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    city_id: Mapped[int] = mapped_column(ForeignKey(City.id))
    city: Mapped[City] = relationship(lazy="joined", innerjoin=True)


class Room(Base):
    """A room on some platform in which a neighbourhood talks; or (`desk`) its moderators do."""

    __tablename__ = "room"
    platform: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey(Neighbourhood.id), index=True)
    language: Mapped[str | None]
    desk: Mapped[bool] = mapped_column(default=False)
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="joined", innerjoin=True)

    @property
    def address(self) -> Address:
        return Address(self.platform, self.target)


class CityPlan(NamedTuple):
    """What the config says of a city."""

    slug: str
    name: str
    language: str
    timezone: str
    formal: bool
    rules: Mapping[str, Any]


class NeighbourhoodPlan(NamedTuple):
    """What the config says of a neighbourhood; `rooms`, and `moderators`, the rooms in which
    they work, are written platform:target."""

    slug: str
    name: str
    city: str
    rooms: Sequence[str] = ()
    moderators: Sequence[str] = ()


def room_at(session: Session, at: Address) -> Room | None:
    """The room at an address, if it belongs to a neighbourhood."""
    key = ("room", at.platform, at.target)
    return sharing.once(session, key, lambda: session.get(Room, (at.platform, at.target)))


def find(session: Session, name: str) -> Neighbourhood | None:
    """The neighbourhood of that short or full name."""
    wanted = name.casefold()
    for place in session.scalars(select(Neighbourhood).order_by(Neighbourhood.id)).all():
        if wanted in (place.slug.casefold(), place.name.casefold()):
            return place
    return None


def only(session: Session) -> Neighbourhood | None:
    """The neighbourhood there is, when there is but one."""
    found = session.scalars(select(Neighbourhood).limit(2)).all()
    return found[0] if len(found) == 1 else None


def rooms_of(session: Session, neighbourhood_id: int, *, desk: bool = False) -> Sequence[Room]:
    """Where the neighbourhood talks; or the rooms of its moderators."""
    query = select(Room).filter_by(neighbourhood_id=neighbourhood_id, desk=desk)
    return session.scalars(query.order_by(Room.platform, Room.target)).all()


def settle(session: Session, at: Address, neighbourhood: Neighbourhood) -> Room:
    """From now on this room belongs to that neighbourhood."""
    room = session.get(Room, (at.platform, at.target))
    if room is None:
        room = Room(platform=at.platform, target=at.target, neighbourhood=neighbourhood)
        session.add(room)
    room.neighbourhood = neighbourhood
    sharing.look_anew(session)
    return room


def give_up(session: Session, at: Address) -> None:
    """This room belongs nowhere any more."""
    session.execute(delete(Room).filter_by(platform=at.platform, target=at.target))
    sharing.look_anew(session)


def move(session: Session, old: Address, new: Address) -> Room | None:
    """The new room takes the place of the old one; None if that was no room of ours."""
    left = session.get(Room, (old.platform, old.target))
    if left is None:
        return None
    found = session.get(Room, (new.platform, new.target))
    room = found or settle(session, new, left.neighbourhood)
    room.language = room.language or left.language
    room.desk = left.desk
    session.delete(left)
    session.flush()
    sharing.look_anew(session)
    return room


def arrange(
    session: Session, cities: Sequence[CityPlan], neighbourhoods: Sequence[NeighbourhoodPlan]
) -> None:
    """Make the places as the config says. What it no longer names stays as it is."""
    with session.no_autoflush:
        towns = {city.slug: city for city in session.scalars(select(City))}
        for plan in cities:
            towns[plan.slug] = _arrange_city(session, plan, towns.get(plan.slug))
        found = {place.slug: place for place in session.scalars(select(Neighbourhood))}
        rooms = {room.address: room for room in session.scalars(select(Room))}
        for place in neighbourhoods:
            neighbourhood = found.get(place.slug) or Neighbourhood(slug=place.slug)
            neighbourhood.name, neighbourhood.city = place.name, towns[place.city]
            session.add(neighbourhood)
            _arrange_rooms(session, place, neighbourhood, rooms)
    session.flush()
    sharing.look_anew(session)


def _arrange_city(session: Session, plan: CityPlan, found: City | None) -> City:
    city = found or City(slug=plan.slug)
    city.name, city.language, city.timezone = plan.name, plan.language, plan.timezone
    city.formal, city.rules = plan.formal, dict(plan.rules)
    session.add(city)
    return city


def _arrange_rooms(
    session: Session,
    plan: NeighbourhoodPlan,
    neighbourhood: Neighbourhood,
    rooms: dict[Address, Room],
) -> None:
    desks = dict.fromkeys(plan.rooms, False) | dict.fromkeys(plan.moderators, True)
    for written, desk in desks.items():
        platform, _, target = written.partition(":")
        at = Address(platform, target)
        room = rooms.setdefault(at, Room(platform=platform, target=target))
        room.neighbourhood, room.desk = neighbourhood, desk
        session.add(room)


def tongue(room: Room) -> Words:
    """The words in which a room is spoken to when nobody in particular is meant."""
    city = room.neighbourhood.city
    return speech(room.language or city.language, city)


def speech(tag: str, city: City) -> Words:
    """A language as this city speaks it: its time zone, its manners."""
    return languages().words(tag, ZoneInfo(city.timezone), city.formal)
