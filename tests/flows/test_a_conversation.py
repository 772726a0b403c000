"""Asked step by step: who does not say everything at once is asked for the rest."""

from bot.app import App
from bot.incoming import Argument, Call
from tests.fakes import FakePlatform
from tests.scenes import poll_of, told


async def test_question_first_then_answers(app: App, discord: FakePlatform) -> None:
    asked = told(await discord.says("anna", "poll"))
    assert "What do you want to ask the neighbourhood?" in asked
    answers = told(await discord.says("anna", "Where should the bench go?"))
    assert answers.startswith("Which answers can people choose from?")
    assert "I count 1" in told(await discord.says("anna", "Park"))
    assert "Poll 1 now stands in Hafen" in told(await discord.says("anna", "Park\nSquare"))
    poll = await poll_of(app)
    assert (poll.question, poll.options) == ("Where should the bench go?", ["Park", "Square"])


async def test_in_german_and_by_commas(app: App, matrix: FakePlatform) -> None:
    assert "Was möchtest du das Viertel fragen?" in told(await matrix.says("anna", "umfrage"))
    assert told(await matrix.says("anna", "Wo soll die Bank hin?")).startswith(
        "Welche Antworten stehen zur Wahl?"
    )
    asked = told(await matrix.says("anna", "Park, Platz, Hafen"))
    assert asked.startswith("Umfrage 1 steht jetzt in Hafen")
    assert (await poll_of(app)).options == ["Park", "Platz", "Hafen"]


async def test_what_was_said_besides_is_kept(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", 'poll "Where?" several quorum=3')
    await matrix.says("anna", "- Park\n- Square")
    poll = await poll_of(app)
    assert poll.several
    assert poll.quorum == 3


async def test_two_people_at_once_are_not_mixed_up(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    await matrix.says("mehmet", "umfrage")
    await matrix.says("anna", "Annas question, is it?")
    await matrix.says("mehmet", "Mehmets Frage, oder nicht?")
    await matrix.says("anna", "A; B")
    await matrix.says("mehmet", "C; D")
    assert (await poll_of(app, 1)).question == "Annas question, is it?"
    assert (await poll_of(app, 2)).options == ["C", "D"]


async def test_a_form_says_it_all_at_once(app: App, discord: FakePlatform) -> None:
    form: dict[str, Argument] = {
        "question": "Where?",
        "options": ("Park", "Square"),
        "closes": "in 3 days",
    }
    asked = told(await discord.says("anna", Call("poll", form)))
    assert asked.endswith("It is open until Wednesday, 25 November 2026 at 12:00.")
    pressed = Call("vote", {"poll": 1, "choices": (1,)})
    assert "Your vote counts: Park." in told(await discord.says("anna", pressed))
    german = await discord.says("mehmet", pressed, locale="de-DE")
    assert "Deine Stimme zählt: Park." in told(german)


async def test_the_answer_to_which_one(app: App, discord: FakePlatform) -> None:
    await discord.says("anna", 'poll "Where?" "Park" "Square"')
    assert "Which poll?" in told(await discord.says("anna", "vote"))
    assert "Which answer do you choose?" in told(await discord.says("anna", "1"))
    assert "no answer 7" in told(await discord.says("anna", "7"))
    assert "counts: Square." in told(await discord.says("anna", "2"))


async def test_it_stays_in_the_language_it_began_in(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    await matrix.says("anna", "Where?")
    assert "I count 1" in told(await matrix.says("anna", "Park"))
    assert "Poll 1 now stands" in told(await matrix.says("anna", "Park, Square"))


async def test_a_stray_sign_takes_no_vote_back(app: App, discord: FakePlatform) -> None:
    await discord.says("anna", 'poll "Where?" "Park" "Square"')
    await discord.says("anna", "vote 1 2")
    assert "taken back" not in told(await discord.says("anna", "vote 1 ,"))
    assert "taken back" not in told(await discord.says("anna", "vote 1 and"))
