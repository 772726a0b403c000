"""Who may vote, whose votes count, and what is shown apart."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.config import ConfigError, Settings, parse
from polls.rules import PollRules
from tests.fakes import Clock, FakePlatform
from tests.scenes import count, later, told

KNOWN = 'poll "Where?" "Park" "Square" who=known'
OPEN = 'poll "Where?" "Park" "Square"'
STRANGER = "Only neighbours known in Hafen can vote here. !known says how"


async def meets(platform: FakePlatform, *names: str) -> None:
    for name in names:
        await platform.says(name, "polls")


async def known(platform: FakePlatform, *names: str) -> None:
    await meets(platform, *names)
    for name in names:
        assert "is known in Hafen now" in told(await platform.says("mo", f"vouch {name}"))


async def test_a_poll_for_known_neighbours(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known(matrix, "anna")
    await meets(matrix, "charlie")
    asked = await matrix.says("mo", KNOWN)
    await later(app, clock, seconds=1)
    assert "now stands in Hafen" in told(asked)
    assert "Who may vote: neighbours who are known in Hafen" in told(matrix.posts()[-1])
    assert STRANGER in told(await matrix.says("charlie", "vote 1 2"))
    assert "Your vote counts" in told(await matrix.says("anna", "vote 1 1"))
    await later(app, clock, days=8)
    result = told(matrix.posts()[-1])
    assert result.startswith("Poll 1 has closed\n")
    assert "People who voted: 1" in result
    assert "only since the poll" not in result
    assert "unverified" not in result.casefold()


async def test_who_is_not_known_any_more_does_not_count_until_they_are_again(
    app: App, matrix: FakePlatform
) -> None:
    await known(matrix, "anna", "mehmet")
    await matrix.says("mo", KNOWN)
    await matrix.says("anna", "vote 1 1")
    await matrix.says("mehmet", "vote 1 2")
    assert "is not known any more" in told(await matrix.says("mo", "unvouch anna"))
    assert await count(app, matrix) == ["Square: 1 vote", "Park: 0 votes"]
    assert STRANGER in told(await matrix.says("anna", "vote 1 2"))
    await matrix.says("mo", "vouch anna")
    assert await count(app, matrix) == ["Park: 1 vote", "Square: 1 vote"]


async def test_in_a_secret_poll_too(app: App, matrix: FakePlatform, clock: Clock) -> None:
    names = ("anna", "mehmet", "ayse", "ben", "clara", "dana")
    await known(matrix, *names)
    await matrix.says("mo", f"{KNOWN} secret")
    for name in names:
        said = await matrix.says(name, "vote 1 1", where=f"@{name}", private=True)
        assert "Your vote counts" in told(said)
    await matrix.says("mo", "unvouch dana")
    await later(app, clock, days=8)
    assert "Park: 5 votes\nSquare: 0 votes" in told(await matrix.says("mo", "results 1"))


async def test_newer_accounts_are_shown_apart(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await meets(matrix, "anna", "mehmet")
    clock.forward(minutes=1)
    await matrix.says("mo", OPEN)
    for name in ("anna", "mehmet"):
        await matrix.says(name, "vote 1 1")
    for number in range(3):
        await matrix.says(f"charlie{number}", "vote 1 2")
    await later(app, clock, days=8)
    result = told(matrix.posts()[-1])
    assert result.startswith("Poll 1 has closed (unverified)")
    assert "From accounts I have known only since the poll: Park 0, Square 3" in result
    assert "Most votes without these: Park" in result
    asked = told(matrix.posts()[0])
    assert "Result (unverified): Most votes: Square." in asked
    assert "only since the poll: Park 0, Square 3" in asked


async def test_who_asks_with_their_first_words_is_not_new_to_their_own_poll(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", f'{OPEN} closes="in 3 days"')
    for name in ("anna", "charlie"):
        await matrix.says(name, "vote 1 1")
    await later(app, clock, days=3)
    assert "only since the poll: Park 1, Square 0" in told(matrix.posts()[-1])


@pytest.mark.parametrize(("newer", "shown"), [(4, False), (5, True)])
async def test_a_few_newer_voters_of_a_secret_poll_are_not_shown_apart(
    app: App, matrix: FakePlatform, clock: Clock, newer: int, shown: bool
) -> None:
    earlier = [f"anna{number}" for number in range(5)]
    await meets(matrix, *earlier)
    clock.forward(minutes=1)
    await matrix.says("mo", f"{OPEN} secret")
    for name in [*earlier, *(f"charlie{number}" for number in range(newer))]:
        await matrix.says(name, "vote 1 1", where="#hafen")
    await later(app, clock, days=8)
    result = told(await matrix.says("mo", "results 1"))
    assert ("only since the poll" in result) == shown


class TestWhatBinds:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        rules = {"decides": "the council is bound by it", "binding": True}
        return replace(settings, rules={"dortmund": {"polls": rules}})

    async def test_is_for_known_neighbours(self, app: App, matrix: FakePlatform) -> None:
        await matrix.says("mo", OPEN)
        assert STRANGER in told(await matrix.says("charlie", "vote 1 2"))
        refused = told(await matrix.says("mo", f"{OPEN} who=everybody"))
        assert "is binding in Dortmund, so only known neighbours vote" in refused

    async def test_unless_it_decides_something_else(
        self, app: App, matrix: FakePlatform
    ) -> None:
        await matrix.says("mo", f'{OPEN} decides="what we cook"')
        assert "Your vote counts" in told(await matrix.says("charlie", "vote 1 2"))


def test_who_else_could_vote_is_a_mistake_in_the_config() -> None:
    text = '[cities.x]\nname = "X"\n[cities.x.polls]\nwho = "friends"\n'
    with pytest.raises(ConfigError, match='expected "everybody" or "known"'):
        parse(text, "config.toml", {}, {"polls": PollRules})
