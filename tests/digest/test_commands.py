"""Asking for digests, asking what is new, and wanting none any more."""

import pytest

from bot.app import App
from tests.digest.conftest import (
    BENCH,
    FRIDAY,
    bench_for_rosi,
    day_later,
    got,
    it_is,
    news_for_rosi,
    subscriptions,
    wants,
)
from tests.fakes import Clock, FakePlatform
from tests.scenes import told


async def test_what_is_new_can_be_seen_at_any_time_and_costs_no_word_more(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", BENCH)
    clock.forward(days=6)
    seen = told(await matrix.says("mehmet", "digest"))
    assert seen.startswith(
        "News from Hafen\nShall I send you such news every week? Then say: !digest weekly. "
        "Every day or every month is possible, too: !digest daily or !digest monthly\n\n"
        "What has happened in the last 7 days:\n: New ideas\nIdea 1: A bench"
    )
    assert await subscriptions(app) == []
    clock.forward(days=2)
    seen = told(await matrix.says("mehmet", "digest"))
    assert seen.endswith("In the last 7 days nothing new has happened.")


@pytest.mark.parametrize(
    ("line", "often", "first"),
    [
        ("digest daily", "every day", "Sunday, 22 November 2026"),
        ("digest weekly", "every week", "Friday, 27 November 2026"),
        ("digest week", "every week", "Friday, 27 November 2026"),
        ("digest monthly", "every month", "Tuesday, 1 December 2026"),
    ],
)
async def test_who_wants_them_hears_when_the_first_comes(
    app: App, matrix: FakePlatform, line: str, often: str, first: str
) -> None:
    assert await wants(matrix, "rosi", line) == (
        f"From now on I tell you {often} what has happened in Hafen, for the first time on "
        f"{first} at 17:00. If nothing has happened, I send nothing. "
        "To end it: \ue000digest never\ue001"
    )


async def test_who_gets_them_sees_what_the_next_will_tell(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await news_for_rosi(app, matrix)
    said = told(await matrix.whispers("rosi", "digest"))
    assert "every week, the next time on Friday, 27 November 2026 at 17:00" in said
    assert "So far nothing new has happened." in said
    await day_later(clock, matrix, "anna", BENCH)
    said = told(await matrix.whispers("rosi", "digest"))
    assert "So far this has happened:\n: New ideas\nIdea 1: A bench" in said
    assert said.endswith("To end it: !digest never")
    await it_is(app, clock, FRIDAY)
    assert "A bench" in told(got(matrix)[0]), "to look at it does not count as being told"


async def test_who_wants_none_any_more_gets_none(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await bench_for_rosi(app, matrix)
    assert told(await matrix.whispers("rosi", "digest never")) == (
        "I send you no more news. You can still see what is new whenever you like: !digest"
    )
    none = "I have not been sending you any news."
    assert told(await matrix.whispers("rosi", "digest no")) == none
    await it_is(app, clock, FRIDAY)
    assert got(matrix) == []


async def test_what_is_no_rhythm_is_refused_with_those_there_are(
    app: App, matrix: FakePlatform
) -> None:
    said = told(await matrix.says("rosi", "digest sometimes"))
    assert said == "“sometimes” is not one of these: daily, weekly, monthly, never."


async def test_in_german(app: App, matrix: FakePlatform) -> None:
    said = told(await matrix.says("rosi", "überblick wöchentlich"))
    assert said.startswith(
        "Ab jetzt sage ich dir jede Woche, was in Hafen passiert ist, zum ersten Mal am "
        "Freitag, 27. November 2026, 17:00 Uhr. Ist nichts passiert, schicke ich nichts. "
        "Um das zu beenden: !überblick nie"
    )
    assert "Soll ich dir" in told(await matrix.says("mehmet", "überblick"))
    assert told(await matrix.says("rosi", "rundbrief nie")).startswith("Ich schicke dir")


async def test_where_people_are_addressed_formally(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("emre", "überblick täglich", where="#holzen")
    await matrix.whispers("emre", "hilfe")
    await matrix.says("emre", "idee Ein Baum am Markt", where="#holzen")
    said = told(await matrix.whispers("emre", "überblick"))
    assert "Ich schicke Ihnen jeden Tag, was es Neues gibt" in said
    assert "Wie oft Sie das bekommen" in said


async def test_it_is_about_where_they_live_wherever_they_ask(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await wants(matrix, "rosi", "help")
    await matrix.says("anna", BENCH)
    said = told(await matrix.says("rosi", "digest weekly", where="#holzen"))
    assert "in Hafen" in said
    await it_is(app, clock, FRIDAY)
    assert "A bench" in told(got(matrix)[0])


async def test_whoever_lives_nowhere_hears_what_to_do(app: App, matrix: FakePlatform) -> None:
    said = told(await matrix.whispers("rosi", "digest weekly"))
    assert said.startswith("I do not know your neighbourhood yet.")


async def test_who_is_shut_out_may_read_on(app: App, matrix: FakePlatform) -> None:
    await matrix.says("rosi", "help")
    await matrix.says("mo", "ban rosi Insults")
    assert "From now on" in told(await matrix.says("rosi", "digest weekly"))
    assert "I send you no more" in told(await matrix.says("rosi", "digest never"))
