"""An idea from a form on Discord, another from a message on Matrix: past the moderators, into
all rooms, talked about, supported, and answered where it came from."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import App
from bot.config import NeighbourhoodSettings, Settings, WebSettings
from bot.incoming import Call, Quoted, Text
from tests.conftest import ROOMS
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import known, later, officer
from tests.scenes import told
from tests.web.conftest import entries, text, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    hafen = NeighbourhoodSettings("Hafen", "dortmund", ROOMS, ("matrix:#desk",))
    places = {**settings.neighbourhoods, "hafen": hafen}
    rules = {"dortmund": {"ideas": {"supports": 3}, "desk": {"rule": "all"}}}
    web = WebSettings(str(folder))
    return replace(settings, neighbourhoods=places, rules=rules, web=web)


@pytest.fixture(autouse=True)
def english_on_discord() -> None:
    """Here everybody speaks German."""


FORM = Call(
    "idea",
    {"title": "Bänke", "text": "Vier Bänke am Kai", "field": "space", "goal": "Ausruhen"},
)
MESSAGE = "Unter der Brücke ist es so dunkel, da muss Licht hin!"
REPLY = Call("idea", {"text": MESSAGE, "quoted": Quoted("$said", "anna")})


@pytest.mark.parametrize("by_form", [True, False])
async def test_from_the_first_word_to_the_answer(
    app: App,
    matrix: FakePlatform,
    discord: FakePlatform,
    clock: Clock,
    folder: Path,
    by_form: bool,
) -> None:
    home, other = (discord, matrix) if by_form else (matrix, discord)
    await known(app, matrix, "anna", "charlie", "rosi")
    await known(app, discord, "anna", "mehmet", "rosi")
    thanks = told(await home.says("anna", FORM if by_form else REPLY))
    assert "ist Idee 1. Die Moderation liest sie" in thanks

    await later(app, clock)
    assert matrix.posts() == discord.posts() == []
    [case] = matrix.posts("#desk")
    publish = next(each.call for each in case.buttons if each.call.command == "approve")
    await matrix.says("mo", publish, where="#desk")
    await later(app, clock)
    assert "Idee 1: " in told(matrix.posts()[0])
    assert told(matrix.posts()[0]) == told(discord.posts()[0])

    [post] = [each for each, shown in other.shown.items() if shown.target == "#hafen"]
    who = "charlie" if by_form else "mehmet"
    await other.says(who, Text("Gute Idee!", addressed=False), replies_to=post)
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert told(home.posts()[-1]).endswith("zu Idee 1\nGute Idee!")

    await discord.says("mehmet", Call("support", {"idea": 1}))
    await matrix.says("charlie", Call("support", {"idea": 1}))
    await later(app, clock, hours=1)
    for room in (matrix, discord):
        assert "Geschafft: 3 aus der Nachbarschaft" in told(room.posts()[-1])

    await other.whispers("rosi", "überblick wöchentlich")
    await officer(matrix)
    await matrix.says("charlie", 'stand 1 angenommen "Kommt im Mai."')
    await later(app, clock)
    news = told(home.posts()[-1])
    assert news.startswith("Neues zu Idee 1: ")
    assert "Stand: angenommen\nGrund: Kommt im Mai." in news
    assert home.threads[-1] is None

    await written(app)
    answer, *_ = entries(folder, "neighbourhood-hafen.de.atom")
    assert text(answer, "title") == news.partition("\n")[0].replace("Neues zu ", "")
    assert "Antwort der Stadt: angenommen.<br>Kommt im Mai." in text(answer, "content")

    clock.forward(days=7)
    await app.send_digests()
    await app.postman.round()
    digest = told(other.posts("~rosi")[-1])
    assert "Antworten der Stadt\nIdee 1: " in digest
    assert "Antwort der Stadt: angenommen.\nKommt im Mai." in digest
