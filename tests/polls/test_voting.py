"""Voting: every way to say it, changing one's mind, and what was said when."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.incoming import Picked
from tests.beginnings import beginning
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.scenes import FIVE, count, later, met, told, votes

BENCH = 'poll "Where should the bench go?" "Park" "Square" "Harbour"'


@pytest.fixture
@beginning
async def bench(app: App, matrix: FakePlatform) -> str:
    """A poll that stands in all rooms; the id of its post on Matrix."""
    await matrix.says("mo", BENCH)
    await app.postman.round()
    return next(iter(matrix.shown))


@pytest.mark.usefixtures("bench")
async def test_a_vote_is_counted_and_confirmed(app: App, matrix: FakePlatform) -> None:
    reply = await matrix.says("anna", "vote 1 2")
    assert told(reply) == (
        "Your vote counts: Square. You can change it until Sunday, 29 November 2026 at 12:00."
    )
    assert reply
    assert reply.private
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes", "Harbour: 0 votes"]


@pytest.mark.usefixtures("bench")
async def test_a_vote_is_changed_taken_back_and_given_anew(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "vote 1 2")
    await matrix.says("anna", "vote 1 1")
    assert (await count(app, matrix))[0] == "Park: 1 vote"
    assert "Your vote is taken back." in told(await matrix.says("anna", "withdraw 1"))
    assert (await count(app, matrix))[0] == "Park: 0 votes"
    assert told(await matrix.says("anna", "withdraw 1")) == (
        "There is no vote of yours in this poll."
    )
    await matrix.says("anna", "vote 1 3")
    assert (await count(app, matrix))[0] == "Harbour: 1 vote"


@pytest.mark.usefixtures("bench")
async def test_one_answer_means_one(app: App, matrix: FakePlatform) -> None:
    for line, answer in [
        ("vote 1 0", "This poll has no answer 0. Choose from 1 to 3."),
        ("vote 1 99", "This poll has no answer 99. Choose from 1 to 3."),
        ("vote 1 1 2", "Only one answer counts in this poll. Choose the one you like best."),
        ("vote 1 Park", "“Park” is not a number."),
        ("vote 9 1", "There is no poll 9 here. !polls shows all that are open."),
        ("vote 1", "Which answer do you choose? Write its number."),
        ("abstimmen 1 99", "Antwort 99 gibt es in dieser Umfrage nicht. Nimm eine von 1 bis 3"),
    ]:
        assert told(await matrix.says("anna", line)).startswith(answer), line
        await matrix.says("anna", "cancel")
    assert "counts: Square." in told(await matrix.says("anna", "vote 1 2 2"))
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes", "Harbour: 0 votes"]


async def test_several_answers(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", BENCH + " several")
    for line in ("1 1 3", "1 1,3", "1 3 and 1", "1 1 + 3", "1 3;1", "1 1 3 3", "bench 1 & 3"):
        assert "counts: Park / Harbour." in told(await matrix.says("anna", f"vote {line}")), (
            line
        )
    said = told(await matrix.says("mehmet", "abstimmen 1 2 und 3"))
    assert "Deine Stimme zählt: Square / Harbour." in said
    assert await count(app, matrix) == ["Harbour: 2 votes", "Park: 1 vote", "Square: 1 vote"]


async def test_picking_on_the_post(app: App, matrix: FakePlatform, bench: str) -> None:
    await matrix.says("anna", Picked(bench, (2,)))
    assert (await count(app, matrix))[0] == "Square: 1 vote"
    await matrix.says("anna", Picked(bench, (3,)))
    assert (await count(app, matrix))[0] == "Harbour: 1 vote"
    assert "taken back" in told(await matrix.says("anna", Picked(bench, ())))
    assert (await count(app, matrix))[0] == "Park: 0 votes"
    await matrix.says("anna", Picked(bench, (2,)))
    # Forged: it spoils the ballot, as in every client on Matrix.
    assert "taken back" in told(await matrix.says("anna", Picked(bench, (9,))))
    assert await matrix.says("anna", Picked("$elsewhere", (1,))) is None


async def test_replying_with_a_number(app: App, matrix: FakePlatform, bench: str) -> None:
    for said, top in [("2", "Square"), ("3.", "Harbour")]:
        await matrix.says("anna", said, replies_to=bench)
        assert (await count(app, matrix))[0] == f"{top}: 1 vote"


async def test_in_private_one_votes_at_home(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mo", BENCH)
    await matrix.says("anna", "polls")
    reply = await matrix.says("anna", "vote 1 2", where="@anna", private=True)
    assert "Your vote counts" in told(reply)
    assert (await count(app, matrix))[0] == "Square: 1 vote"


@pytest.mark.usefixtures("bench")
async def test_a_stranger_and_other_neighbourhoods_may_not(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "polls", where="#holzen")
    for line in ("vote 1 2", "withdraw 1", "results 1", "polls 1", "reword 1 question=What?"):
        for where in ("#holzen", "@charlie"):
            private = where.startswith("@")
            said = told(await matrix.says("charlie", line, where=where, private=private))
            assert "There is no poll 1 here." in said or "gibt es hier nicht" in said, line
        said = told(await matrix.says("stranger", line, where="@stranger", private=True))
        assert "Poll 1" not in said
        assert "counts" not in said
    assert (await count(app, matrix))[0] == "Park: 0 votes"


class TestWhatWasSaidWhen:
    """A catch-up brings what was said while we were away."""

    async def test_what_was_said_later_stands(
        self, app: App, matrix: FakePlatform, discord: FakePlatform, bench: str, clock: Clock
    ) -> None:
        clock.forward(hours=1)
        await matrix.says("anna", "vote 1 1")
        before = SUNDAY + timedelta(minutes=30)
        late = await matrix.says("anna", "vote 1 2", said_at=before)
        assert told(late) == "What you said later stands: Park."
        late = await matrix.says("anna", Picked(bench, ()), said_at=before)
        assert told(late) == "What you said later stands: Park."
        assert (await count(app, matrix))[0] == "Park: 1 vote"

    @pytest.mark.usefixtures("bench")
    async def test_a_later_withdrawal_stands_too(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        clock.forward(hours=1)
        await matrix.says("anna", "withdraw 1")
        late = await matrix.says("anna", "vote 1 2", said_at=SUNDAY + timedelta(minutes=30))
        assert told(late) == "You took this vote back later, so it does not count."
        assert (await count(app, matrix))[0] == "Park: 0 votes"

    @pytest.mark.usefixtures("bench")
    async def test_at_the_same_moment_the_last_heard_stands(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        at = SUNDAY + timedelta(minutes=30)
        clock.forward(hours=1)
        heard = [matrix.incoming("anna", f"vote 1 {n}", said_at=at) for n in (1, 3, 2)]
        await matrix.hears(heard)
        assert (await count(app, matrix))[0] == "Square: 1 vote"

    @pytest.mark.usefixtures("bench")
    async def test_nobody_votes_from_the_future(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", "vote 1 1", said_at=SUNDAY + timedelta(days=2))
        clock.forward(minutes=1)
        await matrix.says("anna", "vote 1 2")
        assert (await count(app, matrix))[0] == "Square: 1 vote"

    @pytest.mark.usefixtures("bench")
    async def test_heard_twice_is_counted_once(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        await matrix.says("anna", "vote 1 1", message_id="first")
        clock.forward(minutes=1)
        await matrix.says("anna", "vote 1 2")
        assert await matrix.says("anna", "vote 1 1", message_id="first") is None
        assert (await count(app, matrix))[0] == "Square: 1 vote"

    @pytest.mark.usefixtures("bench")
    async def test_only_what_was_said_in_time_counts(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        closes = SUNDAY + timedelta(days=7)
        clock.now = closes + timedelta(minutes=5)
        before, after = closes - timedelta(seconds=1), closes
        assert "counts" in told(await matrix.says("anna", "vote 1 1", said_at=before))
        late = told(await matrix.says("mehmet", "vote 1 2", said_at=after))
        assert late == "This poll closed on Sunday, 29 November 2026 at 12:00."
        assert late == told(await matrix.says("charlie", "vote 1 2"))
        assert late == told(await matrix.says("anna", "withdraw 1"))
        await later(app, clock)
        assert late == told(await matrix.says("mehmet", "vote 1 2", said_at=before))
        assert "Park: 1 vote\nSquare: 0 votes" in told(matrix.posts()[-1])


@pytest.mark.parametrize("secret", ["", " secret"])
async def test_a_clock_put_back_keeps_no_word_from_counting(
    app: App, matrix: FakePlatform, clock: Clock, secret: str
) -> None:
    await matrix.says("mo", f'{BENCH}{secret} closes="in 3 days"')
    await met(matrix, *FIVE)
    for who in ("mo", *FIVE):
        assert "Your vote counts" in await votes(matrix, who, "1")
    clock.forward(seconds=-10)
    for who in FIVE:
        assert "Your vote counts" in await votes(matrix, who, "2")
    assert "taken back" in told(await matrix.whispers("mo", "withdraw 1"))
    earlier = clock.now - timedelta(minutes=1)
    late = await matrix.whispers("anna", "vote 1 3", said_at=earlier)
    assert "What you said later stands" in told(late)
    await later(app, clock, days=3, minutes=1)
    assert "Square: 5 votes\nPark: 0 votes" in told(matrix.posts()[-1])
