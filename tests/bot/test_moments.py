import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import Languages, Words
from bot.moments import read_moment
from bot.refusals import Refusal
from bot.times.vocabulary import vocabulary

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, tzinfo=BERLIN)  # a Sunday
LANGUAGES = Languages()
GERMAN = LANGUAGES.words("de", BERLIN)
FORMAL = LANGUAGES.words("de", BERLIN, True)
ENGLISH = LANGUAGES.words("en", BERLIN)
BOTH = [GERMAN, ENGLISH]


def read(typed: str, now: datetime = NOW, languages: list[Words] = BOTH) -> str:
    found = read_moment(typed, now, BERLIN, languages)
    assert found.tzinfo is UTC
    return found.astimezone(BERLIN).isoformat(timespec="minutes").removesuffix("+01:00")


def refused(typed: str, now: datetime = NOW, languages: list[Words] = BOTH) -> str:
    with pytest.raises(Refusal) as no:
        read_moment(typed, now, BERLIN, languages)
    return ENGLISH.refuse(no.value)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # So long from now: days keep the hour, hours are hours.
        ("in 3 days", "2026-11-25T12:00"),
        ("in drei Tagen", "2026-11-25T12:00"),
        ("3 days", "2026-11-25T12:00"),
        ("3 days from now", "2026-11-25T12:00"),
        ("in 3 days at 18:00", "2026-11-25T18:00"),
        ("in 14 Tagen um 18 Uhr", "2026-12-06T18:00"),
        ("in 2 hours", "2026-11-22T14:00"),
        ("in 2h", "2026-11-22T14:00"),
        ("in 90 minutes", "2026-11-22T13:30"),
        ("90min", "2026-11-22T13:30"),
        ("in half an hour", "2026-11-22T12:30"),
        ("in einer halben Stunde", "2026-11-22T12:30"),
        ("in a week", "2026-11-29T12:00"),
        ("in einer Woche", "2026-11-29T12:00"),
        ("in zwölf Wochen", "2027-02-14T12:00"),
        ("in einem Monat", "2026-12-22T12:00"),
        ("in a year", "2027-11-22T12:00"),
        # Days of the week: the next one ahead
        ("Friday 18:00", "2026-11-27T18:00"),
        ("Fri 6pm", "2026-11-27T18:00"),
        ("fri. 6 PM", "2026-11-27T18:00"),
        ("6 p.m. on Friday", "2026-11-27T18:00"),
        ("Fr 18 Uhr", "2026-11-27T18:00"),
        ("Fr. 18 Uhr", "2026-11-27T18:00"),
        ("Freitag 18 Uhr", "2026-11-27T18:00"),
        ("Freitag, 18 Uhr", "2026-11-27T18:00"),
        ("FREITAG 18UHR", "2026-11-27T18:00"),
        ("am Freitag um 18:30 Uhr", "2026-11-27T18:30"),
        ("Freitag 18.30 Uhr", "2026-11-27T18:30"),
        ("Freitag 18.30", "2026-11-27T18:30"),
        ("18 Uhr am Freitag", "2026-11-27T18:00"),
        ("um 18 am Freitag", "2026-11-27T18:00"),
        ("Freitag at 6pm", "2026-11-27T18:00"),
        ("Freitag 6 Uhr abends", "2026-11-27T18:00"),
        ("Freitag morgen um 9", "2026-11-27T09:00"),
        ("6 am Friday", "2026-11-27T06:00"),
        ("Sonnabend 10 Uhr", "2026-11-28T10:00"),
        ("Sonntag 13 Uhr", "2026-11-22T13:00"),
        ("Sonntag 11 Uhr", "2026-11-29T11:00"),
        ("this Friday 18:00", "2026-11-27T18:00"),
        ("kommenden Freitag 18 Uhr", "2026-11-27T18:00"),
        ("nächste Woche Freitag 18 Uhr", "2026-11-27T18:00"),
        ("Friday next week 18:00", "2026-11-27T18:00"),
        # Dates: without a year the next one ahead
        ("20.12. 18 Uhr", "2026-12-20T18:00"),
        ("20.12. um 18 Uhr", "2026-12-20T18:00"),
        ("20.12 18 Uhr", "2026-12-20T18:00"),
        ("20. 12. 18 Uhr", "2026-12-20T18:00"),
        ("20.12.2026 18:00", "2026-12-20T18:00"),
        ("20.12.26 18:00", "2026-12-20T18:00"),
        ("20. Dezember 18 Uhr", "2026-12-20T18:00"),
        ("20.Dezember 18 Uhr", "2026-12-20T18:00"),
        ("am 20. Dez. um 18 Uhr", "2026-12-20T18:00"),
        ("am 20. um 18 Uhr", "2026-12-20T18:00"),
        ("20 December 6 pm", "2026-12-20T18:00"),
        ("December 20 at 18:00", "2026-12-20T18:00"),
        ("the 20th of December, 2026 at 6:30 p.m.", "2026-12-20T18:30"),
        ("20/12 18:00", "2026-12-20T18:00"),
        ("12/20/2026 6pm", "2026-12-20T18:00"),
        ("Freitag, 27. November, 18 Uhr", "2026-11-27T18:00"),
        ("21.11. 18 Uhr", "2027-11-21T18:00"),
        ("22.11. 13 Uhr", "2026-11-22T13:00"),
        ("22.11. 11 Uhr", "2027-11-22T11:00"),
        ("29.2. 18 Uhr", "2028-02-29T18:00"),
        ("1. Jänner 10 Uhr", "2027-01-01T10:00"),
        # Near days
        ("morgen um 18 Uhr", "2026-11-23T18:00"),
        ("tomorrow 18:00", "2026-11-23T18:00"),
        ("morgen früh um 9", "2026-11-23T09:00"),
        ("tomorrow at 3 in the afternoon", "2026-11-23T15:00"),
        ("heute 20 Uhr", "2026-11-22T20:00"),
        ("heute Abend um 8", "2026-11-22T20:00"),
        ("tonight at 8", "2026-11-22T20:00"),
        ("today at 6", "2026-11-22T18:00"),  # six in the morning is over
        ("heute um halb sieben", "2026-11-22T18:30"),
        ("übermorgen 9 Uhr", "2026-11-24T09:00"),
        ("uebermorgen 9 Uhr", "2026-11-24T09:00"),
        ("day after tomorrow at noon", "2026-11-24T12:00"),
        # Only an hour: the next such hour
        ("18:00", "2026-11-22T18:00"),
        ("11:00", "2026-11-23T11:00"),
        ("6 Uhr", "2026-11-23T06:00"),
        ("um 18", "2026-11-22T18:00"),
        ("6 pm", "2026-11-22T18:00"),
        ("half past six pm", "2026-11-22T18:30"),
        ("24 Uhr", "2026-11-23T00:00"),
        ("midnight", "2026-11-23T00:00"),
        ("heute Abend um 12", "2026-11-23T00:00"),
        ("12 noon", "2026-11-23T12:00"),
        # Only a day: its end
        ("Friday", "2026-11-27T23:59"),
        ("bis Freitag", "2026-11-27T23:59"),
        ("today", "2026-11-22T23:59"),
        ("tomorrow", "2026-11-23T23:59"),
        ("20.12.", "2026-12-20T23:59"),
        ("20.12", "2026-12-20T23:59"),
        ("2026-12-20", "2026-12-20T23:59"),
        # ISO
        ("2026-12-20T18:00", "2026-12-20T18:00"),
        ("2026-12-20 18:00", "2026-12-20T18:00"),
        ("2026-12-20 18:00:00", "2026-12-20T18:00"),
        ("2026-12-20T18:00Z", "2026-12-20T19:00"),
        ("2026-12-20T18:00+02:00", "2026-12-20T17:00"),
        ("2026-12-20T18:00:00-0500", "2026-12-21T00:00"),
    ],
)
def test_understood(typed: str, expected: str) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        # Not understood
        ("", "I do not understand"),
        ("soon", "I do not understand “soon”"),
        ("gestern", "tomorrow 18:00, in 3 days, or Friday, 27 November 2026 at 18:00"),
        ("sep th", "I do not understand"),
        ("18", "I do not understand"),
        ("18h", "I do not understand"),
        ("Friday 18", "I do not understand"),
        ("Friday evening", "I do not understand"),
        ("Friday 18:00 19:00", "I do not understand"),
        ("Friday Saturday 18:00", "I do not understand"),
        ("18:00 in the morning", "I do not understand"),
        ("Freitag in zwei Wochen", "I do not understand"),
        ("in Friday", "I do not understand"),
        ("2026-12-20 08:00-10:00", "I do not understand"),
        ("in 2 hours at 18:00", "I do not understand"),
        ("Friday " * 20, "too long"),
        # Over, or too far
        ("today 9:00", "is over already"),
        ("20.11.2026 18:00", "is over already"),
        ("in 0 minutes", "is over already"),
        ("0001-01-01", "is over already"),
        ("0001-01-01T00:00+14:00", "is over already"),
        ("20.12.2029", "more than two years away"),
        ("in 30 months", "more than two years away"),
        ("in 9999 years", "more than two years away"),
        ("31.12.9999 24:00", "more than two years away"),
        ("9999-12-31T23:59-12:00", "more than two years away"),
        # Not in the calendar, not on the clock
        ("31.2.", "The day in “31.2.” does not exist"),
        ("29.2.2027 18:00", "does not exist"),
        ("30/2 18:00", "does not exist"),
        ("25:00", "The hour in “25:00” does not exist"),
        ("Friday 18:75", "does not exist"),
        ("26 Uhr", "does not exist"),
        # It may mean two things
        ("6", "22 November 2026 at 18:00 or Monday, 23 November 2026 at 06:00"),
        ("um 6", "22 November 2026 at 18:00 or Monday, 23 November 2026 at 06:00"),
        ("Friday at 6", "November 2026 at 06:00 or Friday, 27 November 2026 at 18:00"),
        ("Friday 6 o'clock", "at 06:00 or Friday, 27 November 2026 at 18:00"),
        ("Freitag um halb sieben", "at 06:30 or Friday, 27 November 2026 at 18:30"),
        ("3/4 18:00", "4 March 2027 at 18:00 or Saturday, 3 April 2027 at 18:00"),
        ("next Friday 18:00", "27 November 2026 at 18:00 or Friday, 4 December 2026"),
        ("nächsten Freitag 18 Uhr", "27 November 2026 at 18:00 or Friday, 4 December"),
        ("tomorrow midnight", "23 November 2026 at 00:00 or Tuesday, 24 November"),
        ("12:00 am Freitag", "27 November 2026 at 00:00 or Friday, 27 November 2026 at 12"),
        # It does not fit together
        ("Friday, 20.12. 18:00", "Do you mean Sunday, 20 December 2026 at 18:00?"),
    ],
)
def test_refused(typed: str, because: str) -> None:
    assert because in refused(typed)


