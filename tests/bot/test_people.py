"""Who somebody is, and what they may do."""

from dataclasses import replace

import pytest

from bot import people, roles
from bot.app import App
from bot.config import Settings
from bot.incoming import Identity, Incoming, Text
from bot.places import find
from bot.roles import Role
from bot.store import Store
from tests.bot.scene import rows, words
from tests.fakes import Clock, FakePlatform

ANNA = Identity("matrix", "@anna:example.org", "Anna")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'
pytestmark = pytest.mark.usefixtures("in_english")


# People


def test_a_person_is_met_once(store: Store, clock: Clock) -> None:
    with store.begin() as session:
        first = people.recognise(session, ANNA, None, clock())
    with store.begin() as session:
        renamed = Identity(ANNA.platform, ANNA.user_id, "Anna Nguyen")
        assert people.recognise(session, renamed, None, clock()) == first
    assert rows(store)["person"] == rows(store)["account"] == 1


def test_the_same_name_elsewhere_is_somebody_else(store: Store, clock: Clock) -> None:
    with store.begin() as session:
        here = people.recognise(session, ANNA, None, clock())
        there = people.recognise(session, Identity("discord", *_rest(ANNA)), None, clock())
    assert here.id != there.id


def _rest(who: Identity) -> tuple[str, str]:
    return who.user_id, who.name


def test_many_are_recognised_at_once(store: Store, clock: Clock) -> None:
    crowd = {Identity("matrix", f"@n{n}:example.org", f"N{n}"): None for n in range(200)}
    with store.begin() as session:
        met = people.recognise_all(session, crowd, clock())
    with store.begin() as session:
        assert people.recognise_all(session, crowd, clock()) == met
    assert len({person.id for person in met.values()}) == 200


async def test_home_is_where_somebody_speaks_first(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "help", where="@anna")
    await matrix.says("anna", "help", where="#holzen")
    await matrix.says("anna", "help", where="#hafen")
    with app.store.begin() as session:
        holzen = find(session, "holzen")
        [anna] = people.called(session, "anna", None)
    assert holzen
    assert anna.home_id == holzen.id


async def test_in_private_one_speaks_of_home(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH, where="#holzen")
    assert "Where should" in str(
        await matrix.says("anna", "polls", where="@anna", private=True)
    )
    assert "No poll" in words(await matrix.says("anna", "polls", where="#hafen"))


async def test_a_name_is_shown_as_it_is_and_cannot_act(app: App, matrix: FakePlatform) -> None:
    evil = Identity("matrix", "eve", "E\u202eve \x00<b>*x*</b>\ue000grant eve admin\ue001")
    [reply] = await matrix.hears([_from(evil, matrix)])
    assert reply
    with app.store.begin() as session:
        [eve] = people.called(session, "eve", None)
    assert eve.name == "Eve <b>*x*</b>grant eve admin"


def _from(who: Identity, matrix: FakePlatform) -> Incoming:
    return replace(matrix.incoming("eve", BENCH), sender=who)


# Roles


async def test_the_config_names_the_first_admin(app: App) -> None:
    with app.store.begin() as session:
        [mo] = people.called(session, "mo", None)
        assert roles.held(session, mo.id, None) == {Role.ADMIN, Role.MODERATOR}


async def test_who_was_known_by_the_account_alone_is_called_as_their_platform_says(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    with app.store.begin() as session:
        for number in ("1456", "1457"):
            met = Identity("discord", number, number)
            people.recognise(session, met, None, clock())
    mo, anna = Identity("discord", "1456", "Mo"), Identity("discord", "1457", "Anna")
    await discord.hears([_from(mo, discord), _from(anna, discord)])
    assert _names(app) == {"1456": "Mo", "1457": "Anna"}
    chosen = replace(_from(mo, discord), message_id="$2", said=Text("name Maurice"))
    again = replace(_from(replace(mo, name="Mo!"), discord), message_id="$3")
    tapped = replace(_from(replace(anna, name="1457"), discord), message_id="$4")
    await discord.hears([chosen, again, tapped])
    assert _names(app) == {"1456": "Maurice", "1457": "Anna"}


def _names(app: App) -> dict[str, str]:
    with app.store.begin() as session:
        keys = [("discord", "1456"), ("discord", "1457")]
        return {user: each.name for (_, user), each in people.known(session, keys).items()}


async def test_starting_again_appoints_nobody_twice(app: App, settings: Settings) -> None:
    before = rows(app.store)
    await app.close()
    again = App(settings, [], app.clock)
    again.prepare()
    assert rows(again.store) == before
    await again.close()


async def test_an_admin_is_one_everywhere(app: App, matrix: FakePlatform) -> None:
    assert "Holzen" in words(await matrix.says("mo", "room Holzen", where="#holzen"))


async def test_a_role_is_given_and_taken(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    assert "Only moderators" in words(await matrix.says("anna", "close 1 done"))
    granted = words(await matrix.says("mo", "grant anna moderator"))
    assert granted.startswith("Anna now has the role of moderator here.")
    assert "has that role already" in words(await matrix.says("mo", "grant anna moderator"))
    assert "Only moderators" not in words(await matrix.says("anna", "close 1 done"))
    assert "no longer" in words(await matrix.says("mo", "take anna moderator"))
    assert "does not have that role" in words(await matrix.says("mo", "take anna moderator"))
    await matrix.says("anna", BENCH)
    assert "Only moderators" in words(await matrix.says("anna", "close 2 done"))


async def test_roles_are_a_set(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "help")
    await matrix.says("mo", "grant anna moderator")
    await matrix.says("mo", 'grant anna "city officer"')
    with app.store.begin() as session:
        hafen = find(session, "hafen")
        [anna] = people.called(session, "anna", None)
        assert hafen
        assert roles.held(session, anna.id, hafen.id) == {Role.MODERATOR, Role.CITY_OFFICER}
    await matrix.says("mo", "take anna moderator")
    with app.store.begin() as session:
        assert roles.held(session, anna.id, hafen.id) == {Role.CITY_OFFICER}


async def test_a_role_holds_in_its_neighbourhood_only(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH, where="#holzen")
    await matrix.says("mo", "grant anna moderator", where="#hafen")
    refused = await matrix.says("anna", "close 1 done", where="#holzen")
    assert "Only moderators" in words(refused)


@pytest.mark.parametrize(
    "line", ["grant charlie admin", "take mo admin", "room Hafen", "log", "close 1 x"]
)
async def test_charlie_may_not(app: App, matrix: FakePlatform, line: str) -> None:
    await matrix.says("charlie", "help")
    before = rows(app.store)
    refused = await matrix.says("charlie", line)
    assert words(refused).startswith("Only ")
    assert refused
    assert refused.private
    after = rows(app.store)
    assert after.pop("heard") == before.pop("heard") + 1
    assert after == before


async def test_who_is_not_known_gets_no_role(app: App, matrix: FakePlatform) -> None:
    said = words(await matrix.says("mo", "grant nobody moderator"))
    assert said == "I do not know anybody called “nobody” here."


async def test_of_two_with_one_name_the_account_decides(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    for platform, user_id in ((matrix, "@anna:a.example"), (discord, "anna#2")):
        who = Identity(platform.platform, user_id, "Anna")
        said = platform.incoming("anna", "help")
        await platform.hears([type(said)(who, said.at, said.message_id, said.said)])
    assert words(await matrix.says("mo", "grant Anna moderator")) == (
        "Several people are called “Anna”. Write the account of the one you mean: "
        "@anna:a.example, anna#2"
    )
    granted = await matrix.says("mo", "grant @anna:a.example moderator")
    assert "moderator" in words(granted)
