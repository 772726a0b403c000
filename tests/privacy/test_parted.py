"""Who parted from a person and is forgotten: what was done as one stays with who stayed."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.store import Base
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, links
from tests.scenes import later, told

POLL = 'poll "Where?" "Park" "Square"'


async def traces(app: App, name: str) -> set[str]:
    """The tables in which an account stands."""

    def look(session: Session) -> Iterator[str]:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                if name in str(row).casefold():
                    yield table.name

    return await app.writer.do(lambda session: set(look(session)))


async def test_the_log_names_their_account_until_who_stayed_is_forgotten_too(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await links(app, matrix, discord, "anna", "quirinia")
    for platform, who in ((matrix, "anna"), (discord, "quirinia")):
        await platform.says(who, "polls")
    clock.forward(days=3)
    await matrix.says("mo", "grant matrix:anna moderator")
    await matrix.says("mo", POLL)
    await discord.says("quirinia", "close 1 The tree fell.")
    log = told(await matrix.says("mo", "log", private=True))
    assert "Anna closed poll 1 early: The tree fell." in log
    assert "Mo gave Anna (quirinia) a role: moderator" in log
    await alone(discord, "quirinia", "unlink discord:quirinia")
    await alone(discord, "quirinia", "forget me for sure")
    await later(app, clock, days=40)  # Letters are gone by then.
    await app.tidy()
    assert await traces(app, "quirinia") == {"moderation_entry_words"}
    log = told(await matrix.says("mo", "log", private=True))
    assert "Mo gave Anna (quirinia) a role: moderator" in log
    assert "closed poll" not in log
    await alone(matrix, "anna", "forget me for sure")
    await later(app, clock, days=3)
    await app.tidy()
    assert await traces(app, "quirinia") == set()
    assert "The log is whole." in told(await matrix.says("mo", "checklog"))