def test_a_day_of_the_week_settles_which_date_is_meant() -> None:
    assert read("Saturday 3/4 18:00") == "2027-04-03T18:00+02:00"


def test_only_the_words_of_the_given_languages_are_known() -> None:
    assert read("Friday 6 am", languages=[ENGLISH]) == "2026-11-27T06:00"
    assert "understand" in refused("Freitag 18 Uhr", languages=[ENGLISH])
    assert "understand" in refused("Friday 18:00", languages=[])
    assert read("20.12.2026 18:00", languages=[]) == "2026-12-20T18:00"


def test_a_no_is_said_in_german_too() -> None:
    with pytest.raises(Refusal) as no:
        read_moment("Freitag um 6", NOW, BERLIN, [GERMAN])
    assert GERMAN.refuse(no.value) == (
        "„Freitag um 6“ kann Freitag, 27. November 2026, 06:00 Uhr oder"
        " Freitag, 27. November 2026, 18:00 Uhr heißen. Bitte schreib, was davon gilt."
    )
    assert "Bitte schreiben Sie" in FORMAL.refuse(no.value)


# When the clocks change

SPRING = datetime(2027, 3, 27, 12, tzinfo=BERLIN)  # the day before
AUTUMN = datetime(2027, 10, 30, 12, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "now", "expected"),
    [
        ("tomorrow 18:00", SPRING, "2027-03-28T18:00+02:00"),
        ("in 3 days", SPRING, "2027-03-30T12:00+02:00"),
        ("in 24 hours", SPRING, "2027-03-28T13:00+02:00"),
        ("tomorrow 1:59", SPRING, "2027-03-28T01:59"),
        ("tomorrow 3:00", SPRING, "2027-03-28T03:00+02:00"),
        ("in 1 day", SPRING.replace(hour=2, minute=30), "2027-03-28T03:30+02:00"),
        ("tomorrow 18:00", AUTUMN, "2027-10-31T18:00"),
        ("in 3 days", AUTUMN, "2027-11-02T12:00"),
        ("in 24 hours", AUTUMN, "2027-10-31T11:00"),
        ("tomorrow 1:59", AUTUMN, "2027-10-31T01:59+02:00"),
        ("tomorrow 3:00", AUTUMN, "2027-10-31T03:00"),
        ("2027-10-31T02:30+02:00", AUTUMN, "2027-10-31T02:30+02:00"),
        ("2027-10-31T02:30+01:00", AUTUMN, "2027-10-31T02:30"),
    ],
)
def test_days_keep_the_hour_and_hours_are_hours(
    typed: str, now: datetime, expected: str
) -> None:
    assert read(typed, now) == expected


