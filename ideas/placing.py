"""From a street to its district. Of a place only these words and the district are kept."""

from bot import gazetteer
from bot.places import City
from bot.refusals import Refusal
from ideas.proposals import Proposal


def district(city: City, proposal: Proposal) -> str | None:
    """The district an idea belongs to, if the city's gazetteer tells. Raises Refusal."""
    if proposal.place is None:
        named = gazetteer.of(city).mentioned(f"{proposal.title or ''}\n{proposal.text}")
        return named[0] if len(named) == 1 else None
    return of_place(city, proposal.place)


def of_place(city: City, place: str) -> str | None:
    """The district of a place that somebody named. Raises Refusal."""
    known = gazetteer.of(city)
    if not known.districts:
        return None
    found = known.mentioned(place) or known.of_street(place)
    if not found:
        raise Refusal(
            "I do not know “{place}” in {city}. Write a street or a district of {city}, or "
            "leave the place out and say in the idea where it is.",
            place=place,
            city=city.name,
        )
    return found[0]
