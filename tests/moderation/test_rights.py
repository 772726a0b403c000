"""Rights: who gives and takes them, who may not, and what stands in the log."""

from dataclasses import replace

from bot import appointing
from bot.app import App
from bot.incoming import Identity
from tests.fakes import FakePlatform
from tests.scenes import told


async def test_a_role_is_given_and_taken(app: App, matrix: FakePlatform) -> None:
    await matrix.whispers("anna", "polls")
    await matrix.says("anna", "polls")
    close = "close 7 The tree fell."
    assert "Only moderators" in told(await matrix.says("anna", close))
    given = told(await matrix.says("mo", "grant anna moderator"))
    assert given == "Anna now has the role of moderator here."
    assert (
        told(await matrix.says("mo", "grant anna moderator")) == "Anna has that role already."
    )
    assert "There is no poll 7" in told(await matrix.says("anna", close))
    taken = told(await matrix.says("mo", "take anna moderator"))
    assert taken == "Anna no longer has the role of moderator here."
    assert "Only moderators" in told(await matrix.says("anna", close))
    again = told(await matrix.says("mo", "take anna moderator"))
    assert again == "Anna does not have that role here."


async def test_in_german_and_by_other_names(app: App, matrix: FakePlatform) -> None:
    await matrix.whispers("anna", "polls")
    await matrix.says("anna", "polls")
    given = told(await matrix.says("mo", "ernennen @anna Moderatorin"))
    assert given == "Anna hat hier jetzt die Rolle Moderation."
    assert "Anna hat diese Rolle schon." in told(
        await matrix.says("mo", "ernennen Anna moderation")
    )


async def test_charlie_may_not(app: App, matrix: FakePlatform) -> None:
    refused = "Only those who look after Bude here may do this."
    for line in ("grant charlie admin", "grant charlie moderator", "take mo admin"):
        assert told(await matrix.says("charlie", line)) == refused
    assert "Only moderators may do this." in told(
        await matrix.says("charlie", "log", private=True)
    )
    log = told(await matrix.says("mo", "log", private=True))
    assert "charlie" not in log.casefold()


