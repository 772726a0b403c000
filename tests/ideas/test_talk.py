"""Replies under an idea are its comments, wherever people talk; and only those leave a room."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import Settings
from bot.incoming import Address, Call, Retracted, Text
from bot.places import City
from ideas.rules import rules
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later, stands
from tests.scenes import aside, told


async def test_a_reply_in_one_room_is_read_in_the_others(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await stands(app, matrix, clock)
    [here], [there] = matrix.shown, discord.shown
    assert await discord.says("mehmet", aside("In the sun, please!"), replies_to=there) is None
    await later(app, clock)
    idea, quote = matrix.shown.values()
    assert told(quote.post) == "Mehmet on idea 1\nIn the sun, please!"
    assert matrix.threads[1] == here
    assert "Comments: 1" in told(idea.post)
    assert len(discord.posts()) == 1
    # A reply to the quotation is an answer to Mehmet, over there.
    quoted = list(matrix.shown)[1]
    assert await matrix.says("anna", aside("Yes, in the sun."), replies_to=quoted) is None
    await later(app, clock)
    assert told(discord.posts()[-1]) == "Anna on idea 1\nYes, in the sun."
    assert told(await matrix.says("charlie", "comments 1", locale="en")) == (
        "What people say about idea 1: A bench at the harbour, so that old people can rest on "
        "their way.\nMehmet: In the sun, please!\nAnna: Yes, in the sun."
    )


async def test_it_is_quoted_with_the_name_that_its_author_chose(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    await matrix.says("mehmet", "name Memo")
    await matrix.says("mehmet", aside("In the sun!"), replies_to=post)
    await later(app, clock)
    assert told(discord.posts()[-1]) == "Memo on idea 1\nIn the sun!"


async def test_whoever_talks_in_the_thread_need_not_reply_to_us(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    said = matrix.incoming("mehmet", aside("And a bin beside it."), replies_to="$of-anna")
    await matrix.hears([replace(said, at=Address("matrix", "#hafen", post))])
    await later(app, clock)
    assert told(discord.posts()[-1]) == "Mehmet on idea 1\nAnd a bin beside it."


async def test_from_encrypted_rooms_and_in_private_only_commands_leave(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    secret = matrix.incoming("mehmet", aside("Between us: no."), replies_to=post)
    assert await matrix.hears([replace(secret, encrypted=True)]) == [None]
    await matrix.says("mehmet", aside("No!"), replies_to=post, private=True)
    await later(app, clock)
    assert len(discord.posts()) == 1
    command = matrix.incoming("mehmet", "comment 1 I am against it.")
    [reply] = await matrix.hears([replace(command, encrypted=True, locale="en")])
    assert told(reply) == "Your comment on idea 1 is in all rooms."
    await later(app, clock)
    assert told(discord.posts()[-1]) == "Mehmet on idea 1\nI am against it."


async def test_comments_pass_the_desk(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    link = "Buy benches at https://example.org/benches"
    held = told(await matrix.says("mehmet", aside(link), replies_to=post, locale="en"))
    assert held == (
        "A moderator reads your comment on idea 1 first; then it goes to the other rooms, too."
        "\nWaits because: there is a link in it"
    )
    await later(app, clock)
    assert len(discord.posts()) == 1
    await matrix.says("mo", "approve 2", where="#desk")
    await later(app, clock)
    assert told(discord.posts()[-1]) == f"Mehmet on idea 1\n{link}"


async def test_what_nobody_saw_being_said_is_quoted_where_it_was_said_too(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """A command of Discord's leaves nothing in its channel."""
    await stands(app, matrix, clock)
    said = discord.incoming("mehmet", Call("comment", {"idea": 1, "text": "In the sun!"}))
    await discord.hears([replace(said, alone=True)])
    await later(app, clock)
    for room in (matrix, discord):
        assert told(room.posts()[-1]) == "Mehmet on idea 1\nIn the sun!"


async def test_what_is_no_comment_or_is_about_nothing_published(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    empty = told(await matrix.says("mehmet", "comment 1 \u200b", locale="en"))
    assert empty == "There is nothing to read in that."
    tree = told(await matrix.says("mehmet", aside("🌳🌳"), replies_to=post, locale="en"))
    assert tree.startswith("Please say it in words, too")
    await matrix.says("anna", "drop 1")
    gone = told(await matrix.says("mehmet", "comment 1 Good!", locale="en"))
    assert gone == "Idea 1 is not published."


async def test_mere_talk_is_not_listened_to(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await stands(app, matrix, clock)
    assert await matrix.says("mehmet", aside("Did you see the game?")) is None
    assert await matrix.says("mehmet", aside("No."), replies_to="$somebody") is None
    await later(app, clock)
    assert len(discord.posts()) == 1


async def test_what_is_removed_in_its_room_is_gone_everywhere(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    post = await stands(app, matrix, clock)
    said = aside("What a stupid idea.")
    await matrix.says("mehmet", said, replies_to=post, message_id="$rash")
    await later(app, clock)
    await discord.says("charlie", Retracted("$rash"))
    await matrix.says("charlie", Retracted("$rash"), where="#holzen")
    await later(app, clock)
    assert "What a stupid idea." in told(discord.posts()[-1])
    assert await matrix.says("mehmet", Retracted("$rash")) is None
    await later(app, clock)
    assert told(discord.posts()[-1]) == "A comment on idea 1 was taken down."
    assert "stupid" not in told(await matrix.says("anna", "comments 1", locale="en"))


async def test_a_comment_taken_down_by_mistake_stands_again(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await matrix.says("charlie", "help")
    await matrix.says("mo", "grant charlie moderator")
    await matrix.says("mehmet", BENCH)
    await later(app, clock)
    [post] = matrix.shown
    await matrix.says("anna", Text("Very good!", addressed=False), replies_to=post)
    await later(app, clock)
    quote = next(each for each, shown in discord.shown.items() if "Very" in told(shown.post))
    await discord.says("emre", "report Not true", replies_to=quote)
    await matrix.says("mo", "decline 2 rude", where="#desk")
    await later(app, clock)
    assert "Very" not in told(discord.shown[quote].post)
    await matrix.says("anna", "appeal 2 It is very good.")
    await matrix.says("charlie", "approve 2", where="#desk")
    await later(app, clock)
    assert told(discord.shown[quote].post) == "Anna on idea 1\nVery good!"


def test_a_city_takes_thirty_an_hour_if_it_says_nothing_else() -> None:
    assert rules(City(rules={})).comments_an_hour == 30


class TestInACityThatTakesThreeAnHour:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        few = {"ideas": {"comments_an_hour": 3}, "desk": {"rule": "at once"}}
        return replace(settings, rules={**settings.rules, "dortmund": few})

    async def test_a_flood_is_slowed_politely(
        self, app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
    ) -> None:
        post = await stands(app, matrix, clock)
        for number in range(3):
            said = aside(f"And another thing, number {number}")
            assert await matrix.says("mehmet", said, replies_to=post) is None
        flooded = await matrix.says(
            "mehmet", aside("And one more"), replies_to=post, locale="en"
        )
        assert told(flooded) == (
            "So that everybody is heard, I take 3 comments an hour from each person: the next "
            "one from Sunday, 22 November 2026 at 13:00 on. This one is not in the other rooms."
        )
        await later(app, clock)
        assert not any("And one more" in told(each) for each in discord.posts())
        assert await matrix.says("anna", aside("Good!"), replies_to=post) is None
        clock.forward(hours=1)
        assert await matrix.says("mehmet", aside("And one more"), replies_to=post) is None
