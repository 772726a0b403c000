"""Every command of the book, as Discord offers it; forms, completion, menus of messages."""

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.discord import book
from bot.app import command_book
from bot.commands import Command
from bot.context import Context
from bot.incoming import Attached, Call
from bot.parameters import ThatMessage
from bot.posts import Post, Reply
from tests.adapters.discord.hafen import Hafen, Json
from tests.adapters.discord.stage import DiscordStage
from tests.adapters.stage import Notebook, until
from tests.discord_server import limits
from tests.discord_server.interactions import EPHEMERAL, MODAL
from tests.discord_server.reading import read
from tests.discord_server.spec import spec
from tests.neighbours.scene import code_in

BOOK = tuple(command_book())


def test_discord_takes_all_of_them() -> None:
    commands = book.commands(BOOK)
    assert list(limits.of_commands(commands)) == []
    if known := spec():
        path = "/applications/{application_id}/commands"
        assert known.request_problems("PUT", path, commands) == []


def test_each_has_its_names_in_both_languages() -> None:
    [poll] = [each for each in book.commands(BOOK) if each["name"] == "poll"]
    assert poll["name_localizations"]["de"] == "umfrage"
    assert poll["description_localizations"]["de"].startswith("Das Viertel etwas fragen")
    [closes] = [each for each in poll["options"] if each["name"] == "closes"]
    assert closes["name_localizations"]["de"] == "endet"


def test_none_is_without_german() -> None:
    """Names, options and what can be chosen; a menu has a name only."""
    for command in book.commands(BOOK):
        about = [command, *command.get("options", ())]
        choices = [choice for each in about for choice in each.get("choices", ())]
        for each in (*about, *choices):
            assert each["name_localizations"]["de"], each["name"]
        for each in about if command["type"] == book.SLASH else ():
            assert each["description_localizations"]["de"] != each["description"], each["name"]


def test_options_have_the_kinds_of_the_book() -> None:
    said = {
        (command["name"], option["name"]): option
        for command in book.commands(BOOK)
        for option in command.get("options", ())
    }
    assert said["poll", "quorum"] | {"type": 4, "min_value": 1} == said["poll", "quorum"]
    assert said["poll", "several"]["type"] == book.FLAG
    assert said["vote", "poll"]["autocomplete"]
    assert said["grant", "person"]["type"] == book.PERSON
    assert said["idea", "photo"]["type"] == said["idea", "photo-5"]["type"] == book.FILE
    assert ("idea", "photo-6") not in said
    choices = {each["value"]: each["name_localizations"]["de"] for each in said[
        "poll", "results"]["choices"]}  # fmt: skip
    assert choices["live"] == "laufend"
    assert not said["close", "reason"]["required"], "a form asks for what is long"


async def test_an_answer_is_for_whoever_asked(hafen: Hafen) -> None:
    hafen.people.person("anna").locale = "de"
    asked = await hafen.people.slash("anna", "hilfe", befehl="umfrage")
    assert "Das Viertel etwas fragen" in await asked.text()
    assert asked.private
    assert asked.message["mentions"] == []  # type: ignore[index]  # it was answered


async def test_what_is_missing_is_asked_for_in_a_form(hafen: Hafen) -> None:
    opened = await hafen.people.slash("mo", "poll", closes="in 3 days", several=True)
    form = await opened.answered()
    assert opened.kind == MODAL
    fields = [each["component"]["custom_id"] for each in form["components"]]
    assert fields[:2] == ["question", "options"]
    filled = {"question": "Where now?", "options": "Park\nSquare\nBy the crane"}
    sent = await hafen.people.submit("mo", opened, **filled)
    assert "Poll 1 now stands in Hafen" in await sent.text()
    message = await hafen.at_last(hafen._poll)
    asked = message["poll"]
    assert [each["poll_media"]["text"] for each in asked["answers"]][2:] == ["By the crane"]
    assert asked["allow_multiselect"], "what was given before the form opened is kept"


