"""The benchmarks still measure what they say; how fast it is, they alone say."""

from pathlib import Path

import pytest

from benchmarks import votes


async def test_the_votes_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(votes, "PEOPLE", 20)
    monkeypatch.setattr(votes, "VOTES", 20)
    app = votes.app_on(tmp_path)
    votes.furnish(app, people=20, polls=2)
    assert await votes.one_by_one(app, votes.votes(20, polls=2, seed=1)) > 0
    assert await votes.together(app, votes.votes(20, polls=2, seed=2)) > 0
    assert votes.raw(tmp_path, seed=1) > 0
    await app.close()
