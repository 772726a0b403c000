"""What waits for a moderator, and why. Word lists only mark."""

from datetime import timedelta

import pytest

from moderation import triage
from moderation.contributions import Contribution
from moderation.triage import Author, House, Rule, Sign

NEW, KNOWN = Author(timedelta(days=1)), Author(timedelta(days=30))
OPEN, CAREFUL, STRICT = (House(rule) for rule in Rule)


def said(text: str, title: str = "", pictures: int = 0, files: int = 0) -> Contribution:
    return Contribution("idea", 1, text, title, tuple("p" * pictures), files)


@pytest.mark.parametrize(
    ("house", "author", "signs"),
    [
        (OPEN, NEW, ()),
        (CAREFUL, NEW, (Sign.NEWCOMER,)),
        (CAREFUL, KNOWN, ()),
        (STRICT, NEW, (Sign.ALL,)),
        (STRICT, KNOWN, (Sign.ALL,)),
        (CAREFUL, Author(timedelta(days=7)), ()),
    ],
)
def test_each_rooms_rule(house: House, author: Author, signs: tuple[Sign, ...]) -> None:
    assert triage.signs(said("A bench for the park."), author, house) == signs


@pytest.mark.parametrize(
    ("given", "author", "sign"),
    [
        (said("See https://shop.example/x"), KNOWN, Sign.LINK),
        (said("Look at buy-now.ru"), KNOWN, Sign.LINK),
        (said("A bench", title="www.bench.example"), KNOWN, Sign.LINK),
        (said("A bench", files=1), KNOWN, Sign.FILE),
        (said("A bench", pictures=1), NEW, Sign.PICTURE),
        (said("A bench"), Author(timedelta(days=30), repeats=2), Sign.REPEATS),
        (said("A bench"), Author(timedelta(days=30), warned=True), Sign.WARNED),
    ],
)
def test_what_waits_even_where_the_rest_appears_at_once(
    given: Contribution, author: Author, sign: Sign
) -> None:
    assert triage.signs(given, author, OPEN) == (sign,)


@pytest.mark.parametrize(
    "text",
    [
        "z.B. an der Hafenstr.12",
        "um 18.30 Uhr, d.h. abends",
        "Siehe Dortmund.de/hafen und www.dortmund.de",
        "https://geo.dortmund.de/x?y=1",
        "Mehr Bäume. Mehr Bänke.",
        "ca. 3.500 Euro",
    ],
)
def test_what_is_no_link_or_a_trusted_one(text: str) -> None:
    assert triage.links(text, ["dortmund.de"]) == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://dortmund.de.evil.example",
        "https://dortmund.de@evil.example/x",
        "http://notdortmund.de",
    ],
)
def test_who_only_looks_like_a_trusted_site(link: str) -> None:
    assert triage.links(f"Look: {link}", ["dortmund.de"]) != ()


def test_pictures_of_those_we_know_appear() -> None:
    assert triage.signs(said("A bench", pictures=2), KNOWN, OPEN) == ()


def test_watched_words_are_marked_and_hold_nothing() -> None:
    house = House(Rule.AT_ONCE, watched_words=("Idiot", "dumme Kuh"))
    text = said("Du ΙDIOΤ, du dumme  Kuh!")  # with Greek letters
    assert triage.marks(text, house) == ("Idiot", "dumme Kuh")
    assert triage.signs(text, KNOWN, house) == ()


def test_a_watched_word_inside_another_is_not_meant() -> None:
    house = House(watched_words=("Sex", "ass"))
    assert triage.marks(said("Essex and a class in Staßfurt"), house) == ()


def test_the_same_looks_the_same() -> None:
    one, other = said("A bench!"), said("a  BENCH!\u200b")
    assert triage.fingerprint(one) == triage.fingerprint(other)
    assert triage.fingerprint(one) != triage.fingerprint(said("A bank!"))
