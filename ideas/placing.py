"""From a street to its district. Of a place only these words and the district are kept."""

from bot import gazetteer
from bot.places import City
from bot.refusals import Refusal
from ideas.proposals import Proposal


def district(city: City, proposal: Proposal) -> str | None:
    """The district an idea belongs to, if the city's gazetteer tells. Raises Refusal."""
    known = gazetteer.of(city)
    if proposal.place is None:
        named = known.mentioned(f"{proposal.title or ''}\n{proposal.text}")
        return named[0] if len(named) == 1 else None
    if not known.districts:
        return None
    found = known.mentioned(proposal.place) or known.of_street(proposal.place)
    if not found:
        raise Refusal(
            "I do not know “{place}” in {city}. Write a street or a district of {city}, or "
            "leave the place out and say in the idea where it is.",
            place=proposal.place,
            city=city.name,
        )
    return found[0]