async def test_a_moderator_is_no_admin_and_only_at_home(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    await matrix.says("mo", "grant anna moderator")
    assert "Only those" in told(await matrix.says("anna", "grant charlie moderator"))
    assert "Mo gave Anna a role: moderator" in told(
        await matrix.says("anna", "log", private=True)
    )
    assert "Only moderators" in told(await matrix.says("anna", "log", where="#holzen"))


async def test_whom_one_does_not_know(app: App, matrix: FakePlatform) -> None:
    said = told(await matrix.says("mo", "grant Nobody moderator"))
    assert said == "I do not know anybody called “Nobody” here."
    await matrix.says("anna", "polls")
    said = told(await matrix.says("mo", "grant Anna king"))
    assert said == "“king” is not one of these: moderator, organiser, city officer, admin."


async def test_the_log_in_both_languages(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    await matrix.says("mo", 'grant anna "city officer"')
    await matrix.says("mo", "take anna Stadt")
    log = told(await matrix.says("mo", "log", private=True))
    assert log.splitlines() == [
        "The log of Hafen",
        "Sunday, 22 November 2026 at 12:00: Mo took a role from Anna: city officer",
        "Sunday, 22 November 2026 at 12:00: Mo gave Anna a role: city officer",
    ]
    protokoll = told(await matrix.says("mo", "protokoll"))
    assert "Uhr: Mo hat Anna eine Rolle genommen: Stadt" in protokoll
    empty = told(await matrix.says("mo", "log", where="#holzen"))
    assert empty == "The log of Holzen is still empty."


async def test_what_is_taken_counts_at_once(app: App, matrix: FakePlatform) -> None:
    """Also when all of it is heard in one go."""
    await matrix.says("anna", 'poll "Where?" "Park" "Square"')
    lines = [
        ("anna", "close 1 I like the park."),
        ("mo", "grant anna moderator"),
        ("anna", "log"),
        ("mo", "take anna moderator"),
        ("anna", "close 1 I like the park."),
    ]
    said = await matrix.hears([matrix.incoming(who, line) for who, line in lines])
    assert ["Only moderators" in told(each) for each in said] == [
        True,
        False,
        False,
        False,
        True,
    ]


async def test_a_room_is_settled_and_asked_in_one_go(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", "polls")
    lines = ("polls", "room holzen", 'poll "Where?" "Park" "Square"')
    heard = [matrix.incoming("mo", line, where="#new") for line in lines]
    before, _, asked = await matrix.hears(heard)
    assert "does not belong to a neighbourhood yet" in told(before)
    assert "Poll 1 now stands in Holzen, in 2 rooms." in told(asked)


async def calls_themselves(platform: FakePlatform, user_id: str, name: str) -> None:
    said = platform.incoming("charlie", "help")
    await platform.hears([replace(said, sender=Identity(platform.platform, user_id, name))])


async def test_who_calls_themselves_like_an_account_gets_no_role(
    app: App, matrix: FakePlatform
) -> None:
    await calls_themselves(matrix, "@charlie:example.org", "anna:example.org")
    for whom in ("@anna:example.org", "anna:example.org", "matrix:@anna:example.org"):
        assert "I do not know anybody" in told(await matrix.says("mo", f"grant {whom} admin"))


async def test_an_account_like_a_name_is_not_taken_for_it(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await calls_themselves(matrix, "@anna:example.org", "Anna")
    await calls_themselves(discord, "anna", "Charlie")
    asked = told(await matrix.says("mo", "grant Anna moderator"))
    assert asked.endswith("the account of the one you mean: @anna:example.org, discord:anna")
    given = told(await matrix.says("mo", "grant discord:anna moderator"))
    assert given.startswith("Charlie (anna) now has the role of moderator here.")


async def test_whose_account_got_a_role_is_said(app: App, matrix: FakePlatform) -> None:
    """Everybody chooses their own name, and Charlie chose Anna's."""
    await calls_themselves(matrix, "@charlie:example.org", " An\nna" + "a" * 5000)
    await calls_themselves(matrix, "@charly:example.org", "Anna")
    given = told(await matrix.says("mo", "grant Anna moderator"))
    assert given.startswith("Anna (@charly:example.org) now has the role of moderator here.")
    assert "Anna (@charly:example.org)" in told(await matrix.says("mo", "log", private=True))
    long = told(await matrix.says("mo", "grant @charlie:example.org moderator"))
    assert long.startswith("An naaaa")
    assert len(long) < 250


async def test_whom_it_concerns_is_told_in_private(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "help", where="@anna", private=True)
    await matrix.says("anna", "polls")
    await matrix.says("mo", "grant anna moderator")
    await matrix.says("mo", "take anna moderator")
    await app.postman.round()
    given, taken = (told(post) for post in matrix.posts("@anna"))
    assert given == (
        "Mo has given you a role in Hafen: moderator. !help shows what I can do for you now."
    )
    assert taken == "Mo has taken back your role in Hafen: moderator."


async def test_the_last_admin_stays(app: App, matrix: FakePlatform) -> None:
    for name in ("anna", "mehmet"):
        await matrix.says(name, "polls")
    await matrix.says("mo", "grant anna admin")
    with app.store.begin() as session:
        appointing.appoint(session, [], app.clock())
    last = "Anna is the only one that looks after Hafen. Make somebody else admin first."
    assert told(await matrix.says("anna", "take anna admin")) == last
    await matrix.says("anna", "grant mehmet admin")
    taken = told(await matrix.says("mehmet", "take anna admin"))
    assert taken.startswith("Anna no longer has the role of admin here.")


async def test_an_admin_of_the_config_is_enough(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    await matrix.says("mo", "grant anna admin")
    assert "no longer has the role of admin" in told(await matrix.says("mo", "take anna admin"))


async def test_a_role_of_the_platform_is_enough_to_decide(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("anna", "pin Cat found. Bank for the park.")
    for line in ("case 1", "approve 1"):
        said = discord.incoming("rosi", line)
        [reply] = await discord.hears([replace(said, roles=("moderator",), alone=True)])
        assert told(reply).startswith("Case 1")
    again = told(await discord.says("rosi", "case 1", private=True))
    assert "There is no case 1 here." in again


async def test_among_neighbours_only_who_gives_a_role_reads_of_it(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "polls")
    for line in ("grant anna organiser", "take anna organiser"):
        among_neighbours = await matrix.says("mo", line)
        assert among_neighbours
        assert among_neighbours.private, line
    for line in ("grant anna organiser", "take anna organiser"):
        at_the_desk = await matrix.says("mo", line, where="#desk")
        assert at_the_desk
        assert not at_the_desk.private, line


async def test_who_cannot_be_written_to_is_to_be_told_by_whoever_gave_the_role(
    app: App, matrix: FakePlatform
) -> None:
    pass_it_on = "I cannot write to them alone at the moment, so please tell them yourself."
    await matrix.says("anna", "polls")
    assert pass_it_on in told(await matrix.says("mo", "grant anna organiser"))
    assert pass_it_on in told(await matrix.says("mo", "take anna organiser"))
    await matrix.whispers("anna", "polls")
    assert pass_it_on not in told(await matrix.says("mo", "grant anna organiser"))
