"""Somebody who speaks for the city holds a question hour in a room; all rooms can ask."""

from bot.app import App
from bot.incoming import Text
from ideas import hours
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later, officer
from tests.scenes import told


async def on_time(app: App, clock: Clock, **by: float) -> None:
    clock.forward(**by)
    await app.writer.do(lambda session: hours.look(session, clock.now))
    await later(app, clock)


@beginning
async def planned(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await officer(matrix)
    said = 'hour "Benches" starts="in 2 days"'
    assert told(await matrix.says("charlie", said, locale="en")) == (
        "Question hour 1 is announced in all rooms."
    )
    await later(app, clock)


async def test_a_question_of_somebody_forgotten_stays_without_their_name(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await planned(app, matrix, clock)
    await matrix.says("anna", "question 1 How many are there?")
    await on_time(app, clock)
    assert "from Anna" in told(discord.posts()[-1])
    await matrix.whispers("anna", "forget me")
    await matrix.whispers("anna", "forget me for sure")
    await on_time(app, clock)
    assert "How many are there?" in told(discord.posts()[-1])
    assert "Anna" not in told(discord.posts()[-1])


async def test_from_the_announcement_to_the_last_answer(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await planned(app, matrix, clock)
    assert told(discord.posts()[0]) == (
        "Question hour 1: Benches\n"
        "Somebody who speaks for the city answers your questions. Reply under this with yours, "
        "or write: !question 1\n"
        "Begins: Tuesday, 24 November 2026 at 12:00\n"
        "Ends: Tuesday, 24 November 2026 at 13:00\n"
        "Where: in a room on Matrix\n"
        "Who answers: Charlie"
    )
    [post] = discord.shown
    aside = Text("When do they come?", addressed=False)
    assert await discord.says("mehmet", aside, replies_to=post) is None
    await matrix.says("anna", "question 1 How many are there?")
    await on_time(app, clock, days=2)
    assert told(matrix.posts()[-1]).startswith(
        "The question hour begins: Benches\n"
        "Charlie is here until Tuesday, 24 November 2026 at 13:00."
    )
    assert "Question 1: When do they come?" in told(matrix.posts()[-1])
    await matrix.says("charlie", "respond 1 In May.")
    await on_time(app, clock)
    assert told(discord.posts()[-1]) == (
        "Question 1, from Mehmet\nWhen do they come?\nThe city answers: In May."
    )
    await on_time(app, clock, hours=1)
    over = told(matrix.posts()[-1])
    assert over.startswith("The question hour is over: Benches")
    assert over.endswith("Question 2: How many are there?")
    late = told(await matrix.says("anna", "question 1 And now?", locale="en"))
    assert late == "This question hour ended on Tuesday, 24 November 2026 at 13:00."
    listed = told(await matrix.says("anna", "questions 1", locale="en"))
    assert listed.endswith("come?: In May.\nHow many are there?: not answered yet")


async def test_questions_pass_the_desk(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await planned(app, matrix, clock)
    held = told(await discord.says("mehmet", "question 1 Why https://x.org?", locale="en"))
    assert held == (
        "A moderator reads your question first; then it is asked.\n"
        "Waits because: there is a link in it"
    )
    nothing = "There is no question 1 here."
    assert told(await matrix.says("charlie", "respond 1 Because.", locale="en")) == nothing
    await matrix.says("mo", "approve 1", where="#desk")
    await on_time(app, clock)
    assert told(matrix.posts()[-1]) == "Question 1, from Mehmet\nWhy https://x.org?"


async def test_only_for_the_city_and_in_the_future(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    said = 'hour "Benches" starts="in 2 days"'
    refused = "Only somebody who speaks for the city may do this."
    assert told(await matrix.says("anna", said, locale="en")) == refused
    await officer(matrix)
    past = 'hour "Benches" starts="in 2 days" ends="in 1 day"'
    assert told(await matrix.says("charlie", past, locale="en")) == (
        "A question hour begins in the future, and ends after it begins."
    )
    alone = told(await matrix.says("charlie", said, where="@c", private=True, locale="en"))
    assert alone == "Say this in the room in which the question hour shall be."


async def test_a_question_is_taken_down_and_stands_again(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await planned(app, matrix, clock)
    await matrix.says("anna", "question 1 Who is to blame?")
    await matrix.says("charlie", "respond 1 Nobody.")
    await later(app, clock)
    both = [each for each, shown in discord.shown.items() if "blame" in told(shown.post)]
    assert len(both) == 2
    await discord.says("emre", "report Not true", replies_to=both[0])
    await matrix.says("mo", "decline 1 rude", where="#desk")
    await later(app, clock)
    said = {told(discord.shown[each].post) for each in both}
    assert said == {"Question 1 was taken down."}
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("anna", "appeal 1 I only ask.")
    await matrix.says("mehmet", "approve 1", where="#desk")
    await later(app, clock)
    assert all("Who is to blame?" in told(discord.shown[each].post) for each in both)


async def test_everybody_has_their_turn(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await planned(app, matrix, clock)
    for number in range(5):
        await matrix.says("anna", f"question 1 Why number {number}?")
    flooded = told(await matrix.says("anna", "question 1 And why this?", locale="en"))
    assert flooded == (
        "So that everybody has their turn, I take 5 questions an hour from each person: the "
        "next one from Sunday, 22 November 2026 at 13:00 on."
    )
    assert "And why this?" not in told(await matrix.says("anna", "questions 1"))
    await matrix.says("mehmet", "question 1 And why this?")
    assert "And why this?" in told(await matrix.says("anna", "questions 1"))


async def test_whoever_asked_takes_it_back(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Also whoever is shut out meanwhile; with the answer, if there was one."""
    await planned(app, matrix, clock)
    for question in ("Who is to blame?", "How many are there?"):
        await matrix.says("anna", f"question 1 {question}")
    await matrix.says("charlie", "respond 1 Nobody.")
    await matrix.says("mo", 'timeout anna "in 3 days" "You insulted Charlie."')
    for line, number in (("dropquestion", 2), ("dropquestion 1", 1)):
        done = told(await matrix.says("anna", line, locale="en"))
        assert done == f"You have taken question {number} back."
    await later(app, clock)
    said = {told(each) for each in discord.posts()[1:]}
    assert said == {"Question 1 was taken down.", "Question 2 was taken down."}


async def test_nobody_takes_back_those_of_others_and_one_that_waits_waits_no_more(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await planned(app, matrix, clock)
    await matrix.says("anna", "question 1 Why https://x.org?", locale="de")
    refused = told(await matrix.says("mehmet", "dropquestion 1", locale="en"))
    assert refused == "There is no such question of yours to take back."
    done = told(await matrix.says("anna", "anfragestreichen", locale="de"))
    assert done == "Du hast Frage 1 zurückgenommen."
    waits = told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    assert waits == "Nothing waits for a moderator here."
