import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.language import N_, Languages, Words
from bot.refusals import Refusal

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 27, 17, tzinfo=UTC)
TOO_LONG = N_("That is too long for a time. Write for example {example}.")

TURKISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Good morning, {name}."
msgstr "Günaydın, {name}."

msgctxt "command"
msgid "vote"
msgstr "oy,  OYLA , "

msgid "{count} vote"
msgid_plural "{count} votes"
msgstr[0] "{count} oy"
"""


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages()


@pytest.fixture
def german(languages: Languages) -> Words:
    return languages.words("de", BERLIN)


@pytest.fixture
def english(languages: Languages) -> Words:
    return languages.words("en", BERLIN)


@pytest.fixture
def turkish(tmp_path: Path) -> Words:
    folder = tmp_path / "tr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "bude.po").write_text(TURKISH, "utf-8")
    return Languages(tmp_path).words("tr", BERLIN)


@pytest.fixture
def kept(turkish: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Beside its catalogue, which was read once and may be kept."""
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    assert greeting(tmp_path) == "Günaydın, Ayşe."
    [file] = tmp_path.rglob("*.mo")
    return file


def greeting(folder: Path) -> str:
    """After a start."""
    return Languages(folder).words("tr", BERLIN).say("Good morning, {name}.", name="Ayşe")


def test_every_folder_is_a_language(languages: Languages) -> None:
    assert {"de", "en"} <= set(languages.tags)
    assert not any("@" in tag for tag in languages.tags)


def test_a_new_language_is_a_new_folder(turkish: Words) -> None:
    assert turkish.say("Good morning, {name}.", name="Mehmet") == "Günaydın, Mehmet."
    assert turkish.plural("{count} vote", "{count} votes", 2) == "2 oy"


