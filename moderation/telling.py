"""Telling one person what is for nobody else."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot import outbox, telling
from bot.incoming import Address
from bot.language import Words
from bot.people import Person
from bot.posts import Post
from bot.telling import Say
from moderation.models import Case, Report


class Reader(NamedTuple):
    """Who is told about a case, in which language, and where they spoke of it; `unseen` if
    nobody shall know that they did."""

    person_id: int | None
    case_id: int
    language: str
    origin: Address
    unseen: bool = False


def author(case: Case) -> Reader:
    return Reader(case.author_id, case.id, case.language, case.origin)


def reporter(report: Report) -> Reader:
    whom = report.person_id, report.case_id, report.language, report.origin
    return Reader(*whom, unseen=True)


def tell(session: Session, reader: Reader, say: Say, key: str, now: datetime) -> None:
    """In private talks with them; where there is none, the room where they spoke hears only
    that there is news, and not which. Of who is `unseen` not even that, if it can wait for
    them."""
    person = session.get(Person, reader.person_id) if reader.person_id else None
    if person is None:
        return
    once = f"case:{reader.case_id}:{key}:{now.isoformat()}"
    waits = reader.unseen and telling.takes_none(session, person.id)
    if waits or telling.reaches(session, person.id):
        telling.tell(session, person.id, say, key=once, now=now, language=reader.language)
    else:
        words = telling.words_of(session, person.id, reader.language)
        news = _news(person.name, reader.case_id, words)
        key = f"{once}:{_account(session, person.id, reader.origin)}"
        outbox.send(session, reader.origin, news, key=key, now=now)


def _account(session: Session, person_id: int, origin: Address) -> str:
    """Whose it is, so that it goes with them if they are forgotten."""
    theirs = telling.accounts_of(session, person_id)
    there = (each.user_id for each in theirs if each.platform == origin.platform)
    return next(there, "")


def _news(name: str, case_id: int, words: Words) -> Post:
    line = words.line("case", str(case_id))
    said = words.say(
        "{name}, there is news for you. Write {line} to me in private, and you see it.",
        name=name,
        line=line,
    )
    return Post(said)
