"""Secret polls: what is said beforehand, voting alone, and what is left after the end."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import heard
from bot.app import App
from bot.outbox import Letter
from polls.models import PollKey
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.polls.conftest import asked_in_secret, five_for_the_park
from tests.scenes import FIVE, SECRET, ballots, keys, later, met, poll_of, told, votes


async def test_everybody_knows_beforehand(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", SECRET)
    await app.postman.round()
    [asked] = matrix.posts()
    text = told(asked)
    assert "Secret: nobody learns who chose what; after the end nothing that I keep" in text
    assert "if fewer than 5 people vote, only how many" in text
    assert "If all choose the same, everybody knows how each of them voted." in text
    assert "whoever runs that, or me, or looks over your shoulder can read it there" in text
    assert "write to me alone, where nobody else reads along: !vote 1 2" in text
    assert asked.question
    assert (asked.question.public, asked.question.secret) == (False, True)


async def test_the_result_comes_after_the_end(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await asked_in_secret(app, matrix)
    for who in FIVE:
        said = await votes(matrix, who, "2" if who == "anna" else "1")
        assert said == (
            "Your vote counts. You can change it until Wednesday, 25 November 2026 at 12:00."
        )
    for who in ("mo", "anna"):
        assert told(await matrix.says(who, "results 1")) == (
            "The result of this poll is shown to everybody at the same time, on Wednesday, "
            "25 November 2026 at 12:00. Votes so far: 5."
        )
    await later(app, clock, days=1)
    assert "So far: 5 people have voted" in told(discord.posts()[0])
    await later(app, clock, days=2)
    assert "Most votes: Park.\n\nPark: 4 votes\nSquare: 1 vote" in told(discord.posts()[-1])


async def test_the_latest_word_stands(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await five_for_the_park(app, matrix)
    clock.forward(hours=2)
    await votes(matrix, "anna", "2")
    before = clock.now - timedelta(hours=1)
    heard_late = await matrix.whispers("anna", "vote 1 1", said_at=before)
    assert told(heard_late) == "What you said later stands."
    assert told(await matrix.whispers("mehmet", "withdraw 1")).startswith("Your vote is")
    clock.forward(minutes=1)
    await votes(matrix, "mehmet", "2")
    await later(app, clock, days=3)
    assert "Park: 3 votes\nSquare: 2 votes" in told(matrix.posts()[-1])


async def test_while_it_is_open_only_the_key_can_tell(app: App, matrix: FakePlatform) -> None:
    await met(matrix, "anna", "mehmet")
    await matrix.says("anna", SECRET)
    await votes(matrix, "anna", "1")
    await votes(matrix, "mehmet", "2")
    rows = await ballots(app)
    assert {(row.said_at, row.via) for row in rows} == {(SUNDAY, "")}
    assert len({len(row.marks) for row in rows}) == 1
    assert all(len(row.voter) == 64 for row in rows)
    [file] = app.store.keys.folder.glob("*.key")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o077 == 0


async def test_after_the_end_ballots_are_nobodys(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await five_for_the_park(app, matrix)
    before = {row.voter for row in await ballots(app)}
    await later(app, clock, days=3)
    after = await ballots(app)
    assert not before & {row.voter for row in after}
    closes = (await poll_of(app)).closes
    assert [(row.marks, row.said_at, row.via) for row in after] == [("1", closes, "")] * 5
    assert keys(app) == []
    assert await app.writer.do(lambda session: session.scalars(select(PollKey)).all()) == []


async def test_of_a_few_only_how_many(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await met(matrix, *FIVE)
    await matrix.says("anna", f"{SECRET} quorum=2")
    for who in FIVE[:4]:
        await votes(matrix, who, "1")
    await votes(matrix, "emre", "1")
    await matrix.whispers("emre", "withdraw 1")
    await later(app, clock, days=3)
    asked, result = map(told, matrix.posts())
    secret = "The result stays secret: fewer than 5 people voted"
    for text in (asked, result, told(await matrix.says("mo", "results 1"))):
        assert secret in text
        assert "People who voted: 4" in text
        assert "Park: 4" not in text
    assert await ballots(app) == []


class TestWhichPollsAre:
    async def test_those_of_city_officers(self, app: App, matrix: FakePlatform) -> None:
        await met(matrix, "anna")
        await matrix.says("mo", 'grant @anna "city officer"')
        for who, line in (
            ("anna", 'poll "One?" "Yes" "No"'),
            ("anna", 'poll "Two?" "Yes" "No" secret=no'),
            ("mehmet", 'poll "Three?" "Yes" "No"'),
        ):
            await matrix.says(who, line)
        assert [(await poll_of(app, number)).secret for number in (1, 2, 3)] == [
            True,
            False,
            False,
        ]

    async def test_live_results_are_refused(self, app: App, matrix: FakePlatform) -> None:
        refused = told(await matrix.says("anna", f"{SECRET} results=live"))
        assert refused == "A secret poll shows its result only after the end."
        assert keys(app) == []


async def test_a_vote_that_is_asked_for_leaves_no_trace_of_the_choice(
    app: App, matrix: FakePlatform
) -> None:
    """What Bude asks back is kept until it is answered; what was said is not."""
    await met(matrix, "anna")
    await matrix.says("anna", SECRET)
    asked = told(await matrix.whispers("anna", "vote choices=2"))
    assert asked == "Which poll? Write its number."
    asked = told(await matrix.whispers("anna", "1"))
    assert asked == "Which answer do you choose? Write its number."
    refused = told(await matrix.whispers("anna", "Park"))
    assert refused.startswith("“Park” is not a number.")
    assert "Your vote counts." in told(await matrix.whispers("anna", "1"))

    def look(session: Session) -> Sequence[str]:
        mine = select(Letter.post).where(Letter.target == "~anna")
        return session.scalars(mine).all()

    for post in await app.writer.do(look):
        assert "Park" not in post
        assert 'choices": "' not in post


async def test_a_vote_that_failed_for_a_fault_of_ours_is_not_kept_after_the_end(
    app: App, matrix: FakePlatform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    async def unheard() -> list[str]:
        def look(session: Session) -> list[str]:
            return [each.message_id for _, each in heard.unheard(session)]

        return await app.writer.do(look)

    await met(matrix, "anna")
    await matrix.says("mo", SECRET)
    with monkeypatch.context() as fault:
        fault.setattr("polls.ballots.cast", broken)
        assert "it is our fault" in await votes(matrix, "anna", "2")
    assert len(await unheard()) == 1
    await later(app, clock, days=3)
    assert await unheard() == []
