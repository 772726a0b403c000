"""Where somebody lives: from a street to a neighbourhood. The street is forgotten."""

from collections.abc import Sequence

from sqlalchemy import select, update

from bot import gazetteer, people, places
from bot.context import Context
from bot.people import Person
from bot.places import City, Neighbourhood
from bot.refusals import Refusal
from neighbours import vouching
from neighbours.standing import Changed


def live(context: Context, street: str, changed: Sequence[Changed]) -> Neighbourhood:
    """Raises Refusal for what is no street of ours, or leads to several neighbourhoods."""
    found = _found(context, street)
    if not found:
        raise Refusal(
            "I do not find that in any neighbourhood of mine. Write the street without the "
            "number of the house, or the name of your neighbourhood."
        )
    if len(found) > 1:
        raise Refusal(
            "That leads to several neighbourhoods. Write which one is yours: {names}",
            names=", ".join(each.name for each in found),
        )
    place = found[0]
    if context.person.known_in not in (None, place.id):
        vouching.move_away(context, changed)
    moved = update(Person).filter_by(id=context.person.id).values(home_id=place.id)
    context.session.execute(moved)
    people.changed(context.session)
    return place


def _found(context: Context, street: str) -> Sequence[Neighbourhood]:
    named = places.find(context.session, street)
    if named:
        return [named]
    cities = context.session.scalars(select(City).order_by(City.id)).all()
    found = (place for city in cities for place in _in_city(context, city, street))
    return list({place.id: place for place in found}.values())


def _in_city(context: Context, city: City, street: str) -> Sequence[Neighbourhood]:
    streets = gazetteer.of(city)
    district = streets.named(street)
    districts = (district,) if district else streets.of_street(street)
    found = (places.find(context.session, streets.neighbourhood_of(each)) for each in districts)
    return [place for place in found if place and place.city_id == city.id]
