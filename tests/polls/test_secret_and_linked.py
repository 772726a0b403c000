"""Secret polls of people who become one."""

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import alone, asks_for_code, links, number_in
from tests.scenes import FIVE, SECRET, later, met, told, votes


async def test_of_two_sealed_votes_the_later_stands(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await met(matrix, *FIVE)
    await met(discord, "anna")
    await matrix.says("anna", SECRET)
    for who in FIVE:
        await votes(matrix, who, "1")
    clock.forward(minutes=1)
    await votes(discord, "anna", "2")
    await links(app, discord, matrix, "anna")
    await later(app, clock, days=3)
    assert "Park: 4 votes\nSquare: 1 vote" in told(matrix.posts()[-1])


async def test_nobody_is_linked_while_the_key_is_away(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Else both ballots would count once somebody has put it back."""
    await met(matrix, *FIVE)
    await met(discord, "anna")
    await matrix.says("anna", SECRET)
    for platform in (matrix, discord):
        await votes(platform, "anna", "1")
    [key] = app.store.keys.folder.glob("*.key")
    away = key.rename(key.with_suffix(".away"))
    code = await asks_for_code(matrix, "anna")
    number = number_in(await alone(discord, "anna", f"link {code}"))
    await alone(discord, "anna", f"confirm {number}")
    refused = await alone(matrix, "anna", f"confirm {number}")
    assert refused.startswith("There is a secret poll that I cannot open at the moment")
    away.rename(key)
    assert "one person here now" in await alone(matrix, "anna", f"confirm {number}")
    assert "Votes so far: 1." in told(await matrix.says("anna", "results 1"))


async def test_in_one_batch_too(app: App, matrix: FakePlatform, discord: FakePlatform) -> None:
    """Vote, vote and the last yes, all heard together."""
    for platform in (matrix, discord):
        await met(platform, "anna")
    await matrix.says("anna", SECRET)
    await matrix.says("anna", 'poll "Open?" "Yes" "No"')
    code = await asks_for_code(matrix, "anna")
    number = number_in(await alone(discord, "anna", f"link {code}"))
    await alone(discord, "anna", f"confirm {number}")
    lines = ("vote 1 1", "vote 2 1", f"confirm {number}", "vote 1 2", "vote 2 2")
    heard = [matrix.incoming("anna", each, where="@anna", private=True) for each in lines]
    both = [discord.incoming("anna", each, where="@anna", private=True) for each in lines[:2]]
    replies = await matrix.hears([*both, *heard])
    assert all(reply and not reply.refused for reply in replies), list(map(told, replies))
    assert "Votes so far: 1." in told(await matrix.says("anna", "results 1"))
    assert "No: 1 vote\nYes: 0 votes" in told(await matrix.says("anna", "results 2"))
