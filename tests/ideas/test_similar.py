"""Similar ideas are found, whatever slips and endings; the index makes itself."""

import pytest
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from benchmarks.idea_words import PAIRS, made_up
from bot.app import App
from bot.incoming import Call
from bot.store import dialect
from ideas import index, similar
from ideas.likeness import folded, score
from ideas.models import Idea, Trigram
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench
from tests.scenes import told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bänke am Kanal", "baenke am kanal!"),
        ("Straße", "STRASSE"),
        ("Café-Ecke", "cafe ecke"),
    ],
)
def test_ways_of_writing_fold_into_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert score(folded(one), folded(other)) == 100


def test_what_says_something_else_is_not_alike() -> None:
    one, other = folded("Mehr Bänke am Kanal"), folded("Tempo 30 in der Hafenstraße")
    assert score(one, other) < similar.ALIKE


MADE_UP = tuple(made_up(400, 5))


def seed(session: Session, *texts: str) -> None:
    """Ideas that are there, kept as collecting keeps them."""
    some = session.get_one(Idea, 1)
    kept = {column.name for column in Idea.__table__.columns} - {"id", "text", "title"}
    for each in texts:
        idea = Idea(title=each[:80], text=each, **{name: getattr(some, name) for name in kept})
        idea.likeness = folded(each)
        session.add(idea)
        index.enter(session, idea, new=True)


@beginning
async def among_many(app: App, matrix: FakePlatform) -> None:
    """Four hundred made up ones, and one of each pair."""
    await matrix.says("anna", BENCH)
    texts = (*MADE_UP, *(there for there, _ in PAIRS))
    await app.writer.do(lambda session: seed(session, *texts))


async def test_slips_and_endings_are_found_among_many(app: App, matrix: FakePlatform) -> None:
    await among_many(app, matrix)

    def look(session: Session) -> list[str]:
        return [
            there
            for there, written in PAIRS
            if there not in [each.idea.text for each in top_five(session, written)]
        ]

    assert len(await app.writer.do(look)) <= 1


async def test_slips_of_the_finger_hide_nothing(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trigrams that nobody else has cost nothing, so others are asked for besides."""
    await among_many(app, matrix)
    monkeypatch.setattr(index, "POSTINGS", 1)

    def look(session: Session) -> list[str]:
        return [
            each
            for each in MADE_UP[::10]
            if each not in [found.idea.text for found in top_five(session, slipped(each))]
        ]

    assert await app.writer.do(look) == []


def slipped(said: str) -> str:
    """The longest two words with their middles doubled."""
    longest = sorted(said.split(), key=len)[-2:]
    for word in longest:
        middle = len(word) // 2
        said = said.replace(word, f"{word[:middle]}qx{word[middle:]}")
    return said


async def test_one_common_trigram_brings_nothing_up(app: App, matrix: FakePlatform) -> None:
    """Else thousands would be ranked for each search among 100,000."""
    await anna_wants_a_bench(app, matrix)

    def look(session: Session) -> list[int]:
        session.execute(delete(Trigram))
        for letters in ("ben", "har", "zzz"):
            session.add(Trigram(letters=letters, ideas=8))
        session.flush()
        said = ("ben zzz", "ben har", "ben")
        return [len(index.candidates(session, 1, each, 9)) for each in said]

    assert await app.writer.do(look) == [0, 1, 1]


def top_five(session: Session, written: str) -> list[similar.Similar]:
    return list(similar.find(session, 1, folded(written), most=5, least=0))


async def test_without_an_index_it_is_made_again(app: App, matrix: FakePlatform) -> None:
    await anna_wants_a_bench(app, matrix)

    def lose(session: Session) -> None:
        lost = "TABLE idea_search" if dialect(session) == "sqlite" else "INDEX ix_idea_likeness"
        session.execute(text(f"DROP {lost}"))
        session.execute(delete(Trigram))
        index.prepare(session)

    await app.writer.do(lose)
    asked = await matrix.says("mehmet", f"{BENCH} Please!")
    assert "Is yours one of these?" in told(asked)


async def test_where_pg_trgm_may_not_be_made_the_newest_are_looked_at(
    app: App, matrix: FakePlatform
) -> None:
    """On SQLite there is always FTS5."""
    await anna_wants_a_bench(app, matrix)

    def lose(session: Session) -> None:
        if dialect(session) == "postgresql":
            session.execute(text("DROP EXTENSION pg_trgm CASCADE"))

    await app.writer.do(lose)
    try:
        asked = await matrix.says("mehmet", f"{BENCH} Please!")
        assert "Is yours one of these?" in told(asked)
    finally:
        await app.writer.do(index.prepare)


async def test_other_neighbourhoods_and_what_is_gone_are_not_shown(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    assert "Deine Idee" not in told(await matrix.says("mehmet", BENCH, where="#holzen"))
    await matrix.says("anna", "drop 1")
    assert "is idea 3" in told(await matrix.says("mehmet", BENCH, locale="en"))


@pytest.mark.parametrize(
    ("place", "shown"), [("Am Kai 3", True), ("Elsewhere", False), (None, False)]
)
async def test_the_same_place_says_as_much_as_some_words(
    app: App,
    matrix: FakePlatform,
    monkeypatch: pytest.MonkeyPatch,
    place: str | None,
    shown: bool,
) -> None:
    monkeypatch.setattr("ideas.placing.gazetteer.of", lambda city: TwoStreets())
    said = {"text": "A bench at the harbour, so that old people can rest", "place": "Am Kai"}
    await matrix.says("anna", Call("idea", said))
    other = {"text": "Somewhere to sit for old people"} | ({"place": place} if place else {})
    asked = told(await matrix.says("mehmet", Call("idea", other)))
    assert ("Is yours one of these?" in asked) == shown


async def test_a_place_outside_the_city(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ideas.placing.gazetteer.of", lambda city: Streets())
    sent = {"text": "A bench, please"}
    refused = told(await matrix.says("anna", Call("idea", {**sent, "place": "Broadway"})))
    assert refused == (
        "I do not know “Broadway” in Dortmund. Write a street or a district of Dortmund, or "
        "leave the place out and say in the idea where it is."
    )
    await matrix.says("anna", Call("idea", {**sent, "place": "Am Kai 3"}))
    found = await app.writer.do(lambda session: session.get_one(Idea, 1).district)
    assert found == "Hafen"


class TwoStreets:
    """A gazetteer of two districts, with a street in each."""

    districts = ("Hafen", "Holzen")

    def mentioned(self, said: str) -> tuple[str, ...]:
        return ("Hafen",) if "Am Kai" in said else ("Holzen",) if "Elsewhere" in said else ()


class Streets:
    """A gazetteer that knows one street."""

    districts = ("Hafen",)

    def mentioned(self, said: str) -> tuple[str, ...]:
        return ("Hafen",) if "Am Kai" in said else ()

    def of_street(self, said: str) -> tuple[str, ...]:
        return ()