def test_a_catalogue_is_compiled_once(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr("babel.messages.pofile.read_po", fail)
    assert greeting(tmp_path) == "Günaydın, Ayşe."


def test_a_catalogue_that_was_changed_is_compiled_anew(kept: Path, tmp_path: Path) -> None:
    [source] = tmp_path.rglob("*.po")
    source.write_text(TURKISH.replace("Günaydın", "Günaydin"), "utf-8")
    os.utime(source, (1, 1))
    assert greeting(tmp_path) == "Günaydin, Ayşe."


def test_a_catalogue_that_came_with_its_old_time_is_compiled_anew(
    kept: Path, tmp_path: Path
) -> None:
    """As where all files of a package have one and the same."""
    [source] = tmp_path.rglob("*.po")
    before = source.stat().st_mtime_ns
    source.write_text(TURKISH.replace("Günaydın", "Merhaba"), "utf-8")
    os.utime(source, ns=(before, before))
    assert greeting(tmp_path) == "Merhaba, Ayşe."


@pytest.mark.parametrize("content", [b"", b"half a catalo", b"\xde\x12\x04\x95\0\0"])
def test_what_was_kept_and_is_broken_is_compiled_anew(
    kept: Path, tmp_path: Path, content: bytes
) -> None:
    [source] = tmp_path.rglob("*.po")
    kept.write_bytes(content)
    os.utime(kept, ns=(source.stat().st_mtime_ns,) * 2)
    assert greeting(tmp_path) == "Günaydın, Ayşe."


def test_where_nothing_can_be_kept_it_is_read_all_the_same(kept: Path, tmp_path: Path) -> None:
    shutil.rmtree(kept.parent)
    kept.parent.write_text("in the way")
    assert greeting(tmp_path) == "Günaydın, Ayşe."


def test_the_first_of_the_names_is_shown_and_all_are_understood(turkish: Words) -> None:
    assert turkish.term("command", "vote") == "oy"
    assert turkish.synonyms("command", "vote") == ("oy", "oyla")


def test_a_name_without_translation_is_its_own(turkish: Words) -> None:
    assert turkish.term("command", "Poll") == "Poll"
    assert turkish.synonyms("command", "Poll") == ("poll",)


def test_english_needs_no_translation(english: Words) -> None:
    assert english.say("Good morning, {name}.", name="Anna") == "Good morning, Anna."
    assert english.plural("{count} vote", "{count} votes", 1) == "1 vote"
    assert english.plural("{count} vote", "{count} votes", 1200) == "1,200 votes"


def test_what_people_wrote_is_not_filled_in(english: Words) -> None:
    assert english.say("Thanks, {name}.", name="{count}") == "Thanks, {count}."
    assert english.say("Braces {stay} without values") == "Braces {stay} without values"


def test_nothing_is_said_as_nothing(german: Words) -> None:
    assert german.say("") == ""


def test_values_are_shown_as_the_language_has_them(german: Words, english: Words) -> None:
    said = "{at}, {many}, {yes}, {share:.1f}"
    values: dict[str, object] = {"at": FRIDAY, "many": 30000, "yes": True, "share": 0.25}
    assert english.say(said, **values) == (
        "Friday, 27 November 2026 at 18:00, 30,000, True, 0.2"
    )
    assert german.say(said, **values) == (
        "Freitag, 27. November 2026, 18:00 Uhr, 30.000, True, 0.2"
    )


def test_formal_german_says_sie_and_borrows_the_rest(languages: Languages) -> None:
    formal, familiar = languages.words("de", BERLIN, True), languages.words("de", BERLIN)
    refusal = Refusal(TOO_LONG, example="18:00")
    assert "Schreiben Sie" in formal.refuse(refusal)
    assert "Schreib zum Beispiel" in familiar.refuse(refusal)
    assert formal.moment(FRIDAY) == familiar.moment(FRIDAY)


def test_the_zone_is_named_only_in_the_hour_that_comes_twice(
    german: Words, english: Words
) -> None:
    first, second = (datetime(2027, 10, 31, 2, 30, fold=f, tzinfo=BERLIN) for f in (0, 1))
    assert english.moment(first) == "Sunday, 31 October 2027 at 02:30 CEST"
    assert english.moment(second) == "Sunday, 31 October 2027 at 02:30 CET"
    assert german.moment(first) == "Sonntag, 31. Oktober 2027, 02:30 Uhr MESZ"
    assert german.moment(second) == "Sonntag, 31. Oktober 2027, 02:30 Uhr MEZ"
    after = datetime(2027, 10, 31, 3, tzinfo=BERLIN)
    assert english.moment(after) == "Sunday, 31 October 2027 at 03:00"


def test_a_moment_without_a_zone_is_a_mistake_of_ours(english: Words) -> None:
    with pytest.raises(ValueError, match="time zone"):
        english.moment(FRIDAY.replace(tzinfo=None))


def test_unknown_languages_are_answered_in_english(languages: Languages) -> None:
    assert languages.words("tlh", BERLIN).tag == "en"


def test_the_same_words_are_kept(languages: Languages) -> None:
    assert languages.words("de", BERLIN) is languages.words("de-AT", BERLIN)
    assert languages.words("de", BERLIN) is not languages.words("de", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("locale", "tag"),
    [
        ("de", "de"), ("de-AT", "de"), ("de_DE.UTF-8", "de"), ("DE", "de"), ("en_GB", "en"),
        ("C", None), ("C.UTF-8", None), ("POSIX", None), ("tlh", None), ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_locales_are_recognised(languages: Languages, locale: str, tag: str | None) -> None:
    assert languages.known(locale) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Wann kommt eigentlich die neue Bank auf den Spielplatz?", "de"),
        ("When will the new bench on the playground arrive?", "en"),
        ("Der Brunnen ist kaputt", "de"),
        ("The fountain is broken", "en"),
        ("Der Brunnen spinnt", None),
        ("ok", None),
        ("", None),
        ("1 2 3 4 5 6", None),
        ("👍 👍 👍 👍", None),
        ("https://a.example https://b.example https://c.example https://d.example", None),
    ],
)
def test_a_language_is_heard_from_four_words_on(
    languages: Languages, text: str, tag: str | None
) -> None:
    assert languages.detect(text) == tag


def test_hearing_is_always_the_same() -> None:
    text = "Kiosk Hotel Radio Musik Park"
    assert len({Languages().detect(text) for _ in range(5)}) == 1


def test_hearing_a_very_long_text_is_quick_and_right(languages: Languages) -> None:
    assert languages.detect("Die Bank am Spielplatz ist kaputt. " * 10_000) == "de"
