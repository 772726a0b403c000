"""Help, and which room belongs where."""

import pytest
from sqlalchemy import update

from bot.app import App
from bot.places import Neighbourhood, find, room_at, rooms_of
from bot.posts import Post, heading
from tests.bot.scene import plain, rows, words
from tests.fakes import FakePlatform

NEIGHBOURS = {
    "!poll", "!vote", "!withdraw", "!results", "!polls", "!reword",
    "!help", "!language", "!cancel",
}  # fmt: skip
MODERATORS = {"!close", "!log", "!grant", "!take", "!room"}


async def helped(matrix: FakePlatform, who: str, line: str = "help") -> Post:
    reply = await matrix.says(who, line)
    assert reply
    assert reply.private
    return reply.post


def facts(post: Post) -> dict[str, str]:
    return {plain(name): plain(value) for name, value in post.facts if name}


def commands(post: Post) -> set[str]:
    return {name.split()[0] for name in facts(post)}


# Help


async def test_the_help_shows_what_a_neighbour_can_do(app: App, matrix: FakePlatform) -> None:
    post = await helped(matrix, "anna")
    assert post.title == "What I can do"
    assert commands(post) >= NEIGHBOURS
    assert not commands(post) & MODERATORS
    assert facts(post)["!polls"].startswith("See which polls are open")
    assert "!help poll" in plain(post.text)


async def test_a_moderator_is_shown_more(app: App, matrix: FakePlatform) -> None:
    assert commands(await helped(matrix, "mo")) >= NEIGHBOURS | MODERATORS


async def test_the_help_is_in_german_too(app: App, matrix: FakePlatform) -> None:
    post = await helped(matrix, "anna", "hilfe")
    assert post.title == "Was ich kann"
    assert {"!umfrage", "!abstimmen", "!ergebnis"} <= commands(post)
    assert "!hilfe umfrage" in plain(post.text)


def headings(post: Post) -> list[str]:
    return [value for name, value in post.facts if not name]


async def test_the_help_is_under_headings(app: App, matrix: FakePlatform) -> None:
    here = ["Polls", "Ideas", "Question hours", "You and Bude", "Who is known here"]
    here.append("When something is wrong")
    assert headings(await helped(matrix, "anna")) == here
    of_moderators = ["Moderating", "For the city", "Looking after Bude"]
    assert headings(await helped(matrix, "mo")) == here + of_moderators
    assert headings(await helped(matrix, "anna", "hilfe"))[3] == "Du und die Bude"


async def test_what_only_moderators_may_do_stands_with_them(
    app: App, matrix: FakePlatform
) -> None:
    """Whatever it is about: to close a poll early is no matter of neighbours."""
    told = list((await helped(matrix, "mo")).facts)
    begins = told.index(heading("Moderating"))
    closes = next(n for n, (name, _) in enumerate(told) if plain(name).startswith("!close"))
    assert closes == begins + 1


@pytest.mark.parametrize("line", ["help poll", "help umfrage", "help ASK", 'help "poll"'])
async def test_a_command_is_explained_by_any_of_its_names(
    app: App, matrix: FakePlatform, line: str
) -> None:
    post = await helped(matrix, "anna", line)
    assert post.title == "Ask the neighbourhood a question"
    assert "!poll" in plain(post.text)
    named = " ".join(facts(post))
    assert "closes" in named
    assert "live|after" in named


async def test_what_must_be_chosen_is_listed(app: App, matrix: FakePlatform) -> None:
    assert facts(await helped(matrix, "mo", "help rule"))["<rule>"] == (
        "one of these: at once, newcomers, all"
    )
    said = facts(await helped(matrix, "mo", "hilfe ernennen"))["<rolle>"]
    assert said == "eins davon: Moderation, Organisation, Stadt, Admin"


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("help part", '!part <idea> "idea 1" "idea 2"'),
        ("help split", '!split <case> "part 1" "part 2"'),
        ("hilfe umfrage", '!umfrage "frage" "antwort 1" "antwort 2"'),
        ("hilfe grundstreichen", "!grundstreichen <grund>"),
        ("hilfe aufteilen", '"idee 1" "idee 2"'),
        ("hilfe teilen", '"teil 1" "teil 2"'),
    ],
)
async def test_each_of_several_is_called_what_it_is(
    app: App, matrix: FakePlatform, line: str, written: str
) -> None:
    assert written in words(await matrix.says("mo", line))


async def test_what_is_not_allowed_is_not_explained(app: App, matrix: FakePlatform) -> None:
    assert "no command called “grant”" in words(await matrix.says("charlie", "help grant"))
    assert "Give somebody a role" in (await helped(matrix, "mo", "help grant")).title


async def test_what_there_is_not_is_not_explained(app: App, matrix: FakePlatform) -> None:
    refused = words(await matrix.says("anna", "help " + "x" * 150))
    assert "no command called “xxx" in refused
    assert len(refused) < 120


