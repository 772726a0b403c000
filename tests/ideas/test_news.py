"""News of ideas: what everybody may read, each from the moment on when they could."""

from datetime import timedelta
from functools import partial

import pytest

import ideas.news
from bot.app import App
from bot.incoming import Call
from tests import news
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import (
    BENCH,
    anna_wants_a_bench,
    charlie_may_answer,
    known,
    later,
    others_wait_for_mo,
    stands,
    waits_for_mo,
)

happened = partial(news.happened, ideas.news.happened)
read = partial(news.read, ideas.news.happened)
LAMP = "idea A lamp below the bridge."
BENCH_TITLE = "Idea 1: A bench at the harbour, so that old people can rest on their way."


async def reported(matrix: FakePlatform) -> None:
    """Mehmet wants the moderators to look at Anna's idea."""
    await matrix.says("mehmet", "report It insults us.", replies_to=next(iter(matrix.shown)))


async def test_an_idea_is_new_once_it_is_published(app: App, matrix: FakePlatform) -> None:
    await matrix.says(
        "anna", 'idea "A bench, please." title=Bench place="Kai 5" goal="To rest"'
    )
    assert await read(app) == [
        "New ideas\nIdea 1: Bench\nA bench, please.\nPlace: Kai 5\nGoal: To rest"
    ]
    [new] = await happened(app)
    assert (new.key, new.about, new.at) == ("idea:1:step:1", "idea:1", SUNDAY)


async def test_each_answer_of_the_city_comes_with_its_reason_newest_first(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await charlie_may_answer(app, matrix, clock)
    for state in ("review", "accepted", "works", "done", "declined"):
        clock.forward(days=1)
        await matrix.says("charlie", f"status 1 {state} This is why.")
    *answers, _new = await read(app)
    assert answers == [
        f"Answers of the city\n{BENCH_TITLE}\nThe city's answer: {state}.\nThis is why."
        for state in ("declined", "done", "in the works", "accepted", "under review")
    ]


async def test_they_are_said_in_german_too(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await charlie_may_answer(app, matrix, clock)
    clock.forward(days=1)
    await matrix.says("charlie", "status 1 declined Darunter liegen Rohre.")
    answer, _new = await read(app, language="de")
    assert answer.startswith("Antworten der Stadt\nIdee 1: ")
    assert answer.endswith("Antwort der Stadt: abgelehnt.\nDarunter liegen Rohre.")


async def test_enough_supporters_are_news_and_too_few_as_well(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known(app, matrix, "anna", "mehmet", "charlie")
    for line in (BENCH, LAMP):
        await matrix.says("anna", line)
    clock.forward(hours=1)
    for who in ("mehmet", "charlie"):
        await matrix.says(who, Call("support", {"idea": 1}))
    await later(app, clock, days=50)
    late, enough, *_new = await read(app)
    assert enough.startswith(f"Support for ideas\n{BENCH_TITLE}\nIt is done: 3 neighbours")
    assert late.startswith("Support for ideas\nIdea 2: A lamp below the bridge.\nThe time is")
    first, *_ = await happened(app)
    assert first.at == clock.now, "when it was told, not weeks ago when the time was over"
    await matrix.says("anna", "revive 2")
    assert late not in await read(app)


async def test_what_was_told_up_to_a_moment_is_not_told_again_after_it(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    first = clock.now
    clock.forward(days=7)
    await matrix.says("anna", LAMP)
    assert [each.about for each in await happened(app)] == ["idea:2", "idea:1"]
    assert [each.about for each in await happened(app, since=first)] == ["idea:2"]
    assert await happened(app, since=clock.now) == []
    just_before = first - timedelta(microseconds=1)
    assert len(await happened(app, since=just_before)) == 2


async def test_of_many_the_newest_are_told(app: App, matrix: FakePlatform) -> None:
    for line in (BENCH, LAMP, "idea A tree in front of the school."):
        await matrix.says("anna", line)
    assert [each.about for each in await happened(app, most=2)] == ["idea:3", "idea:2"]


async def test_names_are_not_told(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await charlie_may_answer(app, matrix, clock)
    await matrix.says("charlie", "status 1 accepted It comes in May.")
    for each in await read(app):
        assert "Anna" not in each
        assert "Charlie" not in each


class TestIsNoNews:
    async def test_what_waits_at_the_desk(self, app: App, matrix: FakePlatform) -> None:
        await waits_for_mo(app, matrix)
        assert await happened(app) == []
        await matrix.says("mo", "approve 1", where="#desk")
        assert len(await happened(app)) == 1

    async def test_new_words_that_wait_there(self, app: App, matrix: FakePlatform) -> None:
        await others_wait_for_mo(app, matrix)
        await matrix.says("anna", 'amend 1 text="Buy my pills."')
        assert "pills" not in "".join(await read(app))

    async def test_what_was_declined_there(self, app: App, matrix: FakePlatform) -> None:
        await waits_for_mo(app, matrix)
        await matrix.says("mo", "decline 1 No.", where="#desk")
        assert await happened(app) == []

    async def test_what_its_author_took_back(self, app: App, matrix: FakePlatform) -> None:
        await anna_wants_a_bench(app, matrix)
        await matrix.says("anna", "drop 1")
        assert await happened(app) == []

    async def test_what_became_part_of_another(self, app: App, matrix: FakePlatform) -> None:
        await anna_wants_a_bench(app, matrix)
        await matrix.says("anna", LAMP)
        await matrix.says("mo", "unite 2 1")
        assert [each.about for each in await happened(app)] == ["idea:1"]

    @pytest.mark.parametrize("how", ["decline 1 No.", "freeze 1"])
    async def test_what_was_taken_down_after_a_report_with_all_answers_to_it(
        self, app: App, matrix: FakePlatform, clock: Clock, how: str
    ) -> None:
        await charlie_may_answer(app, matrix, clock)
        await matrix.says("charlie", "status 1 accepted It comes in May.")
        await reported(matrix)
        assert len(await happened(app)) == 2
        await matrix.says("mo", how, where="#desk")
        assert await happened(app) == []

    async def test_what_is_known_in_another_neighbourhood(
        self, app: App, matrix: FakePlatform
    ) -> None:
        await anna_wants_a_bench(app, matrix)
        assert await happened(app, where="holzen") == []


async def test_what_was_put_back_is_new_from_then_on(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Who asked for news in between did not hear of it."""
    await stands(app, matrix, clock)
    await reported(matrix)
    await matrix.says("mo", "decline 1 No.", where="#desk")
    await matrix.says("emre", "help")
    await matrix.says("mo", "grant emre moderator")
    clock.forward(days=8)
    await matrix.says("anna", "appeal 1 It is a bench.")
    await matrix.says("emre", "approve 1", where="#desk")
    [again] = await happened(app)
    assert again.at == clock.now


async def test_whoever_is_forgotten_leaves_what_was_published_and_no_more(
    app: App, matrix: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("anna", LAMP)
    await matrix.says("anna", "drop 2")
    await matrix.whispers("anna", "forget me")
    await matrix.whispers("anna", "forget me for sure")
    assert "Anna" not in "".join(await read(app))
    assert [each.about for each in await happened(app)] == ["idea:1"]
