"""A question asked in one room is one poll in all of them, each in its own language."""

from bot.app import App
from bot.incoming import Picked
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

ASKED = 'umfrage "Wo soll die Bank hin?" "Park" "Platz"'


async def test_from_one_mouth_to_all_ears(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    assert told(await matrix.says("anna", ASKED)) == (
        "Umfrage 1 steht jetzt in Hafen, in 2 Räumen. "
        "Sie ist offen bis Mittwoch, 25. November 2026, 12:00 Uhr."
    )
    await later(app, clock)
    [german], [english] = matrix.posts(), discord.posts()
    assert told(german).endswith(
        "Für Antwort 2 schreib: !abstimmen 1 2\n"
        "Offen bis: Mittwoch, 25. November 2026, 12:00 Uhr\n"
        "Was es entscheidet: Wo die Stadt baut\n"
        "Wer antwortet: das Grünflächenamt, bis 9. Dezember 2026"
    )
    assert told(english).endswith(
        "To vote for answer 2, write: !vote 1 2\n"
        "Open until: Wednesday, 25 November 2026 at 12:00\n"
        "What it decides: Where the city builds\n"
        "Who answers: the parks office, by 9 December 2026"
    )

    await matrix.says("anna", "abstimmen 1 2")
    await discord.says("mehmet", Picked(next(iter(discord.shown)), (2,)))
    await discord.says("charlie", "1", replies_to=next(iter(discord.shown)))
    await later(app, clock, seconds=5)
    assert "Bisher: Park 1, Platz 2" in told(matrix.posts()[-1])
    assert "So far: Park 1, Platz 2" in told(discord.posts()[-1])

    await later(app, clock, days=3)
    result = told(matrix.posts()[-1])
    assert result.startswith("Umfrage 1 ist beendet (ungeprüft)\nWo soll die Bank hin?\n")
    assert "Die meisten Stimmen: Platz." in result
    assert "Poll 1 has closed (unverified)\nWo soll die Bank hin?\nMost votes: Platz." in told(
        discord.posts()[-1]
    )
    for words, who in (("Wer antwortet: das Grünflächenamt", matrix), ("Who answers", discord)):
        assert all(words in told(post) for post in who.posts())


async def test_other_neighbourhoods_hear_nothing(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", ASKED)
    await matrix.says("charlie", "polls", where="#holzen")
    assert "No poll is open in Holzen." in told(
        await matrix.says("charlie", "polls", where="#holzen")
    )
    await matrix.says("charlie", "vote 1 2", where="#holzen")
    await later(app, clock, days=3)
    assert matrix.posts("#holzen") == []
    assert "Niemand hat abgestimmt." in told(matrix.posts()[-1])


async def test_private_answers_stay_private(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("anna", ASKED)
    for line in ("abstimmen 1 2", "zurücknehmen 1", "abstimmen 1 9", "abstimmen"):
        reply = await matrix.says("mehmet", line)
        assert reply, line
        assert reply.private, line


async def test_the_askers_own_words_come_first(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", f'{ASKED} entscheidet="Wo wir graben" beantwortet="Anna"')
    await later(app, clock)
    assert "What it decides: Wo wir graben\nWho answers: Anna, by" in told(discord.posts()[-1])
