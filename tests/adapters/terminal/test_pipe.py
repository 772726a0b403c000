"""Neighbours talk through a pipe."""

import asyncio
import io
import os
from functools import partial

import pytest

from adapters.terminal.adapter import TerminalAdapter
from adapters.terminal.hear import ROOM
from adapters.terminal.pipe import Pipe
from bot.adapter import Capability, DeliveryFailed
from bot.incoming import Call
from bot.posts import Ask, Button, Post, Reply
from tests.adapters.terminal.scene import FakeInbox, Scene

ASKING = Reply(Post("Why?", ask=Ask(Call("close", {"poll": 1}), "reason")), letter=7)


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
def scene(inbox: FakeInbox) -> Scene:
    return Scene(inbox)


async def test_every_line_is_heard_and_answered_in_turn(scene: Scene) -> None:
    shown = await scene.types("polls", "vote 1 2")
    assert shown == "You said 'polls'.\n\nYou said 'vote 1 2'.\n"


async def test_what_is_heard_is_addressed_and_has_an_id_of_its_own(scene: Scene) -> None:
    await scene.types("polls", "polls", locale="de_DE.UTF-8")
    first, second = scene.inbox.heard
    assert first.message_id != second.message_id
    assert (first.at, first.locale) == (ROOM, "de_DE.UTF-8")
    assert first.said_at is None


async def test_somebody_else_speaks(scene: Scene) -> None:
    shown = await scene.types("vote 1 2", "as Anna", "vote 1 2", "AS  Mehmet Ali ", "vote 1 1")
    assert scene.inbox.said() == [
        ("you", "vote 1 2"),
        ("anna", "vote 1 2"),
        ("mehmet ali", "vote 1 1"),
    ]
    assert scene.inbox.heard[-1].sender.name == "Mehmet Ali"
    assert "Now speaking: Anna\n" in shown


async def test_the_first_speaker_comes_back(scene: Scene) -> None:
    await scene.types("as Anna", "as you", "polls")
    assert scene.inbox.said() == [("you", "polls")]


async def test_one_may_ask_who_speaks(scene: Scene) -> None:
    shown = await scene.types("as", "as Anna", "as")
    assert shown == "Now speaking: You\n\nNow speaking: Anna\n\nNow speaking: Anna\n"
    assert not scene.inbox.heard


async def test_german_is_understood_and_answered(scene: Scene) -> None:
    shown = await scene.types("als Mehmet", "umfragen", "ende", "umfragen")
    assert scene.inbox.said() == [("mehmet", "umfragen")]
    assert "Jetzt spricht: Mehmet\n" in shown


async def test_in_german_the_first_speaker_is_called_du(scene: Scene) -> None:
    await scene.types("umfragen", "als Anna", "als Du", "umfragen", locale="de_DE.UTF-8")
    assert [(each.sender.user_id, each.sender.name) for each in scene.inbox.heard] == [
        ("you", "Du"),
        ("you", "Du"),
    ]


@pytest.mark.parametrize("word", ["quit", "exit", " Quit "])
async def test_leaving_ends_the_talk(scene: Scene, word: str) -> None:
    await scene.types("polls", word, "vote 1 2")
    assert scene.inbox.said() == [("you", "polls")]


async def test_an_answer_may_begin_like_a_change_of_speakers(
    scene: Scene, inbox: FakeInbox
) -> None:
    inbox.answers["close 1"] = ASKING
    await scene.types("close 1", "as nobody comes any more", "as Anna Maria", "polls")
    assert inbox.said() == [
        ("you", "close 1"),
        ("you", "as nobody comes any more"),
        ("anna maria", "polls"),
    ]


async def test_while_bude_waits_one_clear_name_still_counts(
    scene: Scene, inbox: FakeInbox
) -> None:
    inbox.answers["close 1"] = ASKING
    await scene.types("close 1", "as anna", "polls", "as you", 'as "Anna Maria"', "polls")
    assert inbox.said()[1:] == [("anna", "polls"), ("anna maria", "polls")]


async def test_a_name_cannot_act_on_the_terminal(scene: Scene) -> None:
    shown = await scene.types("as \x1b[31mCharlie\u202e", "as " + "x" * 500)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "x" * 60 in shown
    assert "x" * 61 not in shown


async def test_empty_lines_and_comments_are_passed_over(scene: Scene) -> None:
    await scene.types("", "   ", "# Anna votes:", "#", "#3", "\ufeffpolls")
    assert scene.inbox.said() == [("you", "#3"), ("you", "polls")]


async def test_a_backslash_goes_on_in_the_next_line(scene: Scene) -> None:
    await scene.types("poll Where?\\", "Park\\", "# Square", "polls\\")
    assert scene.inbox.said() == [("you", "poll Where?\nPark\n# Square"), ("you", "polls")]