@pytest.mark.parametrize("typed", ["tomorrow 2:00", "28.3.2027 2:30", "2027-03-28T02:59"])
def test_the_hour_that_is_left_out_is_refused(typed: str) -> None:
    sentence = refused(typed, SPRING)
    assert "the clocks go forward" in sentence
    assert "Sunday, 28 March 2027 at 03:" in sentence


@pytest.mark.parametrize("typed", ["tomorrow 2:30", "31.10. 2 Uhr 30", "31.10.2027 2:30"])
def test_the_hour_that_comes_twice_is_refused_with_both(typed: str) -> None:
    sentence = refused(typed.replace(" Uhr ", ":"), AUTUMN)
    assert "the clocks go back and 02:30 comes twice" in sentence
    assert "2027-10-31T02:30+02:00" in sentence
    assert "2027-10-31T02:30+01:00" in sentence


# Whatever somebody types

minutes = st.integers(1, 2 * 365 * 24 * 60).map(lambda count: timedelta(minutes=count))


@given(minutes)
@settings(max_examples=150)
def test_what_we_show_is_understood(wait: timedelta) -> None:
    at = NOW.astimezone(UTC) + wait
    for words in (ENGLISH, GERMAN):
        shown = words.moment(at)
        if not re.search("CES?T|MES?Z", shown):
            assert read_moment(shown, NOW, BERLIN, [words]) == at


