"""The benchmarks still measure what they say; how fast it is, they alone say."""

from pathlib import Path

import pytest

from benchmarks import desk, sockpuppets, votes
from benchmarks.sockpuppets import OPEN, VERIFIED, Street


async def test_the_votes_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(votes, "PEOPLE", 20)
    monkeypatch.setattr(votes, "VOTES", 20)
    app = votes.app_on(tmp_path)
    votes.furnish(app, people=20, polls=2)
    assert await votes.one_by_one(app, votes.votes(20, polls=2, seed=1)) > 0
    assert await votes.together(app, votes.votes(20, polls=2, seed=2)) > 0
    assert votes.raw(tmp_path, seed=1) > 0
    await app.close()


async def test_throwaway_accounts_move_nothing_that_is_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockpuppets, "NEIGHBOURS", 6)
    monkeypatch.setattr(sockpuppets, "FOR_PARK", 4)
    monkeypatch.setattr(sockpuppets, "THROWAWAYS", 10)
    street = Street(tmp_path)
    await sockpuppets.furnish(street)
    before = await street.tally(VERIFIED)
    assert before.counts == (4, 2)
    await sockpuppets.attack(street)
    await street.close_polls()
    assert await street.tally(VERIFIED) == before
    everybody = await street.tally(OPEN)
    assert everybody.apart
    assert everybody.rest.counts == (4, 2)
    assert everybody.turnout - everybody.apart.turnout == 6
    await street.app.close()


async def test_the_queue_is_asked_in_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, small in (("MANY", 200), ("DECIDED", 20), ("ROUNDS", 2)):
        monkeypatch.setattr(desk, name, small)
    assert set(await desk.measured(tmp_path)) == {"queue_growth", "open_growth"}