async def test_a_form_that_is_sent_twice_counts_once(hafen: Hafen) -> None:
    opened = await hafen.people.slash("mo", "poll")
    await opened.answered()
    filled = {"question": "Where?", "options": "Park\nSquare"}
    assert "Poll 1 now" in await (await hafen.people.submit("mo", opened, **filled)).text()
    again = await (await hafen.people.submit("mo", opened, **filled)).text()
    assert again == "I have that already; once is enough."
    second = await hafen.people.slash("mo", "results", poll=2)
    assert "There is no poll 2" in await second.text()


async def test_what_was_given_and_has_no_room_stands_filled_in(hafen: Hafen) -> None:
    question = "Where should the bench go, that the children can see the ships from it? " * 2
    opened = await hafen.people.slash("mo", "poll", question=question)
    form = await opened.answered()
    [field] = [
        each["component"]
        for each in form["components"]
        if each["component"]["custom_id"] == "question"
    ]
    assert field["value"] == question


async def test_polls_are_offered_by_their_question(hafen: Hafen) -> None:
    await hafen.asks()
    offered = await hafen.people.completes("anna", "vote", "poll", "bench")
    assert offered == [("1: Where should the bench go?", "1")]
    assert await hafen.people.completes("anna", "vote", "poll", "swimming pool") == []


async def test_a_question_of_budes_is_answered_in_a_form(hafen: Hafen) -> None:
    await hafen.asks()
    asked = await hafen.people.slash("anna", "reword", poll="bench")
    assert "Only the person who asked" in await asked.text()
    await hafen.people.says("anna", f"<@{hafen.stage.world.bude.id}> vote 1")
    message = await hafen.reads("Which answer do you choose?")
    opened = await hafen.people.press("anna", message, "Answer")
    assert (await opened.answered())["title"] == "Which answer do you choose? Write its number."
    sent = await hafen.people.submit("anna", opened, words="2")
    assert "Your vote counts: Square." in await sent.text()


async def test_the_form_is_called_by_the_question_also_where_a_greeting_stands_before_it(
    hafen: Hafen,
) -> None:
    await hafen.asks()
    await hafen.people.says("mehmet", f"<@{hafen.stage.world.bude.id}> vote 1")
    message = await hafen.reads("Which answer do you choose?")
    assert message["content"].startswith("I am Bude")
    opened = await hafen.people.press("mehmet", message, "Answer")
    assert (await opened.answered())["title"] == "Which answer do you choose? Write its number."


async def test_a_command_that_is_no_more(hafen: Hafen) -> None:
    hafen.stage.world.commands.append(
        hafen.stage.world.commands[0] | {"name": "dance", "id": "1", "options": []}
    )
    asked = await hafen.people.slash("anna", "dance")
    assert await asked.text() == "I do not know this any more. /help shows what I can do."


def praise(context: Context, message: ThatMessage) -> Reply:
    return Reply(Post(f"{context.person.name} likes {message}."))


async def test_the_menu_of_a_message(stage: DiscordStage) -> None:
    likes = Command("praise", praise, "Praise", on_message="Praise this")
    stage_inbox = Notebook(lambda heard: Reply(Post(str(heard.said))), book=(likes,))
    await stage.listens(stage_inbox)
    said = await stage.neighbours.says("mehmet", "Moin!")
    asked = await stage.neighbours.menu("anna", "Praise this", said["id"])
    assert said["id"] in read((await asked.answered())["content"])


async def test_a_message_becomes_an_idea(hafen: Hafen) -> None:
    said = await hafen.people.says("mehmet", "A bench by the crane would be nice.")
    asked = await hafen.people.menu("mehmet", "Submit as idea", said["id"])
    assert "bench by the crane" in await asked.text()


async def test_the_help_names_the_menu_of_a_message(hafen: Hafen) -> None:
    explained = await (await hafen.people.slash("anna", "help", command="idea")).text()
    assert "Submit as idea: in the menu of the message, under “Apps”" in explained
    assert "reply" not in explained
    assert (
        "adopts" not in await (await hafen.people.slash("anna", "help", command="poll")).text()
    )