every_word = st.sampled_from(sorted(vocabulary((GERMAN, ENGLISH)).words))
numbers = st.one_of(
    st.integers(0, 99999).map(str),
    st.from_regex(r"[0-2]?\d[.:][0-6]\d(:00)?", fullmatch=True),
    st.from_regex(r"[0-3]?\d[./-][01]?\d[./-]?(\d\d|20[23]\d)?", fullmatch=True),
    st.from_regex(r"\d{4}-[01]\d-[0-3]\d([T ][0-2]\d:[0-5]\d(:00)?)?", fullmatch=True),
    st.from_regex(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:\d\d([+-]\d\d:?\d\d|Z)", fullmatch=True),
)
phrases = st.lists(st.one_of(every_word, numbers), max_size=6).map(" ".join)


def answered(typed: str, now: datetime) -> datetime | Refusal:
    try:
        return read_moment(typed, now, BERLIN, BOTH)
    except Refusal as no:
        return no


@given(st.one_of(phrases, st.text(max_size=300)), minutes)
@settings(max_examples=200)
def test_anything_typed_is_a_moment_ahead_or_a_no(typed: str, wait: timedelta) -> None:
    now = NOW + wait
    match answered(typed, now):
        case datetime() as found:
            assert found.tzinfo is UTC
            assert now < found <= now + timedelta(days=731)
        case no:
            assert all(words.refuse(no) for words in (ENGLISH, GERMAN, FORMAL))


@pytest.mark.parametrize("typed", ["soon", "today 9:00", "20.12.2029", "31.2.", "25:00"])
@pytest.mark.parametrize("words", BOTH, ids=lambda words: words.tag)
def test_the_example_in_a_no_would_be_understood(typed: str, words: Words) -> None:
    with pytest.raises(Refusal) as no:
        read_moment(typed, NOW, BERLIN, BOTH)
    example = no.value.values["example"]
    assert isinstance(example, datetime)
    assert read_moment(words.moment(example), NOW, BERLIN, [words]) == example
