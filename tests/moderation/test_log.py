"""The log is a chain: whoever changes an entry or takes one out is found out."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.app import App
from bot.people import Account
from bot.published import SUBJECTS
from moderation import forgetting, log
from moderation.deciding import Desk
from moderation.log import Finding
from moderation.models import Entry, EntryWords
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import told


@pytest.fixture
@beginning
async def three(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    for line in ("grant anna moderator", "take anna moderator", "grant anna organiser"):
        await matrix.says("mo", line)


async def found(app: App, tamper: Callable[[Session], object] = lambda _: None) -> Finding:
    def act(session: Session) -> Finding:
        tamper(session)
        return log.check(session)

    return await app.writer.do(act)


async def test_a_whole_log(app: App, matrix: FakePlatform, three: None) -> None:
    said = told(await matrix.says("mo", "checklog"))
    assert said.startswith("The log is whole. Nothing was changed or taken out.\nEntries: 3")
    assert "Only moderators" in told(await matrix.says("charlie", "checklog"))


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (lambda session: session.execute(delete(EntryWords).filter_by(entry_id=2)), None),
        (lambda session: _without(session, 2), 3),
        (lambda session: _without(session, 1), 2),
        (lambda session: _with(session, EntryWords, 2, reason="admin"), 2),
        (lambda session: _with(session, EntryWords, 2, by="matrix:anna"), 2),
        (lambda session: _with(session, Entry, 2, act="banned {subject}: {reason}"), 2),
        (lambda session: _with(session, Entry, 3, before=log.BEGINNING), 3),
    ],
    ids=["erased", "out", "first out", "reason", "who", "act", "link"],
)
async def test_what_was_done_to_it_is_found(
    app: App, three: None, tamper: Callable[[Session], object], broken: int | None
) -> None:
    finding = await found(app, tamper)
    assert finding.broken == broken


def _without(session: Session, number: int) -> None:
    session.execute(delete(EntryWords).filter_by(entry_id=number))
    session.execute(delete(Entry).filter_by(id=number))


def _with(session: Session, table: type[Entry | EntryWords], number: int, **new: str) -> None:
    key = Entry.id if table is Entry else EntryWords.entry_id
    session.execute(update(table).where(key == number).values(**new))


async def test_the_newest_cannot_go_unseen_by_who_knows_its_seal(app: App, three: None) -> None:
    before = await found(app)
    after = await found(app, lambda session: _without(session, 3))
    assert after.broken is None
    assert after.last != before.last


async def test_nobody_else_is_shown_as_who_did_it(
    app: App, matrix: FakePlatform, three: None
) -> None:
    """Whoever writes into the database can change beside the seal whose number stands there."""

    def tamper(session: Session) -> None:
        anna = session.get_one(Account, ("matrix", "anna")).person_id
        session.execute(update(EntryWords).values(person_id=anna))

    before = told(await matrix.says("mo", "log", private=True))
    await app.writer.do(tamper)
    assert told(await matrix.says("mo", "log", private=True)) == before


async def test_erasing_a_person_leaves_the_chain_whole(
    app: App, clock: Clock, matrix: FakePlatform, three: None
) -> None:
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    anna = 2

    def forget(session: Session) -> None:
        forgetting.erase(Desk(SUBJECTS), session, anna, clock.now)

    finding = await found(app, forget)
    assert (finding.broken, finding.count, finding.erased) == (None, 4, 3)
    shown = told(await matrix.says("mo", "log", private=True))
    assert "Anna" not in shown
    assert "an entry without words" in shown
    assert "Mo gave Mehmet a role: moderator" in shown


async def test_what_many_do_at_once_is_one_chain(app: App, matrix: FakePlatform) -> None:
    people = [f"neighbour{number}" for number in range(20)]
    await matrix.hears([matrix.incoming(who, "polls") for who in people])
    lines = [matrix.incoming("mo", f"grant {who} organiser") for who in people]
    await matrix.hears(lines)
    finding = await found(app)
    assert (finding.broken, finding.count) == (None, 20)
