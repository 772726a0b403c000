"""The words of a poll may change until somebody has voted on them."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, poll_of, told

FROZEN = "Somebody has voted on these words already, so they stay. You can ask a new poll."


@pytest.fixture(autouse=True)
async def bench(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await matrix.says("anna", 'poll "Were?" "Park" "Square"')
    await later(app, clock)


async def test_the_new_words_stand_everywhere(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    done = await matrix.says("anna", 'reword 1 question="Where?" options="Park; Square; Quay"')
    assert told(done) == "Poll 1 now has the new words everywhere."
    await later(app, clock)
    for room in (matrix, discord):
        [shown] = room.shown.values()
        assert shown.edits == 1
        assert "Where?\n1. Park\n2. Square\n3. Quay" in told(shown.post)
    assert "counts: Quay." in told(await matrix.says("mehmet", "vote 1 3"))


async def test_whoever_asked_or_a_moderator(app: App, matrix: FakePlatform) -> None:
    refused = told(await matrix.says("charlie", 'reword 1 question="Mine?"'))
    assert refused == "Only the person who asked, or a moderator, can change the words."
    await matrix.says("mo", 'reword 1 question="Where?"')
    assert (await poll_of(app)).question == "Where?"
    assert "Mo changed the words of poll 1" in told(
        await matrix.says("mo", "log", private=True)
    )


async def test_it_is_written_like_a_new_poll(app: App, matrix: FakePlatform) -> None:
    for line, question, options in [
        ('"Where to?"', "Where to?", ["Park", "Square"]),
        ("Where, then?", "Where, then?", ["Park", "Square"]),
        ('options="A; B"', "Where, then?", ["A", "B"]),
        ('"Where?" "C" "D"', "Where?", ["C", "D"]),
        ("Where now?\n- E\n- F", "Where now?", ["E", "F"]),
        ("Who?\n1. G\n2) H", "Who?", ["G", "H"]),
        ("When?\n5. May\n8. June", "When?", ["5. May", "8. June"]),
        ("When?\n1. May\n2. May", "When?", ["1. May", "2. May"]),
        ('options="7. May, 8. May"', "When?", ["7. May", "8. May"]),
    ]:
        await matrix.says("anna", f"reword 1 {line}")
        poll = await poll_of(app)
        assert (poll.question, poll.options) == (question, options), line


async def test_what_does_not_fit_is_said(app: App, matrix: FakePlatform) -> None:
    assert told(await matrix.says("anna", "reword 1")) == (
        "Write the new question, the new answers, or both."
    )
    assert "I count 1" in told(await matrix.says("anna", 'reword 1 options="Park"'))
    assert (await poll_of(app)).question == "Were?"


async def test_the_first_vote_freezes_them(app: App, matrix: FakePlatform) -> None:
    await matrix.says("mehmet", "vote 1 2")
    for who in ("anna", "mo"):
        assert told(await matrix.says(who, 'reword 1 question="Where?"')) == FROZEN
    await matrix.says("mehmet", "withdraw 1")
    assert told(await matrix.says("anna", 'reword 1 question="Where?"')) == FROZEN
    assert (await poll_of(app)).question == "Were?"
