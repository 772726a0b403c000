"""Every sentence is there in every language, and in formal German nobody says du."""

import re
from collections.abc import Iterable, Set
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "web", "polls", "neighbours", "ideas", "digest", "moderation", "adapters")
KEYWORDS = {"say": None, "N_": None, "Refusal": None, "plural": (1, 2)}
CATALOGUES = sorted((HOUSE / "bot" / "locale").glob("*/LC_MESSAGES/bude.po"))
# Besides the pronouns, the commonest ways to tell a friend what to do.
FAMILIAR = re.compile(
    r"\b(?:[Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich|[Ee]uch|[Ee]uer\w*|[Ee]ure\w*|ihr"
    r"|Schreib|Gib|Nimm|Sag|Frag|Wähl|Tipp|Schick|Versuch|Probier|Komm|Lies|Sieh|Schau"
    r"|Öffne|Warte|Antworte|Bitte (?:schreib|gib|nimm|sag|frag|wähl|tipp|schick|versuch))\b"
)

Wanted = Set[str | tuple[str, str]]


@cache
def wanted() -> Wanted:
    """The texts in the code; a plural is a pair."""
    return frozenset(
        (found[0], found[1]) if isinstance(found, tuple) else found
        for room in ROOMS
        for _, _, found, _, _ in extract_from_dir(
            HOUSE / room, [("**.py", "python")], keywords=KEYWORDS
        )
    )


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        # Strict, or Babel would leave out what it cannot read, such as a plural form too many.
        return read_po(file, locale=path.parts[-3].split("@")[0], abort_invalid=True)


def sentences(catalogue: Catalog) -> list[Message]:
    """What stands in the default context, without the header."""
    return [message for message in catalogue if message.id and message.context is None]


def forms(message: Message) -> tuple[str, ...]:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return tuple(map(str, strings))


def fields(*texts: str) -> set[str | None]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text)} - {None}


# What may be wrong with a catalogue


def complaints(tag: str, catalogue: Catalog, wanted: Wanted) -> list[str]:
    """`tag` is the folder's name: English and formal German may leave sentences out."""
    there = {message.id: message for message in sentences(catalogue)}
    partial = tag == "en" or "@" in tag
    missing = [] if partial else [text for text in wanted if text not in there]
    return [
        *(f"{tag}: no translation of {text!r}" for text in missing),
        *(f"{tag}: no code says {text!r}" for text in there if text not in wanted),
        *(f"{tag}: {why}" for message in catalogue for why in _faults(message)),
    ]


def _faults(message: Message) -> Iterable[str]:
    if not message.id:
        return
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    if not all(forms(message)):
        yield f"empty: {message.id!r}"
    elif not _fits(message):
        yield f"other placeholders in {message.string!r} than in {message.id!r}"


def _fits(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    # "A vote" needs no {count}.
    free = {"count"} if message.pluralizable else set()
    try:
        wanted = fields(*ids) | free
        return all(fields(form) | free == wanted for form in forms(message))
    except ValueError:  # a brace too many
        return False


def familiarities(formal: Catalog, plain: Catalog) -> list[str]:
    """What would say du to somebody who wants to be called Sie."""
    effective = {
        message.id: message for catalogue in (plain, formal) for message in sentences(catalogue)
    }
    return [
        f"de@formal: {found[0]!r} in {text!r}"
        for message in effective.values()
        for text in forms(message)
        if (found := FAMILIAR.search(text))
    ]


# The house's catalogues


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_there_in_every_language(path: Path) -> None:
    assert complaints(path.parts[-3], catalogue(path), wanted()) == []


def test_formal_german_never_says_du() -> None:
    plain, formal = (
        catalogue(HOUSE / "bot" / "locale" / tag / "LC_MESSAGES" / "bude.po")
        for tag in ("de", "de@formal")
    )
    assert familiarities(formal, plain) == []


def test_the_texts_in_the_code_are_found() -> None:
    assert "The day in “{typed}” does not exist. Write for example {example}." in wanted()


# The check itself


def doctored(entries: str) -> Catalog:
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);"\n\n'
    return read_po(BytesIO((header + entries).encode()), locale="de")


GOOD = 'msgid "Hello {name}"\nmsgstr "Hallo {name}"\n'
PLURAL = 'msgid "{count} of {all}"\nmsgid_plural "{count}s of {all}"\n'


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ("", "de: no translation of 'Hello {name}'"),
        ('msgid "Hello {name}"\nmsgstr ""\n', "de: empty: 'Hello {name}'"),
        ("#, fuzzy\n" + GOOD, "de: fuzzy: 'Hello {name}'"),
        ('msgid "Hello {name}"\nmsgstr "Hallo {wer}"\n', "de: other placeholders"),
        ('msgid "Hello {name}"\nmsgstr "Hallo"\n', "de: other placeholders"),
        ('msgid "Hello {name}"\nmsgstr "Hallo {name"\n', "de: other placeholders"),
        (GOOD + '\nmsgid "Bye"\nmsgstr "Tschüss"\n', "de: no code says 'Bye'"),
        (PLURAL + 'msgstr[0] "eins"\nmsgstr[1] "{count}"\n', "de: other placeholders"),
        (PLURAL + 'msgstr[0] "eins von {all}"\n', "de: empty: ('{count} of {all}',"),
    ],
)
def test_a_bad_catalogue_is_named(entries: str, complaint: str) -> None:
    found = complaints("de", doctored(entries), {"Hello {name}"})
    assert any(line.startswith(complaint) for line in found), found


def test_a_good_catalogue_is_let_be() -> None:
    assert complaints("de", doctored(GOOD), {"Hello {name}"}) == []
    assert complaints("en", doctored(""), {"Hello {name}"}) == []
    assert complaints("de@formal", doctored(""), {"Hello {name}"}) == []


@pytest.mark.parametrize("text", ["Hast du Zeit?", "Deine Stimme", "Bitte schreib", "Schreib"])
def test_a_du_is_heard(text: str) -> None:
    plain = doctored(f'msgid "Hello"\nmsgstr "{text}"\n')
    assert familiarities(doctored(""), plain)
    assert not familiarities(doctored('msgid "Hello"\nmsgstr "Schreiben Sie ihre"\n'), plain)
