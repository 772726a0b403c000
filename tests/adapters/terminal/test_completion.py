"""The Tab key finishes what somebody began to type."""

import pytest

from adapters.terminal.completion import Hint, Hints
from adapters.terminal.hear import Ear
from bot.commands import Suggestion
from tests.adapters.terminal.scene import FakeInbox


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox(suggestions=[Suggestion("1", "Where should the \x1bbench go?")])


async def texts(inbox: FakeInbox, typed: str, locale: str = "en") -> list[str]:
    return [hint.text for hint in await Hints(inbox, Ear(locale)).after(typed)]


async def test_a_command_is_completed_and_explained(inbox: FakeInbox) -> None:
    hints = await Hints(inbox, Ear("en")).after("vot")
    assert hints == [Hint("vote", "Vote, or change your vote", 3)]


async def test_the_terminals_own_words_are_completed(inbox: FakeInbox) -> None:
    assert await texts(inbox, "quit") == ["quit"]


async def test_an_empty_line_shows_all_there_is(inbox: FakeInbox) -> None:
    assert {"poll", "vote", "help", "as", "quit"} <= set(await texts(inbox, ""))


async def test_german_commands_are_completed_everywhere(inbox: FakeInbox) -> None:
    assert "umfrage" in await texts(inbox, "umf", locale="de_DE")
    assert "umfrage" in await texts(inbox, "umf", locale="en")


async def test_bude_suggests_what_may_be_meant(inbox: FakeInbox) -> None:
    hints = await Hints(inbox, Ear("en")).after("vote ben")
    assert hints == [Hint("1", "Where should the bench go?", 3)]
    assert inbox.asked_for == [("vote", "poll", "ben")]


async def test_only_references_are_asked_for(inbox: FakeInbox) -> None:
    assert await texts(inbox, "vote 1 ") == []
    assert await texts(inbox, "dance ") == []
    assert not inbox.asked_for


async def test_named_parameters_are_completed(inbox: FakeInbox) -> None:
    assert await texts(inbox, 'poll "Where?" "A" "B" clo') == ['closes="']
    assert await texts(inbox, 'poll "Where?" "A" "B" sev') == ["several"]