async def test_a_photo_is_fetched_at_once(stage: DiscordStage) -> None:
    inbox = Notebook(lambda heard: Reply(Post("Thank you.")))
    await stage.listens(inbox)
    photo = stage.neighbours.file("../bench.png", "image/png", b"\x89PNG bench")
    asked = await stage.neighbours.slash("anna", "idea", text="A bench, please.", photo=photo)
    assert await asked.text() == "Thank you."
    [heard] = inbox.heard
    assert isinstance(heard.said, Call)
    file = Attached("bench.png", "image/png", b"\x89PNG bench")
    assert heard.said.arguments == {"text": "A bench, please.", "photo": (file,)}


async def test_several_photos_have_an_option_each(stage: DiscordStage) -> None:
    inbox = Notebook(lambda heard: Reply(Post("Thank you.")))
    await stage.listens(inbox)
    sent: dict[str, Any] = {
        option: stage.neighbours.file(f"{option}.png", "image/png", b"\x89PNG bench")
        for option in ("photo", "photo-2", "photo-5")
    }
    asked = await stage.neighbours.slash("anna", "amend", idea="1", **sent)
    assert await asked.text() == "Thank you."
    [heard] = inbox.heard
    assert isinstance(heard.said, Call)
    photos = heard.said.arguments["photo"]
    assert isinstance(photos, tuple)
    assert [each.name for each in photos if isinstance(each, Attached)] == [
        "photo.png",
        "photo-2.png",
        "photo-5.png",
    ]


async def test_accounts_are_linked_from_the_channel_for_nobody_else_sees_it(
    hafen: Hafen,
) -> None:
    people = hafen.people
    given = await people.slash("anna", "link")
    code = code_in(await given.text())
    entered = await people.slash("annas_other_account", "link", code=code)
    meant = await entered.answered()
    assert given.private
    assert entered.private

    async def asked() -> Json | None:
        return next(iter(people.direct("anna").messages.values()), None)

    letter = await hafen.at_last(asked)
    agreed = await people.press("anna", letter, "Yes, that is me")
    assert "to say yes, too" in await agreed.text()
    both = await people.press("annas_other_account", meant, "Yes, that is me")
    assert "one person" in await both.text()
    assert list(hafen.room.values()) == []


async def test_what_is_kept_of_me_is_shown_to_me_alone(hafen: Hafen) -> None:
    await hafen.people.slash("anna", "polls")
    shown = await hafen.people.slash("anna", "mydata")
    assert "What I keep about you" in await shown.text()
    assert all(each["flags"] & EPHEMERAL for each in (await shown.answered(), *shown.more))


@pytest.mark.parametrize(
    ("locale", "hello", "trying", "commands"),
    [
        ("en-US", "Hello, I am Bude!", "Just try it", ("</help:", "</mydata:", "</forget:")),
        ("de", "Hallo, ich bin die", "Probier es", ("`/hilfe`", "`/meinedaten`", "`/vergiss`")),
    ],
)
async def test_whoever_comes_first_reads_three_short_lines_that_fit_what_they_do(
    hafen: Hafen, locale: str, hello: str, trying: str, commands: Sequence[str]
) -> None:
    hafen.people.person("anna").locale = locale
    first = await hafen.people.slash("anna", "polls")
    await first.answered()
    await until(lambda: bool(first.more))
    [word] = first.more
    lines = read(word["content"]).splitlines()
    assert len(lines) == 3
    assert len(word["content"].split()) <= 80
    assert lines[0].startswith(hello)
    assert lines[1].startswith(trying)
    assert all(each in word["content"] for each in commands), word["content"]
    assert word["flags"] & EPHEMERAL
    again = await hafen.people.slash("anna", "help")
    await again.answered()
    assert hafen.people.direct("anna").messages == {}
    assert again.more == []


@pytest.mark.parametrize("text", ["<@1> @here", "**x** [a](b) `c` ||d||", "# 1\n> 2"])
async def test_nothing_that_is_said_acts(hafen: Hafen, text: str) -> None:
    await hafen.people.slash("mo", "poll", question=text, answer="`a`; <@&1>")
    message = await hafen.at_last(hafen._poll)
    assert message["mentions"] == []
    assert not message["mention_everyone"]
