"""Who is known, by whom, and how that is not abused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from neighbours import vouching
from neighbours.known import known
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.neighbours.scene import CODE, alone, links, told_alone
from tests.scenes import told


async def meets(platform: FakePlatform, *names: str) -> None:
    for name in names:
        await platform.says(name, "polls")


@beginning
async def ayse_is_known(app: App, matrix: FakePlatform) -> None:
    """By Anna and Mehmet, for whom Mo has vouched."""
    await meets(matrix, "anna", "mehmet", "ayse")
    for who, whom in (("mo", "anna"), ("mo", "mehmet"), ("anna", "ayse"), ("mehmet", "ayse")):
        await matrix.says(who, f"vouch {whom}")


async def is_known(platform: FakePlatform, name: str) -> bool:
    return "You are known in Hafen" in told(await platform.says(name, "known"))


async def test_a_moderator_is_enough(app: App, matrix: FakePlatform) -> None:
    await meets(matrix, "anna")
    assert "You are not known in Hafen yet." in told(await matrix.says("anna", "known"))
    said = told(await matrix.says("mo", "vouch anna"))
    assert said == "Anna is known in Hafen now. Thank you."
    assert await is_known(matrix, "anna")
    assert "Mo vouched for Anna" in told(await matrix.says("mo", "log", private=True))


async def test_two_who_are_known_are_enough_and_one_is_not(
    app: App, matrix: FakePlatform
) -> None:
    await meets(matrix, "anna", "mehmet", "ayse")
    for name in ("anna", "mehmet"):
        await matrix.says("mo", f"vouch {name}")
    said = told(await matrix.says("anna", "vouch ayse"))
    assert said == "Thank you. When one more vouches for Ayse, they are known in Hafen."
    assert not await is_known(matrix, "ayse")
    await matrix.says("mehmet", "vouch ayse")
    assert await is_known(matrix, "ayse")


async def test_who_is_not_known_vouches_for_nobody(app: App, matrix: FakePlatform) -> None:
    await meets(matrix, "anna", "charlie")
    said = told(await matrix.says("charlie", "vouch anna"))
    assert said.startswith("Only who is known in Hafen can vouch for others.")
    assert "for themselves" in told(await matrix.says("charlie", "vouch charlie"))


async def test_what_is_taken_back_takes_others_along(app: App, matrix: FakePlatform) -> None:
    """Ayse was known by Anna and Mehmet; without Anna, Mehmet alone is not enough."""
    await ayse_is_known(app, matrix)
    assert await is_known(matrix, "ayse")
    assert "not known any more" in told(await matrix.says("mo", "unvouch anna"))
    log = told(await matrix.says("mo", "log", private=True))
    assert "Mo took back that Anna is vouched for" in log
    assert not await is_known(matrix, "ayse")


async def test_a_ring_does_not_hold_itself(app: App, matrix: FakePlatform) -> None:
    ring = ("anna", "mehmet", "ayse", "ben")
    await meets(matrix, *ring)
    for name in ring[:2]:
        await matrix.says("mo", f"vouch {name}")
    for name in ring[:2]:
        for other in ring[2:]:
            await matrix.says(name, f"vouch {other}")
    for name in ring[2:]:
        for other in ring[:2]:
            await matrix.says(name, f"vouch {other}")
    for name in ring[:2]:
        await matrix.says("mo", f"unvouch {name}")
    assert [await is_known(matrix, name) for name in ring] == [False] * 4


async def test_three_in_a_month(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await meets(matrix, "anna", "a", "b", "c", "d")
    await matrix.says("mo", "vouch anna")
    for name in "abc":
        assert "Thank you" in told(await matrix.says("anna", f"vouch {name}"))
    await matrix.says("anna", "unvouch c")
    assert "for 3 people in a month" in told(await matrix.says("anna", "vouch d"))
    clock.forward(days=30)
    assert "Thank you" in told(await matrix.says("anna", "vouch d"))


async def test_who_is_known_only_lately_through_neighbours_waits_a_month(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Two who cheat do not become a hundred in an afternoon."""
    await ayse_is_known(app, matrix)
    await meets(matrix, "charlie")
    refused = told(await matrix.says("ayse", "vouch charlie"))
    assert refused.startswith("You are known here through neighbours, and only lately.")
    clock.forward(days=30)
    assert "Thank you" in told(await matrix.says("ayse", "vouch charlie"))


