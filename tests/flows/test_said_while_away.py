"""A vote counts however late we hear it; an old wish is not carried out, and its owner told."""

from datetime import timedelta

from bot import heard
from bot.adapter import Capability
from bot.app import App
from bot.incoming import Incoming, Text
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

POLL = 'poll "Where?" "Park" "Square" closes="in 5 days"'
AGAIN = "I was away for a while"


async def away(matrix: FakePlatform, clock: Clock, *lines: tuple[str, str]) -> list[str]:
    """Said now, and heard two hours later."""
    said_at = clock.now
    clock.forward(hours=2)
    return await hears(matrix, *(matrix.incoming(*line, said_at=said_at) for line in lines))


async def hears(matrix: FakePlatform, *said: Incoming) -> list[str]:
    return [told(reply) for reply in await matrix.hears(list(said))]


async def test_votes_and_withdrawals_count(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mo", POLL)
    lines = ("anna", "vote 1 2"), ("mehmet", "vote 1 1"), ("mehmet", "withdraw 1")
    counted, _, withdrawn = await away(discord, clock, *lines)
    assert counted.startswith("Your vote counts: Square.")
    assert AGAIN not in withdrawn
    assert "Square: 1 vote" in told(await discord.says("mo", "results 1"))


async def test_a_moderators_end_counts(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await discord.says("mo", POLL)
    await away(matrix, clock, ("mo", "close 1 The city has decided."))
    assert "closed" in told(await discord.says("anna", "vote 1 1"))


async def test_old_wishes_are_not_carried_out_and_each_person_is_told_once(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    anna, *rest = await away(
        discord, clock, ("anna", POLL), ("anna", "help"), ("mehmet", "polls"), ("anna", POLL)
    )
    assert anna.startswith(AGAIN)
    assert [each[: len(AGAIN)] for each in rest] == ["", AGAIN, ""]
    assert "No poll is open" in told(await discord.says("anna", "polls"))


async def test_in_several_parts_it_is_still_once(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    said_at = clock.now
    clock.forward(hours=2)
    parts = [[discord.incoming("anna", "help", said_at=said_at)] for _ in range(3)]
    assert [bool((await hears(discord, *part))[0]) for part in parts] == [True, False, False]


async def test_the_next_time_we_were_away_they_are_told_again(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    for _ in range(2):
        [reply] = await away(discord, clock, ("anna", "help"))
        assert reply.startswith(AGAIN)


async def test_old_words_that_are_no_command_are_left_alone(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    assert await away(discord, clock, ("anna", "hello there")) == [""]


async def test_what_was_said_minutes_ago_is_answered(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    said_at = clock.now
    clock.forward(minutes=9)
    [reply] = await hears(discord, discord.incoming("anna", "help", said_at=said_at))
    assert AGAIN not in reply
    assert reply


async def test_they_are_told_in_their_language(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    [reply] = await away(matrix, clock, ("anna", "umfragen"))
    assert reply.startswith("Ich war eine Weile nicht da")


async def test_what_we_promised_to_take_up_again_is(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    incoming = discord.incoming("anna", Text("polls"))
    with app.store.begin() as session:
        heard.keep_unheard(session, incoming, "a fault of ours", clock.now)
    clock.forward(hours=2)
    await app.router.retry_unheard()
    await app.postman.round()
    assert "No poll is open" in told(discord.posts()[-1])


async def test_a_letter_may_lie_for_days(app: App, discord: FakePlatform, clock: Clock) -> None:
    """Only where a platform is a chat are old wishes out of date."""
    discord.capabilities &= ~Capability.CHAT
    by_mail = App(app.settings, [discord], clock)
    discord.inbox = by_mail.router
    [reply] = await away(discord, clock, ("anna", "polls"))
    assert "No poll is open" in reply


async def test_live_and_undated_words_are_never_late(
    app: App, discord: FakePlatform, clock: Clock
) -> None:
    clock.forward(days=3)
    assert AGAIN not in told(await discord.says("anna", "help"))
    soon = discord.incoming("anna", "help", said_at=clock.now + timedelta(days=1))
    assert AGAIN not in (await hears(discord, soon))[0]
