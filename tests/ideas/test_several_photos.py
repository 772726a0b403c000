"""Several photos sent one after the other, of which only the first has words: the others are
not looked at, since nobody said them to Bude; whoever had the idea reads how to send them."""

from dataclasses import replace

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench
from tests.ideas.test_photos import kept, with_photo, with_photos
from tests.scenes import told

MORE = (
    "More photos? Send each together with !amend 1; if that is not possible, send it first, "
    "and then reply to it with that line."
)


async def test_who_sent_one_reads_how_more_are_sent(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    thanks = told(await matrix.says("anna", with_photo(BENCH), locale="en"))
    assert MORE in thanks
    unheard = replace(with_photo(""), addressed=False)
    assert await matrix.says("anna", unheard) is None
    assert await kept(app) == (1, 1)
    added = told(await matrix.says("anna", with_photo("amend 1"), locale="en"))
    assert added.startswith("Thank you! The photos now belong to idea 1")
    assert await kept(app) == (2, 2)


async def test_in_german_and_not_to_whoever_knows_or_has_none(
    app: App, matrix: FakePlatform
) -> None:
    bench = with_photo("idee Eine Bank am Hafen, zum Ausruhen.")
    thanks = told(await matrix.says("anna", bench, locale="de"))
    assert "Noch mehr Fotos? Schick jedes zusammen mit !ergänzen 1;" in thanks
    for said in (with_photos("idea A fountain.", 2), "idea Chestnut trees along Main Street."):
        assert "More photos?" not in told(await matrix.says("mehmet", said, locale="en"))


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "A file came without words, while I wait for your answer. Please answer first;"),
        ("de", "Eine Datei kam ohne Worte, während ich auf deine Antwort warte."),
    ],
)
async def test_one_without_words_is_no_answer(
    app: App, matrix: FakePlatform, locale: str, sentence: str
) -> None:
    """It was told that "" is no number."""
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", "help")
    asked = told(await matrix.whispers("mehmet", with_photo(f"{BENCH} Please!")))
    assert "Is yours one of these?" in asked
    matrix.locale = locale
    unsaid = told(await matrix.whispers("mehmet", with_photo("")))
    assert unsaid.startswith(sentence)
    assert await kept(app) == (1, 1), "that of the idea which is still asked about"
    thanks = told(await matrix.whispers("mehmet", "new"))
    assert "idea 2" in thanks or "Idee 2" in thanks