async def test_a_moderator_who_vouches_for_too_many_is_stopped_and_seen(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vouching.MOST_BY_RIGHT == 20
    monkeypatch.setattr(vouching, "MOST_BY_RIGHT", 5)
    names = [f"n{number}" for number in range(6)]
    await meets(matrix, *names)
    said = [told(await matrix.says("mo", f"vouch {name}")) for name in names]
    assert all("is known in Hafen now" in each for each in said[:-1])
    assert "for 5 people in a month" in said[-1]
    assert told(await matrix.says("mo", "log", private=True)).count("Mo vouched for") == 5
    assert (await alone(matrix, "mo", "vouches")).count("Mo for N") == 5


async def test_chains_are_seen_by_moderators_alone(app: App, matrix: FakePlatform) -> None:
    await ayse_is_known(app, matrix)
    await matrix.says("mo", "vouches ayse", where="#hafen")
    await matrix.says("mo", "help", where="@mo", private=True)
    chain = await alone(matrix, "mo", "vouches ayse")
    assert [line.partition(": ")[2] for line in chain.splitlines()[1:]] == [
        "Anna for Ayse",
        "Mehmet for Ayse",
        "Mo for Anna, as a moderator",
        "Mo for Mehmet, as a moderator",
    ]
    assert "Only moderators" in await alone(matrix, "charlie", "vouches")
    assert "private chat" in told(await matrix.says("mo", "vouches"))


async def test_an_account_linked_lately_does_not_vouch_yet(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """Whoever talked Anna into a link does not vouch in her name."""
    await meets(matrix, "anna", "ayse")
    await matrix.says("mo", "vouch anna")
    await links(app, matrix, discord, "anna", "charlie")
    assert "linked only lately" in told(await discord.says("charlie", "vouch ayse"))
    assert "linked only lately" in await alone(discord, "charlie", "live Holzen")
    assert "Thank you" in told(await matrix.says("anna", "vouch ayse"))
    clock.forward(days=2)
    assert "You vouch for Ayse already" in told(await discord.says("charlie", "vouch ayse"))


async def test_two_accounts_of_one_person_are_one_vouch(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await meets(matrix, "anna", "ayse")
    await meets(discord, "anna")
    for name in ("matrix:anna", "discord:anna"):
        await matrix.says("mo", f"vouch {name}")
    for platform in (matrix, discord):
        await platform.says("anna", "vouch ayse")
    assert await is_known(matrix, "ayse")
    await links(app, matrix, discord, "anna")
    assert not await is_known(matrix, "ayse")
    assert await is_known(discord, "anna")


# Codes on paper


@beginning
async def codes(app: App, matrix: FakePlatform, count: int) -> list[str]:
    await matrix.says("mo", "polls")
    said = await alone(matrix, "mo", f"codes {count}")
    return [line for line in said.splitlines() if CODE.fullmatch(line)]


async def test_a_code_from_the_letterbox(app: App, matrix: FakePlatform) -> None:
    first, second = await codes(app, matrix, 2)
    said = await alone(matrix, "anna", f"redeem {first.lower().replace('-', ' ')}")
    assert said == "You are known in Hafen now."
    assert await is_known(matrix, "anna")
    assert "does not work" in await alone(matrix, "charlie", f"redeem {first}")
    assert "keep this code for somebody" in await alone(matrix, "anna", f"redeem {second}")
    assert "Mo made personal codes, batch 1: 2" in told(
        await matrix.says("mo", "log", private=True)
    )


async def test_a_moderator_takes_back_a_stolen_code(app: App, matrix: FakePlatform) -> None:
    [code] = await codes(app, matrix, 1)
    await meets(matrix, "anna", "charlie")
    await alone(matrix, "charlie", f"redeem {code}")
    assert "You do not vouch for Charlie" in told(await matrix.says("anna", "unvouch charlie"))
    assert "not known any more" in told(await matrix.says("mo", "unvouch charlie"))
    assert not await is_known(matrix, "charlie")


async def test_a_code_typed_in_a_room_is_void(app: App, matrix: FakePlatform) -> None:
    [code] = await codes(app, matrix, 1)
    assert "Others may have read that" in told(await matrix.says("anna", f"redeem {code}"))
    assert "does not work" in await alone(matrix, "anna", f"redeem {code}")


async def test_an_account_linked_lately_moves_nobody_by_a_code(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    """Whoever talked Anna into a link does not settle for her where she lives."""
    [code] = await codes(app, matrix, 1)
    await meets(matrix, "anna")
    await links(app, matrix, discord, "anna", "charlie")
    assert "linked only lately" in await alone(discord, "charlie", f"redeem {code}")
    assert "You are known in Hafen now." in await alone(matrix, "anna", f"redeem {code}")


async def test_an_old_code_is_none(app: App, matrix: FakePlatform, clock: Clock) -> None:
    [code] = await codes(app, matrix, 1)
    clock.forward(days=180)
    assert "does not work" in await alone(matrix, "anna", f"redeem {code}")


async def test_neighbours_make_no_codes(app: App, matrix: FakePlatform) -> None:
    assert "Only those who look after" in told(await matrix.says("charlie", "codes 5"))
    assert "private chat" in told(await matrix.says("mo", "codes 5"))


async def test_whoever_guesses_codes_is_stopped(app: App, matrix: FakePlatform) -> None:
    [code] = await codes(app, matrix, 1)
    for _ in range(5):
        assert "does not work" in await alone(matrix, "charlie", "redeem ABCD-EFGH-JKMN")
    assert "too often" in await alone(matrix, "charlie", f"redeem {code}")


# Where one lives


async def test_one_is_known_in_one_place(app: App, matrix: FakePlatform) -> None:
    await meets(matrix, "anna")
    await matrix.says("mo", "vouch anna")
    await matrix.says("mo", "polls", where="#holzen")
    refused = told(await matrix.says("mo", "vouch matrix:anna", where="#holzen"))
    assert refused == "Anna is known in another neighbourhood."
    said = await alone(matrix, "anna", "live Holzen")
    assert said.startswith("You are at home in Holzen.")
    assert not await is_known(matrix, "anna")
    assert "is known in Holzen now" in told(
        await matrix.says("mo", "vouch matrix:anna", where="#holzen")
    )
    assert await told_alone(app, matrix, "anna") == ""


# The rule itself

PEOPLE = st.integers(1, 8)


@given(st.sets(PEOPLE, max_size=3), st.sets(st.tuples(PEOPLE, PEOPLE), max_size=30))
def test_without_roots_nobody_and_more_vouches_never_less(
    roots: set[int], said: set[tuple[int, int]]
) -> None:
    assert known((), said) == frozenset()
    found = known(roots, said)
    assert found >= roots
    assert known(roots, {*said, (1, 2), (2, 3)}) >= found
    for each in found - roots:
        assert len({who for who, whom in said if whom == each and who in found - {each}}) >= 2


@pytest.mark.parametrize("size", [3, 10, 300])
def test_a_ring_of_any_size_gets_nowhere(size: int) -> None:
    ring = range(10, 10 + size)
    everybody = {(one, other) for one in ring for other in ring}
    assert known({1, 2}, everybody) == {1, 2}
    assert known({1, 2}, everybody | {(1, 10)}) == {1, 2}
