"""Who moderates by a role of their platform is reckoned with, but has no right by that."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import lent_roles
from bot.app import App
from bot.lent_roles import LentRole
from moderation import shares
from moderation.models import Case
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")
MODERATES = ("moderator",)


async def says(
    discord: FakePlatform, who: str, line: str, roles: Sequence[str] | None = MODERATES
) -> str:
    """On a platform that tells with which roles of its own somebody speaks."""
    lent = None if roles is None else tuple(roles)
    [reply] = await discord.hears([replace(discord.incoming(who, line), roles=lent)])
    return told(reply)


@pytest.fixture
async def rosi(discord: FakePlatform) -> None:
    """Rosi moderates by a role of Discord."""
    await says(discord, "rosi", "polls")


async def lent(app: App) -> list[str]:
    def look(session: Session) -> list[str]:
        rows = session.scalars(select(LentRole).order_by(LentRole.user_id))
        return [f"{row.user_id}: {row.role}" for row in rows]

    return await app.writer.do(look)


async def days_go_by(app: App, clock: Clock, days: int) -> None:
    """The daily tick, and the one that looks after the shares of cases."""
    clock.forward(days=days)
    await app.writer.do(lambda session: lent_roles.forget_old(session, clock.now))
    await app.writer.do(lambda session: shares.without_role(session, clock.now))


async def keeper(matrix: FakePlatform, case: int = 1) -> str:
    lines = told(await matrix.says("mo", f"case {case}", where="#desk")).splitlines()
    return next((line for line in lines if line.startswith("Whose turn")), "nobody's")


async def test_no_other_moderator_shuts_them_out(matrix: FakePlatform, rosi: None) -> None:
    for line in ('ban rosi "Enough."', 'timeout rosi "in 3 days" "Enough."'):
        refused = told(await matrix.says("mo", line))
        assert refused.startswith("Moderators do not act against each other.")


async def test_they_get_their_share_of_cases(
    matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    assert await keeper(matrix) == "Whose turn: Rosi"
    await says(discord, "rosi", 'away "in 3 days"')
    assert await keeper(matrix) == "Whose turn: Mo"


async def test_a_case_can_be_handed_to_them(matrix: FakePlatform, rosi: None) -> None:
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    for number, text in enumerate(("Cat found.", "Dog found."), 1):
        await matrix.says("anna", f"pin {text}")
        await matrix.says("mo", f"hand {number} rosi", where="#desk")
        assert await keeper(matrix, number) == "Whose turn: Rosi"


async def test_an_appeal_is_theirs_to_decide_and_not_the_citys(
    matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "decline 1 No cats.", where="#desk")
    await matrix.says("anna", "appeal 1 It is a lost cat!")
    assert not matrix.posts("#city")
    assert "Case 1" in await says(discord, "rosi", "approve 1")


async def test_no_right_rests_on_it(
    matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    for roles in (None, ()):
        refused = await says(discord, "rosi", "approve 1", roles)
        assert "Only moderators may do this." in refused


async def test_not_even_at_the_desk_of_the_city(
    app: App, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    """An appeal in Nord that nobody there can decide is for moderators of the Hafen, too."""
    await matrix.says("anna", "pin Cat found.", where="#nord")
    await matrix.says("mo", "decline 1 No cats.", where="#nord")
    await matrix.says("anna", "appeal 1 It is a lost cat!", where="#nord")
    hidden = replace(discord.incoming("rosi", "case 1"), alone=True)
    assert "There is no case 1 here." in told((await discord.hears([hidden]))[0])
    assert "Case 1" in await says(discord, "rosi", "approve 1")


async def test_with_the_role_goes_their_turn_in_letters_sent_already(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await later(app, clock, seconds=1)
    assert "Whose turn: Rosi" in told(matrix.posts("#desk")[-1])
    await says(discord, "rosi", "polls", ())
    await look_after_shares(app)
    await later(app, clock, seconds=1)
    assert "Whose turn: mo" in told(matrix.posts("#desk")[-1])


async def test_it_ends_when_they_speak_without_the_role(
    app: App, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await says(discord, "rosi", "polls", ())
    assert await lent(app) == []
    await app.writer.do(lambda session: shares.without_role(session, app.clock()))
    assert await keeper(matrix) == "Whose turn: Mo"
    said = told(await matrix.says("mo", 'ban rosi "Enough."'))
    assert said.startswith("Rosi")


async def test_what_does_not_tell_of_roles_ends_nothing(
    app: App, discord: FakePlatform, rosi: None
) -> None:
    await says(discord, "rosi", "polls", None)
    await discord.whispers("rosi", "polls")
    assert await lent(app) == ["rosi: moderator"]


async def test_it_ends_after_thirty_days_of_silence(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await days_go_by(app, clock, 20)
    await says(discord, "rosi", "polls")
    await matrix.says("anna", "pin Cat found.")
    await days_go_by(app, clock, 29)
    assert await keeper(matrix) == "Whose turn: Rosi"
    await days_go_by(app, clock, 1)
    assert await keeper(matrix) == "Whose turn: Mo"
    assert await lent(app) == []


async def test_what_was_said_before_and_is_heard_late_brings_nothing_back(
    app: App, clock: Clock, discord: FakePlatform, rosi: None
) -> None:
    earlier = clock.now
    clock.forward(hours=30)
    await says(discord, "rosi", "polls", ())
    late = replace(discord.incoming("rosi", "help", said_at=earlier), roles=())
    await says(discord, "rosi", "polls")
    await discord.hears([late])
    assert await lent(app) == ["rosi: moderator"]


async def test_an_admin_can_end_it_and_hears_where_else(
    app: App, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    said = told(await matrix.says("mo", "take rosi moderator"))
    assert said.startswith(
        "Rosi no longer has the role of moderator here. It came with a role of Discord: take "
        "that there, too, or it counts again as soon as they say something."
    )
    assert await lent(app) == []
    assert told(await matrix.says("mo", 'ban rosi "Enough."')).startswith("Rosi")


async def test_city_officers_by_a_role_hear_of_what_was_frozen(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await discord.whispers("emre", "help")
    await says(discord, "emre", "polls", ("city officer",))
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "freeze 1", where="#desk")
    await app.postman.round()
    assert "may be against the law" in told(discord.posts("~emre")[-1])


async def test_they_see_it_and_have_it_forgotten(
    app: App, discord: FakePlatform, rosi: None
) -> None:
    mine = told(await discord.whispers("rosi", "mydata"))
    assert "Roles that a platform gives you" in mine
    await discord.whispers("rosi", "forget me for sure")
    assert await lent(app) == []


async def test_it_is_written_once_a_day(
    app: App, clock: Clock, discord: FakePlatform, rosi: None
) -> None:
    def seen(session: Session) -> object:
        return session.scalars(select(LentRole.seen_at)).one()

    first = await app.writer.do(seen)
    clock.forward(hours=23)
    await says(discord, "rosi", "polls")
    assert await app.writer.do(seen) == first
    clock.forward(hours=1)
    await says(discord, "rosi", "polls")
    assert await app.writer.do(seen) == clock.now


async def test_who_moderates_no_more_keeps_no_cases(
    app: App, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("mo", "take rosi moderator")

    def kept_by(session: Session) -> set[int | None]:
        return set(session.scalars(select(Case.keeper_id).where(Case.is_open)))

    assert None not in await app.writer.do(kept_by)
    assert await keeper(matrix) == "Whose turn: Mo"


async def test_what_a_forgotten_moderator_kept_goes_to_the_others(
    app: App, clock: Clock, matrix: FakePlatform, discord: FakePlatform, rosi: None
) -> None:
    await matrix.says("anna", "pin Cat found.")
    await later(app, clock, seconds=1)
    await discord.whispers("rosi", "forget me for sure")
    await look_after_shares(app)
    await later(app, clock, seconds=1)
    assert await keeper(matrix) == "Whose turn: Mo"
    assert "Whose turn: mo" in told(matrix.posts("#desk")[-1])


async def look_after_shares(app: App) -> None:
    [shares_of_cases] = [each for each in app.ticks() if each.name == "shares of cases"]
    await shares_of_cases.look()
