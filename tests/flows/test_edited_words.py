"""Words changed afterwards: a vote counts as it stands now; nothing else is done twice."""

from bot.app import App
from bot.incoming import Text
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

POLL = 'poll "Where?" "Park" "Square"'
ANEW = "I have answered what you wrote first"


async def edits(discord: FakePlatform, who: str, words: str, old: str = "$1") -> str:
    return told(await discord.says(who, Text(words, edits=old)))


async def test_a_changed_vote_counts_as_changed(app: App, discord: FakePlatform) -> None:
    await discord.says("mo", POLL)
    await discord.says("anna", "vote 1 1", message_id="$1")
    assert (await edits(discord, "anna", "vote 1 2")).startswith("Your vote counts: Square.")
    assert "Park: 0 votes" in told(await discord.says("mo", "results 1"))


async def test_a_vote_mended_after_a_slip_counts(app: App, discord: FakePlatform) -> None:
    await discord.says("mo", POLL)
    assert "vtoe" in told(await discord.says("anna", "vtoe 1 2", message_id="$1"))
    assert (await edits(discord, "anna", "vote 1 2")).startswith("Your vote counts: Square.")


async def test_what_was_carried_out_is_not_done_again(app: App, discord: FakePlatform) -> None:
    await discord.says("mo", POLL, message_id="$1")
    assert (await edits(discord, "mo", POLL.replace("Park", "Parks"))).startswith(ANEW)
    assert "2" not in told(await discord.says("mo", "polls")).split("Poll")[-1][:3]


async def test_talk_that_becomes_a_wish_is_one(app: App, discord: FakePlatform) -> None:
    talk = Text("Where shall we meet?", addressed=False)
    assert await discord.says("mo", talk, message_id="$1") is None
    assert "Poll 1" in await edits(discord, "mo", POLL)


async def test_a_mended_answer_is_none_to_the_next_question(
    app: App, discord: FakePlatform
) -> None:
    assert "What do you want to ask" in told(await discord.says("mo", "poll"))
    asked = told(await discord.says("mo", "Where?", message_id="$1"))
    assert "Which answers" in asked
    assert await edits(discord, "mo", "Where to?") == ""
    await discord.says("mo", "Park\nSquare")
    assert "Where?" in told(await discord.says("mo", "polls"))


async def test_mended_talk_is_no_second_word(app: App, discord: FakePlatform) -> None:
    assert await edits(discord, "anna", "dnake") == ""
    assert await discord.says("anna", Text("Moin!", addressed=False, edits="$1")) is None


async def test_a_vote_changed_after_the_end_stays(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mo", POLL)
    await discord.says("anna", "vote 1 1", message_id="$1")
    await matrix.says("mo", "close 1 Done.")
    clock.forward(minutes=1)
    assert "closed" in await edits(discord, "anna", "vote 1 2")
    assert "Park: 1 vote" in told(await discord.says("mo", "results 1"))


async def test_a_changed_comment_is_no_second_one(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await discord.says("mo", 'rule "at once"')
    await discord.says("mo", "idea A bench at the harbour, to rest.")
    await discord.says("anna", "comment 1 Very god!", message_id="$1")
    assert (await edits(discord, "anna", "comment 1 Very good!")).startswith(ANEW)
    await app.postman.round()
    assert "good" not in "".join(map(told, matrix.posts()))


async def test_a_changed_decision_is_no_second_one(app: App, discord: FakePlatform) -> None:
    for place in ("harbour", "river"):
        await discord.says("anna", f"idea A bench at the {place}, to rest and look around.")
    await discord.says("mo", "approve 1", message_id="$1")
    assert (await edits(discord, "mo", "approve 2")).startswith(ANEW)
