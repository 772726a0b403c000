"""What waits to be said: kept with its cause, in order, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import leasing, outbox, places, receipts
from bot.app import App
from bot.incoming import Address
from bot.language import Words
from bot.leasing import LEASE
from bot.outbox import Letter, State
from bot.posts import Post
from tests.bot.scene import HAFEN, letters
from tests.fakes import Clock, FakePlatform

ELSEWHERE = Address("matrix", "#elsewhere")
BOTH = ("matrix", "discord")


def say(text: str) -> Callable[[Words], Post]:
    return lambda words: Post(f"{text} ({words.tag})")


def send(app: App, text: str, to: Address = HAFEN, key: str = "") -> None:
    with app.store.begin() as session:
        outbox.send(session, to, Post(text), key=key or text, now=app.clock())


def lease(app: App, most: int = 50) -> list[str]:
    with app.store.begin() as session:
        taken = leasing.lease(session, BOTH, app.clock(), most)
        return [letter.key for letter in taken]


def mark(app: App, key: str, **values: object) -> None:
    with app.store.begin() as session:
        session.execute(update(Letter).filter_by(key=key).values(**values))


def announce(app: App, text: str, key: str = "news") -> None:
    with app.store.begin() as session:
        hafen = places.find(session, "hafen")
        assert hafen
        rooms = places.rooms_of(session, hafen.id)
        outbox.announce(session, rooms, say(text), key=key, now=app.clock())


def revise(app: App, text: str, key: str = "news") -> None:
    with app.store.begin() as session:
        outbox.revise(session, say(text), key=key, now=app.clock())


# Sending


async def test_a_letter_goes_with_its_cause(app: App) -> None:
    with pytest.raises(ZeroDivisionError):
        _send_and_fail(app)
    assert letters(app.store) == []


def _send_and_fail(app: App) -> None:
    with app.store.begin() as session:
        outbox.send(session, HAFEN, Post("Hello"), key="k", now=app.clock())
        raise ZeroDivisionError


async def test_the_same_key_is_sent_once_to_each_address(app: App) -> None:
    send(app, "Hello", key="k")
    send(app, "Hello again", key="k")
    send(app, "Hello", ELSEWHERE, key="k")
    assert [letter.target for letter in letters(app.store)] == ["#hafen", "#elsewhere"]


async def test_every_room_is_told_in_its_language(app: App) -> None:
    with app.store.begin() as session:
        room = session.get_one(places.Room, ("discord", "#hafen"))
        room.language = "en"
    announce(app, "News")
    told = {letter.platform: letter.post for letter in letters(app.store)}
    assert told == {"discord": '{"text": "News (en)"}', "matrix": '{"text": "News (de)"}'}


async def test_every_letter_has_a_key_of_its_own_for_the_platform(app: App) -> None:
    announce(app, "News")
    nonces = [letter.nonce for letter in letters(app.store)]
    assert len(set(nonces)) == 2
    assert all(len(nonce) >= 16 for nonce in nonces)


# Taking out


async def test_a_letter_is_taken_out_once(app: App) -> None:
    send(app, "a")
    assert lease(app) == ["a"]
    assert lease(app) == []


async def test_a_lease_that_ran_out_is_taken_over_with_the_same_key(
    app: App, clock: Clock
) -> None:
    send(app, "a")
    [before] = letters(app.store)
    lease(app)
    clock.now += LEASE - timedelta(seconds=1)
    assert lease(app) == []
    clock.forward(seconds=1)
    assert lease(app) == ["a"]
    [after] = letters(app.store)
    assert after.nonce == before.nonce
    assert after.attempts == 2


async def test_letters_go_out_in_their_order(app: App) -> None:
    for text in "cab":
        send(app, text)
    assert lease(app, 2) == ["c", "a"]


async def test_what_is_on_its_way_holds_back_what_comes_after(app: App) -> None:
    send(app, "a")
    lease(app)
    send(app, "b")
    send(app, "c", ELSEWHERE)
    assert lease(app) == ["c"]
    mark(app, "a", state=State.SENT)
    assert lease(app) == ["b"]


async def test_what_was_put_off_holds_back_what_comes_after(app: App, clock: Clock) -> None:
    send(app, "a")
    send(app, "b")
    mark(app, "a", due=clock() + timedelta(minutes=1), attempts=1)
    assert lease(app) == []
    clock.forward(minutes=1)
    assert lease(app) == ["a", "b"]


async def test_what_fails_again_and_again_is_overtaken(app: App, clock: Clock) -> None:
    send(app, "a")
    send(app, "b")
    mark(app, "a", due=clock() + timedelta(minutes=5), attempts=5)
    assert lease(app) == ["b"]


async def test_only_our_platforms_are_served(app: App) -> None:
    send(app, "a", Address("telegram", "1"))
    assert lease(app) == []


async def test_what_is_done_or_failed_is_never_taken_out(app: App, clock: Clock) -> None:
    send(app, "a")
    send(app, "b")
    mark(app, "a", state=State.FAILED)
    mark(app, "b", state=State.SENT)
    clock.forward(days=1)
    assert lease(app) == []


async def test_what_still_has_to_go_out_is_counted(app: App, clock: Clock) -> None:
    def due() -> int:
        with app.store.begin() as session:
            return leasing.count_due(session, "matrix", app.clock())

    send(app, "a")
    send(app, "b", Address("discord", "1"))
    assert due() == 1
    lease(app)
    assert due() == 1
    mark(app, "a", state=State.WAITING, due=clock() + timedelta(minutes=1))
    assert due() == 0


# Saying anew


async def test_what_still_waits_is_rewritten(app: App) -> None:
    announce(app, "First")
    revise(app, "Second")
    revise(app, "Third")
    assert [letter.post for letter in letters(app.store)] == ['{"text": "Third (de)"}'] * 2


async def test_what_stands_there_is_edited_once_for_many_changes(app: App) -> None:
    announce(app, "First")
    lease(app)
    mark(app, "news", state=State.SENT)
    revise(app, "Second")
    revise(app, "Third")
    edits = [letter for letter in letters(app.store) if letter.edits]
    assert [edit.post for edit in edits] == ['{"text": "Third (de)"}'] * 2
    assert {edit.key for edit in edits} == {"news~1"}


async def test_an_edit_that_may_have_arrived_is_rewritten_under_a_new_key(app: App) -> None:
    announce(app, "First")
    lease(app)
    mark(app, "news", state=State.SENT)
    revise(app, "Second")
    lease(app)
    mark(app, "news~1", state=State.WAITING, leased_until=None)
    before = [each for each in letters(app.store) if each.edits]
    revise(app, "Third")
    after = [each for each in letters(app.store) if each.edits]
    assert [each.post for each in after] == ['{"text": "Third (de)"}'] * 2
    assert not {each.nonce for each in before} & {each.nonce for each in after}


async def test_an_edit_on_its_way_is_followed_by_another(app: App) -> None:
    announce(app, "First")
    lease(app)
    mark(app, "news", state=State.SENT)
    revise(app, "Second")
    lease(app)
    revise(app, "Third")
    assert lease(app) == []
    mark(app, "news~1", state=State.SENT)
    assert lease(app) == ["news~2", "news~2"]


async def test_what_may_have_arrived_is_edited_and_not_rewritten(
    app: App, clock: Clock
) -> None:
    """The platform knows its key; under that it would show the old words for ever."""
    announce(app, "First")
    lease(app)
    mark(app, "news", state=State.WAITING, leased_until=None)
    revise(app, "Second")
    assert [letter.post for letter in letters(app.store)] == [
        *['{"text": "First (de)"}'] * 2,
        *['{"text": "Second (de)"}'] * 2,
    ]


async def test_an_edit_never_comes_before_what_it_changes(app: App, clock: Clock) -> None:
    announce(app, "First")
    lease(app)
    later = clock() + timedelta(minutes=5)
    mark(app, "news", state=State.WAITING, leased_until=None, due=later, attempts=9)
    revise(app, "Second")
    assert lease(app) == []
    clock.now = later
    assert lease(app) == ["news", "news"]
    mark(app, "news", state=State.SENT)
    assert lease(app) == ["news~1", "news~1"]


async def test_a_room_that_has_left_is_not_told(app: App) -> None:
    announce(app, "First")
    lease(app)
    mark(app, "news", state=State.SENT)
    with app.store.begin() as session:
        session.delete(session.get_one(places.Room, ("discord", "#hafen")))
    revise(app, "Second")
    assert [letter.platform for letter in letters(app.store) if letter.edits] == ["matrix"]


# Tracing an answer back


async def test_a_message_is_traced_back_to_its_newest_words(
    app: App, matrix: FakePlatform
) -> None:
    announce(app, "First")
    [original, *_] = [each for each in letters(app.store) if each.platform == "matrix"]
    with app.store.begin() as session:
        receipts.remember(session, original.id, HAFEN, ("$1", "$2"))
        assert [each.message_id for each in outbox.messages_of(session, original.id)] == [
            "$1",
            "$2",
        ]
    mark(app, "news", state=State.SENT)
    revise(app, "Second")
    with app.store.begin() as session:
        for message_id in ("$1", "$2"):
            found = outbox.letter_behind(session, "matrix", message_id)
            assert found
            assert found.key == "news~1"
        assert outbox.letter_behind(session, "discord", "$1") is None
        assert outbox.letter_behind(session, "matrix", "$3") is None


async def test_a_reply_is_recorded_and_not_sent(app: App) -> None:
    with app.store.begin() as session:
        number = outbox.record(session, HAFEN, Post("Which?"), key="reply:1", now=app.clock())
        again = outbox.record(session, HAFEN, Post("Which?!"), key="reply:1", now=app.clock())
    assert number == again
    assert lease(app) == []