async def test_every_command_can_be_explained_in_every_language(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mo", 'grant mo "city officer"')
    names = [command.name for command in await app.router.commands()]
    asked = [f"{ask} {name}" for name in names for ask in ("help", "hilfe")]
    told = await matrix.hears([matrix.incoming("mo", line) for line in asked])
    for line, reply in zip(asked, told, strict=True):
        assert reply, line
        assert reply.private, line
        assert reply.post.title, line
        assert "!" in words(reply), line


# A word we do not know


async def test_a_slip_of_the_finger_is_seen(app: App, matrix: FakePlatform) -> None:
    assert "Did you mean !poll" in words(await matrix.says("anna", "pool Where?", locale="en"))
    assert "!umfrage" in words(await matrix.says("anna", "umfage Wo?"))


async def test_it_is_answered_in_the_language_of_the_name_that_is_near(
    app: App, matrix: FakePlatform
) -> None:
    """Nothing else tells which language it was."""
    assert "Did you mean !approve" in words(await matrix.says("anna", "aprove 9"))
    assert "Meinst du !freigeben" in words(await matrix.says("anna", "freigebn 9"))


async def test_names_of_one_language_are_offered(app: App, matrix: FakePlatform) -> None:
    said = words(await matrix.says("anna", "pole", locale="en"))
    assert "Did you mean !poll, !polls? " in said
    assert "!merge" not in words(await matrix.says("anna", "umfrge", locale="de"))


async def test_a_strange_word_is_answered_shortly(app: App, matrix: FakePlatform) -> None:
    said = words(await matrix.says("anna", "y" * 5000, locale="en"))
    assert said.startswith("I do not know “yyy")
    assert len(said) < 150


async def test_nothing_said_to_us_is_asked_back(app: App, matrix: FakePlatform) -> None:
    said = words(await matrix.says("anna", " ", locale="en"))
    assert said == "What can I do for you? !help shows it."


@pytest.mark.parametrize("greeting", ["Hallo", "hello!", "Moin", "Good morning"])
async def test_a_greeting_is_no_misspelt_command(
    app: App, matrix: FakePlatform, greeting: str
) -> None:
    said = words(await matrix.says("anna", greeting, locale="en"))
    assert said == "What can I do for you? !help shows it."


# Rooms


async def test_a_room_joins_a_neighbourhood(app: App, matrix: FakePlatform) -> None:
    reply = await matrix.says("mo", "room Hafen", where="#new")
    assert words(reply).startswith("This room now belongs to Hafen.")
    await matrix.says("anna", 'poll "Where?" "Park" "Square"')
    await app.postman.round()
    assert [post.text for post in matrix.posts("#new")] == ["Where?"]


@pytest.mark.parametrize("name", ["hafen", "HAFEN", "Östlicher Hafen", "östlicher hafen"])
async def test_a_neighbourhood_is_found_however_it_is_written(app: App, name: str) -> None:
    with app.store.begin() as session:
        session.execute(
            update(Neighbourhood).filter_by(slug="hafen").values(name="Östlicher Hafen")
        )
        found = find(session, name)
    assert found
    assert found.slug == "hafen"


async def test_a_room_may_move(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", "room Holzen")
    with app.store.begin() as session:
        holzen, hafen = find(session, "holzen"), find(session, "hafen")
        assert holzen
        assert hafen
        assert [room.target for room in rooms_of(session, holzen.id)] == ["#hafen", "#holzen"]
        assert [room.platform for room in rooms_of(session, hafen.id)] == ["discord"]


async def test_a_neighbourhood_there_is_not_is_named(app: App, matrix: FakePlatform) -> None:
    before = rows(app.store)["room"]
    said = words(await matrix.says("mo", "room Atlantis", where="#new"))
    assert said.endswith("These are in the config: Hafen, Holzen.")
    assert rows(app.store)["room"] == before


async def test_a_neighbour_cannot_move_a_room(app: App, matrix: FakePlatform) -> None:
    said = words(await matrix.says("charlie", "room Holzen"))
    assert said == "Only those who look after Bude here may do this."
    with app.store.begin() as session:
        room = room_at(session, matrix.incoming("charlie", "").at)
        assert room
        assert room.neighbourhood.slug == "hafen"


async def test_in_a_room_of_nobody_one_is_told_what_to_do(
    app: App, matrix: FakePlatform
) -> None:
    said = words(await matrix.says("charlie", 'poll "W?" "A" "B"', where="#nowhere"))
    assert said.startswith("This room does not belong to a neighbourhood yet.")
    assert "!room" in said
    assert rows(app.store)["poll"] == 0


async def test_who_looks_after_one_neighbourhood_cannot_join_rooms_to_another(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "help")
    await matrix.says("mo", "grant charlie admin")
    for where in ("#hafen", "#new"):
        said = words(await matrix.says("charlie", "room Holzen", where=where))
        assert said == "Only those who look after Bude in Holzen may do this."
    assert "now belongs to Hafen" in words(
        await matrix.says("charlie", "room Hafen", where="#new")
    )


async def test_a_strange_word_cannot_look_like_ours(app: App, matrix: FakePlatform) -> None:
    reply = await matrix.says("anna", "\ue000vote1\ue001\u202eabc", locale="en")
    assert reply
    assert reply.post.text.startswith("I do not know “vote1abc”.")
    line = 'poll "W?" "A" "B" closes="\ue000vote\ue001\u202e"'
    reply = await matrix.says("anna", line, locale="en")
    assert reply
    assert "“vote” as a time" in reply.post.text