async def test_broken_bytes_and_foreign_line_ends_break_nothing(scene: Scene) -> None:
    await scene.types(b"vote \xff\xfe 1\r", b"\xf0\x9f", "Grüße an die Straße")
    assert [said for _, said in scene.inbox.said()] == [
        "vote \ufffd\ufffd 1",
        "\ufffd",
        "Grüße an die Straße",
    ]


async def test_the_last_line_needs_no_end(inbox: FakeInbox) -> None:
    scene = Scene(inbox)
    await scene.terminal(io.BytesIO(b"polls\nvote 1 2")).run(inbox)
    assert inbox.said() == [("you", "polls"), ("you", "vote 1 2")]


async def test_a_line_may_come_in_pieces(inbox: FakeInbox) -> None:
    pieces = iter([b"vo", b"te 1", b" 2\npolls\n", b""])
    await TerminalAdapter(Pipe(lambda _: next(pieces), io.StringIO()), "en").run(inbox)
    assert inbox.said() == [("you", "vote 1 2"), ("you", "polls")]


async def test_news_come_before_the_next_answer_and_once(
    scene: Scene, inbox: FakeInbox
) -> None:
    poll = Post("Where should the bench go?")
    inbox.announcements += [("poll:1", poll), ("poll:1", poll)]
    shown = await scene.types("poll", "polls")
    assert shown == ("You said 'poll'.\n\nWhere should the bench go?\n\nYou said 'polls'.\n")


async def test_the_same_key_has_the_same_receipt(scene: Scene) -> None:
    terminal = scene.terminal(io.BytesIO())
    first = await terminal.deliver(ROOM, Post("News"), key="a")
    again = await terminal.deliver(ROOM, Post("News"), key="a")
    other = await terminal.deliver(ROOM, Post("More"), key="b")
    assert first == again != other
    assert scene.screen.getvalue() == "News\n\nMore\n"


async def test_bude_learns_where_a_question_stands(scene: Scene, inbox: FakeInbox) -> None:
    asked = Reply(Post("Sure?", buttons=(Button("Yes", Call("yes", {}), "yes"),)), letter=3)
    inbox.answers |= {"poll": asked, "nothing": None}
    await scene.types("poll", "polls", "nothing")
    [(reply, receipt)] = inbox.stands
    assert reply == asked
    assert len(receipt.messages) == 1


async def test_help_explains_the_terminal_too(scene: Scene) -> None:
    shown = await scene.types("help")
    assert shown.endswith("Here, `as Mehmet` lets somebody else speak; `quit` ends.\n")


async def test_what_was_not_saved_stops_the_talk(scene: Scene, inbox: FakeInbox) -> None:
    inbox.away_for = "vote 1 2"
    with pytest.raises(SystemExit) as ended:
        await scene.types("polls", "vote 1 2", "vote 1 1")
    assert ended.value.code == 1
    assert inbox.said() == [("you", "polls")]
    assert scene.screen.getvalue().endswith(
        "I cannot write anything down.\n\nI stopped at line 2; nothing after it was read.\n"
    )


async def test_a_silent_pipe_can_be_left_at_any_time(inbox: FakeInbox) -> None:
    reading, writing = os.pipe()
    terminal = TerminalAdapter(Pipe(partial(os.read, reading), io.StringIO()), "en")
    talk = asyncio.create_task(terminal.run(inbox))
    await asyncio.sleep(0.05)
    talk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(talk, 1)
    os.close(writing)


async def test_a_screen_that_is_gone_is_no_delivery(inbox: FakeInbox) -> None:
    class Gone(io.StringIO):
        def write(self, _: str, /) -> int:
            raise BrokenPipeError

    terminal = TerminalAdapter(Pipe(io.BytesIO().read, Gone()), "en")
    with pytest.raises(DeliveryFailed):
        await terminal.deliver(ROOM, Post("News"), key="a")


async def test_a_screen_with_few_letters_shows_the_rest_as_question_marks(
    inbox: FakeInbox,
) -> None:
    raw = io.BytesIO()
    terminal = TerminalAdapter(
        Pipe(io.BytesIO().read, io.TextIOWrapper(raw, encoding="latin-1")), "en"
    )
    await terminal.deliver(ROOM, Post("Straße سلام \ud800"), key="a")
    assert raw.getvalue().decode("latin-1") == "?Straße ???? ??\n"


async def test_the_terminal_says_what_it_can_do() -> None:
    terminal = TerminalAdapter(Pipe(io.BytesIO().read, io.StringIO()), "en")
    assert (terminal.platform, terminal.account) == ("terminal", None)
    assert terminal.capabilities == Capability.CHAT | Capability.AT_HAND
