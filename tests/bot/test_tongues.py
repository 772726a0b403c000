"""Whom we answer in which language: the nearest sign that there is."""

import pytest
from sqlalchemy import update

from bot.app import App
from bot.incoming import Text
from bot.places import City, Room
from bot.posts import Reply
from bot.tongues import without_database
from tests.bot.scene import words
from tests.fakes import FakePlatform

ENGLISH, GERMAN = "There is no poll 7 here.", "Umfrage 7 gibt es hier nicht."
UNKNOWN = {"en": "I do not know", "de": "kenne ich nicht"}


def tongue(reply: Reply | None) -> str:
    [tag] = [tag for tag, said in UNKNOWN.items() if said in words(reply)]
    return tag


def settle(app: App, *, city: str = "de", room: str | None = None) -> None:
    with app.store.begin() as session:
        session.execute(update(City).values(language=city))
        session.execute(update(Room).values(language=room))


async def test_in_a_german_city_german_is_spoken(app: App, matrix: FakePlatform) -> None:
    assert tongue(await matrix.says("anna", "hm")) == "de"


async def test_in_an_english_city_english_is_spoken(app: App, matrix: FakePlatform) -> None:
    settle(app, city="en")
    assert tongue(await matrix.says("anna", "hm")) == "en"


async def test_a_room_may_speak_otherwise_than_its_city(app: App, matrix: FakePlatform) -> None:
    settle(app, city="de", room="en")
    assert tongue(await matrix.says("anna", "hm")) == "en"


async def test_four_words_show_a_language(app: App, matrix: FakePlatform) -> None:
    settle(app, city="de", room="de")
    assert tongue(await matrix.says("anna", "The fountain is broken")) == "en"
    assert tongue(await matrix.says("anna", "The broken fountain")) == "de"
    settle(app, city="en", room="en")
    assert tongue(await matrix.says("anna", "Der Brunnen ist kaputt")) == "de"


async def test_the_platform_knows_better_than_the_words(app: App, matrix: FakePlatform) -> None:
    said = "Der Brunnen ist kaputt"
    assert tongue(await matrix.says("anna", said, locale="en-GB")) == "en"
    assert tongue(await matrix.says("anna", said, locale="tlh")) == "de"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("results 7", ENGLISH),
        ("ergebnis 7", GERMAN),
        ("ERGEBNIS 7", GERMAN),
    ],
)
@pytest.mark.parametrize("locale", ["de", "en"])
async def test_the_name_of_a_command_is_a_surer_sign(
    app: App, matrix: FakePlatform, line: str, expected: str, locale: str
) -> None:
    assert expected in words(await matrix.says("anna", line, locale=locale))


@pytest.mark.parametrize(
    ("wish", "expected"), [("language German", GERMAN), ("sprache Englisch", ENGLISH)]
)
async def test_a_wish_is_the_surest(
    app: App, matrix: FakePlatform, wish: str, expected: str
) -> None:
    await matrix.says("anna", wish)
    for line in ("results 7", "ergebnis 7"):
        for locale in ("de", "en"):
            assert expected in words(await matrix.says("anna", line, locale=locale))


async def test_a_wish_is_one_persons(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "language German")
    assert ENGLISH in words(await matrix.says("mehmet", "results 7"))


async def test_a_wish_is_granted_at_once_and_in_that_language(
    app: App, matrix: FakePlatform
) -> None:
    reply = await matrix.says("anna", "language German")
    assert words(reply) == "Ab jetzt antworte ich dir auf Deutsch."
    assert reply
    assert reply.private


async def test_a_wish_we_cannot_grant_is_refused(app: App, matrix: FakePlatform) -> None:
    reply = await matrix.says("anna", "language Klingon", locale="en")
    assert words(reply) == "“Klingon” is not one of these: German, English."


async def test_a_room_of_nobody_is_spoken_to_as_well(app: App, matrix: FakePlatform) -> None:
    assert tongue(await matrix.says("anna", "hm", where="#elsewhere")) == "de"
    assert tongue(await matrix.says("anna", "hm", where="#elsewhere", locale="en")) == "en"


@pytest.mark.parametrize(("locale", "tag"), [("de-AT", "de"), ("en", "en"), (None, "en")])
def test_without_the_database_the_platform_alone_is_asked(locale: str | None, tag: str) -> None:
    assert without_database(locale).tag == tag


async def test_said_to_nobody_it_is_answered_by_nobody(app: App, matrix: FakePlatform) -> None:
    said = Text("Der Brunnen ist kaputt", addressed=False)
    assert await matrix.says("anna", said) is None
