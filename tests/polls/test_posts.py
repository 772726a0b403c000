"""How a poll reads, in every language: as a neighbour gets it, on a telephone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import OwnWords, Words, languages
from bot.places import City, Neighbourhood
from polls import ballot_posts, posts
from polls.models import Poll, State
from polls.tally import Tally
from tests.scenes import told

BERLIN = ZoneInfo("Europe/Berlin")
ENGLISH, DU = (languages().words(tag, BERLIN) for tag in ("en", "de"))
SIE = languages().words("de", BERLIN, formal=True)


def bench(**different: object) -> Poll:
    dortmund = City(slug="dortmund", name="Dortmund", timezone="Europe/Berlin")
    poll = Poll(
        id=7,
        neighbourhood=Neighbourhood(slug="hafen", name="Hafen", city=dortmund),
        question="Wo soll die Bank hin?",
        options=["Park", "Platz"],
        several=False,
        hidden=False,
        who="everybody",
        answer_by=datetime(2026, 12, 25, 17, 0, tzinfo=UTC),
        closes=datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
        state=State.OPEN,
    )
    for name, value in different.items():
        setattr(poll, name, value)
    return poll


def over(**different: object) -> Poll:
    closed_at = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
    return bench(state=State.CLOSED, closed_at=closed_at, **different)


def test_an_open_poll() -> None:
    assert told(posts.opened(bench(), ENGLISH, Tally((1, 2), 3))) == (
        "Poll 7\n"
        "Wo soll die Bank hin?\n"
        "1. Park\n"
        "2. Platz\n"
        "To vote for answer 2, write: !vote 7 2\n"
        "Open until: Friday, 27 November 2026 at 18:00\n"
        "So far: Park 1, Platz 2\n"
        "What it decides: nothing by itself; it is advice\n"
        "Who answers: the moderators of Hafen, by 25 December 2026"
    )
    assert told(posts.opened(bench(), DU, Tally((1, 2), 3))) == (
        "Umfrage 7\n"
        "Wo soll die Bank hin?\n"
        "1. Park\n"
        "2. Platz\n"
        "Für Antwort 2 schreib: !abstimmen 7 2\n"
        "Offen bis: Freitag, 27. November 2026, 18:00 Uhr\n"
        "Bisher: Park 1, Platz 2\n"
        "Was es entscheidet: allein noch nichts; es ist eine Empfehlung\n"
        "Wer antwortet: die Moderation von Hafen, bis 25. Dezember 2026"
    )
    assert "Für Antwort 2 schreiben Sie: !abstimmen 7 2" in told(posts.opened(bench(), SIE))


def test_with_everything_that_can_be_asked_for() -> None:
    wishes = bench(several=True, hidden=True, quorum=1)
    german = told(posts.opened(wishes, DU, 1200))
    for line in (
        "Für die Antworten 1 und 2 schreib: !abstimmen 7 1 2",
        "Erlaubt: beliebig viele Antworten",
        "Ergebnis: für alle sichtbar nach dem Ende",
        "Gültig: wenn mindestens 1 Person abstimmt",
        "Bisher: 1.200 Leute haben abgestimmt",
    ):
        assert line in german
    english = told(posts.opened(wishes, ENGLISH, 1))
    assert "It counts: if at least 1 person votes" in english
    assert "So far: 1 person has voted" in english


def test_a_result() -> None:
    poll = over(reason="Der Baum ist gefallen.")
    assert told(posts.closed(poll, Tally((1200, 1), 1201), DU)) == (
        "Umfrage 7 ist beendet (ungeprüft)\n"
        "Wo soll die Bank hin?\n"
        "Die meisten Stimmen: Park.\n\n"
        "Park: 1.200 Stimmen\n"
        "Platz: 1 Stimme\n"
        "Abgestimmt haben: 1.201\n"
        "Ungeprüft heißt: Alle mit einem Konto konnten abstimmen; ob jemand mehrere hat oder "
        "woanders wohnt, kann ich nicht wissen\n"
        "Vorzeitig beendet: Der Baum ist gefallen.\n"
        "Was es entscheidet: allein noch nichts; es ist eine Empfehlung\n"
        "Wer antwortet: die Moderation von Hafen, bis 25. Dezember 2026"
    )
    closed = told(posts.opened(poll, ENGLISH, Tally((0, 1), 1)))
    assert "Closed: Friday, 27 November 2026 at 18:00\nClosed early: Der Baum" in closed
    assert "Result (unverified): Most votes: Platz.\nVotes: Park 0, Platz 1\nWhat" in closed


@pytest.mark.parametrize(
    ("words", "counts", "turnout", "verdict"),
    [
        (ENGLISH, (0, 0), 0, "Nobody voted."),
        (ENGLISH, (1, 0), 1, "It does not count: 1 person voted, 5 were needed."),
        (ENGLISH, (2, 2), 4, "It does not count: 4 people voted, 5 were needed."),
        (ENGLISH, (3, 3), 6, "A tie: Park / Platz."),
        (DU, (0, 0), 0, "Niemand hat abgestimmt."),
        (DU, (1, 0), 1, "Es gilt nicht: Nur 1 Person hat abgestimmt, nötig waren 5."),
        (DU, (2, 2), 4, "Es gilt nicht: Nur 4 Leute haben abgestimmt, nötig waren 5."),
        (DU, (3, 3), 6, "Gleichstand: Park / Platz."),
    ],
)
def test_verdicts(words: Words, counts: tuple[int, ...], turnout: int, verdict: str) -> None:
    post = posts.closed(over(quorum=5), Tally(counts, turnout), words)
    assert post.text.splitlines()[1] == verdict


@pytest.mark.parametrize(
    ("decides", "english", "german"),
    [
        (None, "nothing by itself; it is advice", "allein noch nichts; es ist eine Empfehlung"),
        ("Where it goes", "Where it goes", "Where it goes"),
        ({"de": "Den Ort", "en": "The place"}, "The place", "Den Ort"),
        ({"en": "The place", "tr": "Yer"}, "The place", "The place"),
        ({"tr": "Yer"}, "Yer", "Yer"),
    ],
)
def test_what_it_decides(decides: OwnWords | None, english: str, german: str) -> None:
    poll = bench(decides=decides, answered_by=decides)
    assert f"What it decides: {english}" in told(posts.opened(poll, ENGLISH))
    assert f"Was es entscheidet: {german}" in told(posts.opened(poll, DU))
    if decides:
        assert f"Wer antwortet: {german}, bis 25. Dezember" in told(posts.opened(poll, DU))


def test_confirmations() -> None:
    said = [
        told(post)
        for words in (ENGLISH, SIE)
        for post in (
            posts.asked(bench(), 1, words),
            ballot_posts.counted(bench(), (2,), (2,), words),
            ballot_posts.counted(bench(), (2,), (1,), words),
            ballot_posts.counted(bench(), (2,), (), words),
            ballot_posts.withdrawn(bench(), (2,), (), words),
            ballot_posts.withdrawn(bench(), (), (), words),
        )
    ]
    assert said == [
        (
            "Poll 7 now stands in Hafen, in 1 room."
            " It is open until Friday, 27 November 2026 at 18:00."
        ),
        "Your vote counts: Platz. You can change it until Friday, 27 November 2026 at 18:00.",
        "What you said later stands: Park.",
        "You took this vote back later, so it does not count.",
        "Your vote is taken back. You can vote again until Friday, 27 November 2026 at 18:00.",
        "There is no vote of yours in this poll.",
        (
            "Umfrage 7 steht jetzt in Hafen, in 1 Raum."
            " Sie ist offen bis Freitag, 27. November 2026, 18:00 Uhr."
        ),
        (
            "Ihre Stimme zählt: Platz."
            " Sie können sie ändern bis Freitag, 27. November 2026, 18:00 Uhr."
        ),
        "Es gilt, was Sie später gesagt haben: Park.",
        "Diese Stimme haben Sie später zurückgenommen, deshalb zählt sie nicht.",
        (
            "Ihre Stimme ist zurückgenommen."
            " Sie können neu abstimmen bis Freitag, 27. November 2026, 18:00 Uhr."
        ),
        "In dieser Umfrage gibt es keine Stimme von Ihnen.",
    ]
