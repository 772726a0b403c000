"""Links of which each side must know who comes along."""

from bot.app import App
from tests.fakes import FakePlatform
from tests.neighbours.scene import alone, asks_for_code, links, number_in


async def enters(
    one: FakePlatform, who: str, other: FakePlatform, also: str
) -> tuple[str, str]:
    """The number of the link, and what whoever entered the code was told."""
    code = await asks_for_code(one, who)
    told = await alone(other, also, f"link {code}")
    return number_in(told), told


async def test_whoever_is_linked_already_is_named(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Charlie sat at Anna's telephone for a minute, and waits until she links her main one."""
    await links(app, discord, discord, "anna", "charlie")
    _, told = await enters(discord, "anna", matrix, "anna")
    assert "Anna (discord:anna) is linked already to: discord:charlie." in told
    _, told = await enters(matrix, "anna", discord, "anna")
    assert "linked already" not in told


async def test_nobody_comes_along_of_whom_the_other_has_not_heard(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Two links cross: between the question and the last yes, Anna's other account becomes one
    with Charlie's."""
    number, told = await enters(discord, "anna", matrix, "anna")
    assert "linked already" not in told
    await alone(matrix, "anna", f"confirm {number}")
    await links(app, discord, discord, "anna", "charlie")
    refused = await alone(discord, "anna", f"confirm {number}")
    assert refused.startswith("Something about one of the two accounts has changed meanwhile.")
    assert "not linked" in await alone(matrix, "anna", "unlink")


async def test_who_was_linked_just_now_hands_over_nobody(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Charlie, known by another account, talked Anna into a link. With it he would become one
    with himself, and Anna a part of him, who could have her forgotten at once."""
    await matrix.says("charlie", "polls")
    await matrix.says("mo", "vouch charlie")
    await links(app, matrix, discord, "anna", "charlie")
    for one, other in ((matrix, discord), (discord, matrix)):
        code = await asks_for_code(one, "charlie")
        refused = await alone(other, "charlie", f"link {code}")
        assert refused.startswith("discord:charlie is linked to others already")
    assert "is a person of its own now" in await alone(matrix, "anna", "unlink")
    assert "confirm" in await alone(matrix, "charlie", f"link {code}")


async def test_who_has_several_and_stays_takes_in_one_more(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await links(app, matrix, discord, "anna")
    assert "one person here now" in await links(app, matrix, discord, "anna", "annas-phone")
