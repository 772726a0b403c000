"""Which language to answer in, and the few sentences said before anything is understood."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import places, sharing
from bot.incoming import Incoming, Text
from bot.language import Words, languages
from bot.people import Neighbour
from bot.places import City, Neighbourhood, Room
from bot.posts import clean, typed


def for_person(
    session: Session,
    incoming: Incoming,
    person: Neighbour | None,
    room: Room | None,
    tag: str | None,
) -> Words:
    """The person's stated wish, the language of the command's name (`tag`), the platform's
    locale, what the words are written in, the room's language, the city's."""
    wish = (person and person.language) or tag or languages().known(incoming.locale)
    if wish is None and isinstance(incoming.said, Text):
        wish = languages().detect(incoming.said.words)
    home_id = room.neighbourhood_id if room else (person.home_id if person else None)
    key = ("words", wish, room and room.target, home_id)
    return sharing.once(session, key, partial(_words, session, wish, room, home_id))


def _words(session: Session, wish: str | None, room: Room | None, home_id: int | None) -> Words:
    city = _city(session, room, home_id)
    return places.speech(wish or (room and room.language) or city.language, city)


def _city(session: Session, room: Room | None, home_id: int | None) -> City:
    if room:
        return room.neighbourhood.city
    if home_id is not None:
        return session.get_one(Neighbourhood, home_id).city
    return sharing.once(session, "first city", partial(_first_city, session))


def _first_city(session: Session) -> City:
    return session.scalars(select(City).order_by(City.id).limit(1)).one()


def without_database(locale: str | None) -> Words:
    return languages().words(languages().known(locale) or "en", ZoneInfo("UTC"))


def vocabularies(words: Words) -> Sequence[Words]:
    """The words in which somebody may write a time: their own language's first."""
    others = (tag for tag in languages().tags if tag != words.tag)
    return [words, *(languages().words(tag, words.zone, words.formal) for tag in others)]


def _greets(words: Words, word: str) -> bool:
    said = word.casefold().rstrip("!.,")
    return any(said in each.synonyms("greeting", "hello") for each in vocabularies(words))


def unknown(words: Words, word: str, similar: Sequence[str]) -> str:
    help_line = words.line("help")
    if not word or _greets(words, word):
        return words.say("What can I do for you? {line} shows it.", line=help_line)
    word = clean(word)
    shown = word if len(word) <= 40 else f"{word[:39]}…"
    if similar:
        near = ", ".join(map(typed, similar))
        return words.say(
            "I do not know “{word}”. Did you mean {near}? {line} shows all I can do.",
            word=shown,
            near=near,
            line=help_line,
        )
    return words.say(
        "I do not know “{word}”. {line} shows what I can do.", word=shown, line=help_line
    )
