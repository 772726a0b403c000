"""My data: seeing all of it, and having it forgotten; alone with Bude only."""

import hmac
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.adapter import DeliveryFailed, Receipt
from bot.app import App
from bot.forgotten import Forgotten
from bot.incoming import Address
from bot.outbox import Letter, SentMessage
from bot.people import Person
from bot.posts import Post
from bot.store import Base
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import links
from tests.scenes import SECRET, count, later, met, told, votes

BENCH = 'poll "Where should the bench go?" "Park" "Square" closes="in 3 days"'


async def forgets(platform: FakePlatform, who: str) -> str:
    await platform.whispers(who, "forget me")
    return told(await platform.whispers(who, "forget me for sure"))


async def people_there(app: App) -> list[str]:
    def look(session: Session) -> list[str]:
        return list(session.scalars(select(Person.name).order_by(Person.id)))

    return await app.writer.do(look)


async def test_it_is_told_alone_only(app: App, matrix: FakePlatform) -> None:
    for line in ("mydata", "forget me", "forget me for sure"):
        assert told(await matrix.says("anna", line)).startswith("That is between you and me.")


async def test_an_account_linked_just_now_neither_sees_nor_forgets_what_was_there(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Whoever talked Anna into a link must not read at once all that she ever said."""
    await links(app, matrix, discord, "anna", "charlie")
    for line in ("mydata", "mydata data", "forget me", "forget me for sure"):
        refused = told(await discord.whispers("charlie", line))
        assert refused.startswith("This account was linked only lately."), line
    assert "matrix; Account: anna" in told(await matrix.whispers("anna", "mydata"))
    clock.forward(days=2, minutes=1)
    assert "matrix; Account: anna" in told(await discord.whispers("charlie", "mydata"))


async def test_everything_is_told(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "vote 1 2")
    await matrix.says("mo", 'grant @anna "organiser"')
    await matrix.says("mehmet", SECRET)
    await votes(matrix, "anna", "1", 2)
    text = told(await matrix.whispers("anna", "mydata"))
    for line in (
        "- Name: Anna; Neighbourhood: Hafen\n",
        "- Platform: matrix; Account: anna; Since: Sunday, 22 November 2026 at 12:00",
        "- Role: organiser; Neighbourhood: Hafen",
        "- Question: Where should the bench go?; Asked on: Sunday, 22 November 2026 at 12:00",
        "Answers: Square; Voted on: Sunday, 22 November 2026 at 12:00; Through: matrix",
        "Answers: secret; you have voted",
    ):
        assert line in text, line
    assert "Mehmet" not in text


async def test_what_is_under_way_is_told_too(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await links(app, matrix, discord, "anna")
    clock.forward(days=3)
    await discord.whispers("anna", "unlink matrix:anna")
    await matrix.whispers("anna", "link")
    await matrix.whispers("anna", "poll")
    text = told(await matrix.whispers("anna", "mydata"))
    assert "Accounts that are to be parted\n- Account: anna; When: Friday, 27" in text
    assert "Links that wait for a yes\n- Account: anna; Until: Wednesday, 25" in text
    assert "What I asked you and have not heard yet\n- Platform: matrix" in text


async def test_what_was_done_to_them_and_by_them_is_told(
    app: App, matrix: FakePlatform
) -> None:
    await met(matrix, "anna")
    await matrix.says("mo", "grant anna moderator")
    await matrix.says("mehmet", BENCH)
    await matrix.says("anna", "close 1 The tree fell.")
    text = told(await matrix.whispers("anna", "mydata"))
    assert (
        "that not everybody has\n- When: Sunday, 22 November 2026 at 12:00; Why: moder" in text
    )
    closed = "- Question: Where should the bench go?; Why: The tree fell."
    assert f"Polls you closed before their end\n{closed}" in text


async def test_it_can_be_taken_elsewhere(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    await matrix.says("anna", "vote 1 2")
    reply = await matrix.whispers("anna", "mydata json")
    assert reply
    assert reply.private
    assert reply.post.enclosure
    assert reply.post.enclosure.name == "mydata.json"
    kept = json.loads(reply.post.enclosure.content)
    assert kept["Your votes"][0]["Answers"] == ["Square"]
    assert kept["Your accounts"][0]["Since"] == "2026-11-22T11:00:00+00:00"


async def test_nobody_is_forgotten_by_mistake(app: App, matrix: FakePlatform) -> None:
    await met(matrix, "anna")
    asked = told(await matrix.whispers("anna", "forget me"))
    assert asked.endswith(
        "Nothing has happened yet. If you are sure, write: !forget me for sure"
    )
    assert "Anna" in await people_there(app)
    assert "I have forgotten you" in told(await matrix.whispers("anna", "forget me for sure"))
    assert "Anna" not in await people_there(app)


class TestForgetting:
    async def test_open_votes_are_withdrawn(self, app: App, matrix: FakePlatform) -> None:
        await matrix.says("mo", BENCH)
        for who in ("anna", "mehmet"):
            await matrix.says(who, "vote 1 2")
        await forgets(matrix, "anna")
        assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]

    async def test_secret_ones_too(self, app: App, matrix: FakePlatform, clock: Clock) -> None:
        people = [f"n{number}" for number in range(6)]
        await matrix.says("mo", SECRET)
        await met(matrix, *people)
        for who in people:
            await votes(matrix, who, "1")
        await forgets(matrix, "n0")
        await later(app, clock, days=3)
        assert "Park: 5 votes" in told(matrix.posts()[-1])

    async def test_a_closed_result_stays_and_nobody_knows_whose_it_was(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("mo", BENCH)
        for who in ("anna", "mehmet"):
            await matrix.says(who, "vote 1 2")
        await later(app, clock, days=3)
        before = told(await matrix.says("mo", "results 1"))
        await forgets(matrix, "anna")
        assert told(await matrix.says("mo", "results 1")) == before
        assert "Square" not in told(await matrix.whispers("anna", "mydata"))

    async def test_who_comes_back_is_one_neighbour_again(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("mo", BENCH)
        await matrix.says("anna", "vote 1 2")
        await forgets(matrix, "anna")
        assert "no vote of yours" in told(await matrix.says("anna", "withdraw 1"))
        await matrix.says("anna", "vote 1 1")
        assert await count(app, matrix) == ["Park: 1 vote", "Square: 0 votes"]
        assert (await people_there(app)).count("Anna") == 1

    async def test_after_the_polls_have_closed_they_are_somebody_new(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", BENCH)
        await forgets(matrix, "anna")
        await later(app, clock, days=6)
        await app.tidy()
        await met(matrix, "anna")
        assert told(await matrix.whispers("anna", "mydata")).count("Question:") == 0

    async def test_what_was_said_before_and_is_heard_late_is_not_taken_up(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("mo", BENCH)
        await met(matrix, "anna")
        said_at = clock.now
        clock.forward(minutes=5)
        await forgets(matrix, "anna")
        clock.forward(minutes=5)
        assert await matrix.says("anna", "vote 1 2", said_at=said_at) is None
        assert "Anna" not in await people_there(app)
        assert await count(app, matrix) == ["Park: 0 votes", "Square: 0 votes"]

    async def test_a_name_in_the_log_goes_too(self, app: App, matrix: FakePlatform) -> None:
        await met(matrix, "anna")
        await matrix.says("mo", 'grant @anna "organiser"')
        await forgets(matrix, "anna")
        log = told(await matrix.says("mo", "log", private=True))
        assert "Anna" not in log
        assert "an entry without words" in log

    @pytest.mark.parametrize("arrives", [True, False])
    async def test_a_letter_that_is_on_its_way_does_no_harm(
        self,
        app: App,
        matrix: FakePlatform,
        monkeypatch: pytest.MonkeyPatch,
        *,
        arrives: bool,
    ) -> None:
        """The platform has taken it; meanwhile its row has gone."""
        await met(matrix, "anna")

        async def deliver(*_: object, **__: object) -> Receipt:
            await forgets(matrix, "anna")
            if arrives:
                return Receipt(("$arrived",))
            raise DeliveryFailed("away")

        key = "sealed:anna:2026-47"
        to = Address("matrix", "~anna")
        await app.writer.do(
            lambda session: outbox.send(session, to, Post("Moin"), key=key, now=app.clock())
        )
        monkeypatch.setattr(matrix, "deliver", deliver)
        assert await app.postman.round() == int(arrives)

        def left(session: Session) -> list[str]:
            theirs = select(Letter.key).where(Letter.target == "~anna")
            arrived = select(SentMessage.message_id).filter_by(target="~anna")
            return [*session.scalars(theirs), *session.scalars(arrived)]

        assert await app.writer.do(left) == []

    async def test_only_a_keyed_hash_stays(self, app: App, matrix: FakePlatform) -> None:
        await matrix.says("anna", BENCH)
        await matrix.says("mo", "grant anna organiser")
        await matrix.says("mo", "vouch anna")
        await matrix.says("anna", "vote 1 2")
        await matrix.whispers("anna", "quiet 22:00 7:00")
        await matrix.whispers("anna", "link")
        await forgets(matrix, "anna")

        def look(session: Session) -> list[str]:
            tables = Base.metadata.sorted_tables
            rows = [
                f"{each.name}: {row}"
                for each in tables
                for row in session.execute(select(each))
            ]
            return [row for row in rows if "anna" in row.casefold()]

        assert await app.writer.do(look) == []
        marks = select(Forgotten.mark)
        [mark] = await app.writer.do(lambda session: list(session.scalars(marks)))
        key = app.store.keys.lasting("forgotten")
        assert mark == hmac.digest(key, b"matrix\0anna", "sha256").hex()


async def test_how_things_stand_is_said_in_words(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", "idee Eine Bank am Kran, mit Blick auf die Schiffe.")
    await matrix.says("mo", "decline 1 Dort steht schon eine.", where="#desk")
    await matrix.says("anna", "widerspruch 1 Die ist seit Mai gesperrt.")
    kept = told(await matrix.whispers("anna", "meinedaten"))
    assert "Stand: von der Moderation nicht veröffentlicht" in kept
    assert "Stand: abgelehnt" in kept


async def test_roles_fields_and_what_waits_are_said_in_words(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("mo", "rule all")
    await matrix.says("anna", "idee Eine Bank am Kran, mit Blick auf die Schiffe.")
    await matrix.says("mo", "approve 1", where="#desk")
    await matrix.says("anna", 'amend 1 text="Zwei Bänke am Kran, bei den Schiffen."')
    await matrix.whispers("anna", "follow mobility")
    await matrix.says("mo", 'grant anna "city officer"')
    kept = told(await matrix.whispers("anna", "meinedaten"))
    assert "- Rolle: Stadt; Viertel: Hafen" in kept
    assert "Warum: Stadt" in kept
    assert "- Viertel: Hafen; Bereich: Smarte Mobilität" in kept
    assert "Worte: Zwei Bänke am Kran, bei den Schiffen.; Stand: eingegangen" in kept
