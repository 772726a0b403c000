"""What somebody said about an idea they take back, also where no message of theirs stands that
they could delete."""

from dataclasses import replace

from bot.app import App
from bot.incoming import Call
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import later, stands
from tests.scenes import aside, told


async def test_by_a_command_of_discords_it_leaves_all_rooms(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await stands(app, matrix, clock)
    said = discord.incoming("mehmet", Call("comment", {"idea": 1, "text": "What nonsense!"}))
    await discord.hears([replace(said, alone=True)])
    await later(app, clock)
    done = told(await discord.says("mehmet", Call("dropcomment", {"idea": 1}), locale="en"))
    assert done == "Your comment on idea 1 is taken back: “What nonsense!”"
    await later(app, clock)
    for room in (matrix, discord):
        assert told(room.posts()[-1]) == "A comment on idea 1 was taken down."


async def test_the_last_one_first_and_then_none_is_left(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    for words in ("In the sun!", "And in the shade."):
        await matrix.says("mehmet", aside(words), replies_to=post)
    await matrix.says("anna", aside("Yes."), replies_to=post)
    done = told(await matrix.says("mehmet", "dropcomment 1", locale="en"))
    assert done == (
        "Your comment on idea 1 is taken back: “And in the shade.”\n"
        "Your own message stays where you wrote it; delete it there."
    )
    kept = told(await matrix.says("anna", "comments 1", locale="en"))
    assert kept.endswith("Mehmet: In the sun!\nAnna: Yes.")
    done = told(await matrix.says("mehmet", "kommentarstreichen 1", locale="de"))
    assert done.startswith("Dein Kommentar zu Idee 1 ist zurückgenommen: „In the sun!“")
    refused = told(await matrix.says("mehmet", "dropcomment 1", locale="en"))
    assert refused == "There is no comment of yours on idea 1 to take back."


async def test_one_that_waits_waits_no_more(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await stands(app, matrix, clock)
    await matrix.says("mo", "rule all")
    await matrix.says("mehmet", "comment 1 What nonsense!")
    await matrix.says("mehmet", "dropcomment 1")
    waits = told(await matrix.says("mo", "cases", where="#desk", locale="en"))
    assert waits == "Nothing waits for a moderator here."
