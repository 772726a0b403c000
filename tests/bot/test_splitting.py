"""Long texts, cut where a reader would take a breath."""

from hypothesis import given
from hypothesis import strategies as st

from bot.posts import typed
from bot.splitting import split

SENTENCE = "Die Bank steht am Wasser."


def test_a_short_text_stays_whole() -> None:
    assert split("  Moin.  ", 10) == ["Moin."]
    assert split("", 10) == [""]


def test_paragraphs_are_the_best_place() -> None:
    assert split(f"{SENTENCE} Ja.\n\n{SENTENCE}", 40) == [f"{SENTENCE} Ja.", SENTENCE]


def test_lines_come_next() -> None:
    assert split("erstens die Bank\nzweitens der Baum", 20) == [
        "erstens die Bank",
        "zweitens der Baum",
    ]


def test_then_sentences() -> None:
    assert split(f"{SENTENCE} {SENTENCE} {SENTENCE}", 60) == [
        f"{SENTENCE} {SENTENCE}",
        SENTENCE,
    ]


def test_a_date_or_an_abbreviation_ends_no_sentence() -> None:
    text = "Das ist gut. Wir treffen uns z. B. am 3. Mai dort am Hafen"
    assert split(text, 45)[0] == "Das ist gut."


def test_chinese_sentences_need_no_space() -> None:
    assert split("长椅放在水边。大家都同意。好", 10) == ["长椅放在水边。", "大家都同意。好"]


def test_then_words_and_at_last_anywhere() -> None:
    assert split("eins zwei drei", 10) == ["eins zwei", "drei"]
    assert split("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_paragraph_right_at_the_beginning_is_not_worth_it() -> None:
    text = "Moin\n\n" + "Das Wetter ist heute wirklich schön. " * 4
    assert len(split(text, 100)[0]) > 50


def test_what_is_seen_as_one_character_stays_one() -> None:
    family = "👨‍👩‍👧"
    assert split("a" * 9 + family, 10) == ["a" * 9, family]
    assert split("a" * 9 + "🇩🇪", 10) == ["a" * 9, "🇩🇪"]
    assert split("a" * 9 + "e\u0301", 10) == ["a" * 9, "e\u0301"]
    assert split("a" * 9 + "👍🏽", 10) == ["a" * 9, "👍🏽"]


def test_a_line_to_type_stays_whole() -> None:
    line = typed("vote 12 1 2")
    assert split(f"Schreib dazu bitte {line} in den Raum", 26) == [
        "Schreib dazu bitte",
        f"{line} in den Raum",
    ]


@given(st.text(), st.integers(10, 40))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(parts) or parts == [""]
