"""What is missing is asked for, and whoever was asked may answer."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.incoming import Address, Attachment, Call, Picked, Text
from bot.posts import Reply
from tests.bot import scene
from tests.bot.scene import teach, words
from tests.fakes import Clock, FakePlatform
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("in_english")
BENCH = 'poll "Where should the bench go?" "Park" "Square"'


def asks(reply: Reply | None) -> str | None:
    assert reply
    return reply.post.ask.parameter if reply.post.ask else None


def last_reply(matrix: FakePlatform) -> str:
    """The message id under which the newest reply with a question stands."""
    return matrix.replies[-1]


async def test_a_poll_is_asked_for_piece_by_piece(app: App, matrix: FakePlatform) -> None:
    assert asks(await matrix.says("anna", "poll")) == "question"
    assert asks(await matrix.says("anna", "Where should the bench go?")) == "options"
    done = await matrix.says("anna", "Park\nSquare")
    assert asks(done) is None
    assert words(done).startswith("Poll 1")
    await app.postman.round()
    [post] = matrix.posts()
    assert post.text == "Where should the bench go?"
    assert post.question
    assert post.question.options == ("Park", "Square")


async def test_a_call_without_all_it_needs_asks_too(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", BENCH)
    assert asks(await matrix.says("anna", Call("vote", {"poll": 1}))) == "choices"
    assert "Square" in words(await matrix.says("anna", "2"))


async def test_a_wrong_answer_is_asked_again(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", 'poll "Where should the bench go?"')
    again = await matrix.says("anna", "Park")
    assert asks(again) == "options"
    assert "there must be 2 to 20" in words(again)
    assert words(await matrix.says("anna", "Park; Square")).startswith("Poll 1")


async def test_once_answered_it_is_over(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    await matrix.says("anna", '"Where?"')
    await matrix.says("anna", '"Park" "Square"')
    assert "I do not know" in words(await matrix.says("anna", "Kiosk"))


async def test_a_reply_answers_without_a_word_to_us(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    said = Text("Where should the bench go?", addressed=False)
    assert await matrix.says("anna", said) is None
    answered = await matrix.says("anna", said, replies_to=last_reply(matrix))
    assert asks(answered) == "options"


HOW = "Please answer as a reply to this message; what else is said here I do not read."


async def test_a_question_among_neighbours_says_how_it_is_answered(
    app: App, matrix: FakePlatform
) -> None:
    """Plain words in the room are not looked at."""
    await matrix.says("anna", "polls")
    asked = told(await matrix.says("anna", "poll"))
    assert asked == f"What do you want to ask the neighbourhood?\n{HOW}"
    plainly = Text("Where should the bench go?", addressed=False)
    assert await matrix.says("anna", plainly) is None
    replied = await matrix.says("anna", plainly, replies_to=last_reply(matrix))
    assert asks(replied) == "options"
    assert HOW not in told(replied)  # Who has replied knows it.


async def test_a_refused_answer_says_it_again(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", 'poll "Where should the bench go?"')
    assert told(await matrix.says("anna", "Park")).endswith(HOW)


async def test_alone_with_bude_there_is_nothing_to_explain(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "polls")
    assert HOW not in told(await matrix.whispers("anna", "poll"))


async def test_in_the_thread_of_the_question_its_answer_needs_no_reply(
    app: App, matrix: FakePlatform
) -> None:
    """Not every client says what a message in a thread answers."""
    heard = matrix.incoming("anna", "poll")
    await matrix.hears([heard])
    below = replace(heard.at, thread=heard.message_id)

    async def writes(who: str, words: str, at: Address = below) -> Reply | None:
        said = matrix.incoming(who, Text(words, addressed=False))
        [reply] = await matrix.hears([replace(said, at=at)])
        return reply

    assert await writes("mehmet", "Good question!") is None
    assert await writes("anna", "What else?", replace(below, thread="another")) is None
    assert asks(await writes("anna", "Where should the bench go?")) == "options"
    assert words(await writes("anna", "Park; Square")).startswith("Poll 1")
    assert await writes("anna", "Done.") is None


async def test_nobody_else_can_answer(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    said = Text("Charlie is king?", addressed=False)
    assert await matrix.says("charlie", said, replies_to=last_reply(matrix)) is None
    assert "I do not know" in words(await matrix.says("charlie", "Charlie is king?"))
    assert asks(await matrix.says("anna", "Where should the bench go?")) == "options"


async def test_nobody_else_can_answer_who_is_asked_something_too(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "poll")
    to_anna = last_reply(matrix)
    await matrix.says("charlie", "poll")
    said = Text("Charlie is king?", addressed=False)
    assert await matrix.says("charlie", said, replies_to=to_anna) is None


async def test_two_can_be_asked_in_one_room(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    await matrix.says("mehmet", "poll")
    await matrix.says("anna", "Where should the bench go?")
    await matrix.says("mehmet", "Which colour?")
    await matrix.says("mehmet", '"red" "blue"')
    await matrix.says("anna", '"Park" "Square"')
    await app.postman.round()
    assert [post.text for post in matrix.posts()] == [
        "Which colour?",
        "Where should the bench go?",
    ]


async def test_what_is_asked_in_one_room_is_not_answered_in_another(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", "poll")
    elsewhere = await matrix.says("anna", "Where should the bench go?", where="#holzen")
    assert "I do not know" in words(elsewhere)


@pytest.mark.parametrize("word", ["cancel", "abbrechen"])
async def test_a_question_may_be_left_unanswered(
    app: App, matrix: FakePlatform, word: str
) -> None:
    await matrix.says("anna", "poll")
    left = await matrix.says("anna", word)
    assert words(left) in ("All right, let us leave it at that.", "Gut, lassen wir das.")
    assert "I do not know" in words(await matrix.says("anna", "Where?"))


async def test_whoever_answers_wrongly_is_told_the_way_out(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.whispers("anna", "vote 1")
    refused = told(await matrix.whispers("anna", "hello?"))
    assert refused == "“hello?” is not a number.\nOr leave it at that: !cancel"
    assert "All right" in told(await matrix.whispers("anna", "cancel"))


async def test_leaving_what_was_not_asked(app: App, matrix: FakePlatform) -> None:
    assert words(await matrix.says("anna", "cancel")) == "I was not asking you anything."


async def test_after_an_hour_words_are_words_again(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", "poll")
    clock.forward(minutes=59)
    assert asks(await matrix.says("anna", "Where should the bench go?")) == "options"
    clock.forward(minutes=61)
    assert "I do not know" in words(await matrix.says("anna", "Park; Square"))


async def test_a_command_in_between_is_a_command(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    assert "No poll is open" in words(await matrix.says("anna", "polls"))
    assert asks(await matrix.says("anna", "Where should the bench go?")) == "options"


async def test_the_same_command_said_whole_leaves_nothing_to_answer(
    app: App, matrix: FakePlatform
) -> None:
    """Or a word of thanks would be the next question."""
    await matrix.says("anna", "poll")
    assert "there must be 2 to 20" in words(await matrix.says("anna", 'poll "Where?" "A"'))
    assert words(await matrix.says("anna", BENCH)).startswith("Poll 1")
    assert "I do not know" in words(await matrix.says("anna", "Thanks!"))


async def test_a_restart_forgets_no_question(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "poll")
    again = App(app.settings, [matrix], app.clock)
    matrix.inbox = again.router
    assert asks(await matrix.says("anna", "Where should the bench go?")) == "options"
    await again.close()


async def test_a_file_is_not_kept_with_a_question(app: App, matrix: FakePlatform) -> None:
    """It would lie in the database in full; it is asked for again."""
    teach(app, scene.CAPTIONED)

    async def read() -> bytes:
        return b"colours"

    photo = Text("caption", (Attachment("bench.jpg", "image/jpeg", 7, read),))
    assert asks(await matrix.says("anna", photo)) == "words"
    assert asks(await matrix.says("anna", "A bench")) == "file"


# Answering a poll by its post


async def poll_post(app: App, matrix: FakePlatform) -> str:
    await matrix.says("anna", BENCH)
    await app.postman.round()
    [message_id] = [each for each, shown in matrix.shown.items() if shown.target == "#hafen"]
    return message_id


@pytest.mark.parametrize("said", ["2", " 2. ", "2."])
async def test_a_number_in_reply_to_a_poll_is_a_vote(
    app: App, matrix: FakePlatform, said: str
) -> None:
    post = await poll_post(app, matrix)
    voted = await matrix.says("mehmet", Text(said, addressed=False), replies_to=post)
    assert "Square" in words(voted)


@pytest.mark.parametrize("said", ["I like 2", "2 benches would be nice", "no"])
async def test_words_in_reply_to_a_poll_are_talk(
    app: App, matrix: FakePlatform, said: str
) -> None:
    post = await poll_post(app, matrix)
    talk = Text(said, addressed=False)
    assert await matrix.says("mehmet", talk, replies_to=post) is None


async def test_a_pick_on_a_poll_is_a_vote(app: App, matrix: FakePlatform) -> None:
    post = await poll_post(app, matrix)
    assert "Park" in words(await matrix.says("mehmet", Picked(post, (1,))))
    assert "taken back" in words(await matrix.says("mehmet", Picked(post, ())))


async def test_a_pick_that_is_not_there_is_refused(app: App, matrix: FakePlatform) -> None:
    post = await poll_post(app, matrix)
    assert "no answer 99" in words(await matrix.says("mehmet", "99", replies_to=post))
    assert "no vote of yours" in words(await matrix.says("mehmet", Picked(post, (99,))))


async def test_half_a_million_spaces_in_a_reply_stop_nobody(
    app: App, matrix: FakePlatform
) -> None:
    """Read back and forth, as once, it would take half an hour."""
    message = await poll_post(app, matrix)
    talk = Text("1" + " " * 500_000 + "x", addressed=False)
    assert await matrix.says("charlie", talk, replies_to=message) is None
