"""Time-outs and bans: of a person, politely, with an end and a second look."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import App
from bot.incoming import Call, Picked, Reacted
from bot.people import Account
from moderation.models import Appeal
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
@beginning
async def shut_out(app: App, matrix: FakePlatform) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'timeout charlie "in 3 days" "You insulted Anna."')
    await matrix.says("anna", 'poll "Where?" "Park" "Square"')


async def test_nothing_they_ask_is_done_until_then(
    clock: Clock, matrix: FakePlatform, shut_out: None
) -> None:
    refused = told(await matrix.says("charlie", "vote 1 2"))
    assert refused == (
        "Until Wednesday, 25 November 2026 at 12:00, you cannot take part here. The reason: "
        "You insulted Anna. If you disagree, write !appeal 1 and why; somebody else will look "
        "at it."
    )
    assert "Square: 0 votes" in told(await matrix.says("mo", "results 1"))
    clock.forward(days=3)
    assert "Your vote counts" in told(await matrix.says("charlie", "vote 1 2"))


async def test_nor_what_they_pick_or_press(
    app: App, clock: Clock, matrix: FakePlatform, shut_out: None
) -> None:
    """Nor what they vote with the chat's own means."""
    await later(app, clock, seconds=1)
    [post] = [key for key, each in matrix.shown.items() if each.post.question]
    for said in (
        Picked(post, (2,)),
        Reacted(post, "2\ufe0f\u20e3"),
        Call("vote", {"poll": 1, "choices": (2,)}),
    ):
        assert "you cannot take part here" in told(await matrix.says("charlie", said))
    replied = await matrix.says("charlie", "2", replies_to=post)
    assert "you cannot take part here" in told(replied)
    assert "Square: 0 votes" in told(await matrix.says("mo", "results 1"))


async def test_it_holds_for_all_their_accounts(
    app: App, matrix: FakePlatform, discord: FakePlatform, shut_out: None
) -> None:
    await discord.says("charlie2", "polls")

    def link(session: object) -> None:
        one = session.get_one(Account, ("matrix", "charlie"))  # type: ignore[attr-defined]
        other = session.get_one(Account, ("discord", "charlie2"))  # type: ignore[attr-defined]
        other.person_id = one.person_id

    await app.writer.do(link)
    assert "you cannot take part" in told(await discord.says("charlie2", "vote 1 2"))


async def test_elsewhere_they_may(matrix: FakePlatform, shut_out: None) -> None:
    said = told(await matrix.says("charlie", "polls", where="#holzen"))
    assert "cannot take part" not in said


async def test_they_can_still_learn_why_and_ask_for_a_second_look(
    matrix: FakePlatform, shut_out: None
) -> None:
    assert "What I can do" in told(await matrix.says("charlie", "help"))
    why = told(await matrix.says("charlie", "case 1", private=True))
    assert "12:00, you cannot take part here." in why
    assert "Why: You insulted Anna." in why
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    said = told(await matrix.says("charlie", "appeal 1 Anna laughed."))
    assert said.startswith("Somebody else will look at it anew")
    assert "you cannot take part" in told(await matrix.says("charlie", "vote 1 2"))
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert "Your vote counts" in told(await matrix.says("charlie", "vote 1 2"))
    assert "You can take part here again." in told(
        await matrix.says("charlie", "case 1", private=True)
    )


async def test_a_ban_has_no_end_but_can_be_lifted(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "polls", where="@charlie", private=True)
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'ban charlie "You sell drugs."')
    clock.forward(days=1000)
    refused = told(await matrix.says("charlie", "polls"))
    assert refused.startswith("You cannot take part here any more. The reason: You sell drugs.")
    assert told(await matrix.says("mo", "lift charlie")) == "Charlie can take part here again."
    assert "You cannot" not in told(await matrix.says("charlie", "polls"))
    await later(app, clock, seconds=1)
    letters = [told(post) for post in matrix.posts("@charlie")]
    assert "What is decided: You cannot take part here any more." in letters[0]
    assert "You can take part here again." in letters[1]


async def test_in_one_go_with_what_they_say_next(matrix: FakePlatform) -> None:
    await matrix.says("charlie", "polls")
    lines = [("mo", 'ban charlie "Enough."'), ("charlie", "polls"), ("mo", "lift charlie")]
    heard = [matrix.incoming(who, line) for who, line in [*lines, ("charlie", "polls")]]
    _, refused, _, allowed = await matrix.hears(heard)
    assert "You cannot take part here any more" in told(refused)
    assert "You cannot" not in told(allowed)


async def test_moderators_do_not_act_against_each_other(matrix: FakePlatform) -> None:
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    for line in ('ban mo "Enough."', 'timeout mo "in 3 days" "Enough."'):
        refused = told(await matrix.says("mehmet", line))
        assert refused.startswith("Moderators do not act against each other.")
    assert told(await matrix.says("mehmet", 'ban mehmet "Me."')) == "That would be you."


async def test_charlie_may_not(matrix: FakePlatform) -> None:
    await matrix.says("anna", "polls")
    for line in ('ban anna "No."', 'timeout anna "in 3 days" "No."', "lift anna"):
        assert "Only moderators" in told(await matrix.says("charlie", line))


async def test_twice_and_in_the_past(matrix: FakePlatform, shut_out: None) -> None:
    again = told(await matrix.says("mo", 'ban charlie "Again."'))
    assert again == "Charlie is shut out already. !lift Charlie ends that."
    await matrix.says("mo", "lift charlie")
    assert told(await matrix.says("mo", "lift charlie")) == "Charlie is not shut out here."


async def test_who_had_themselves_forgotten_reads_a_sentence_and_may_ask_for_a_second_look(
    matrix: FakePlatform, shut_out: None
) -> None:
    await matrix.whispers("charlie", "forget me for sure")
    assert told(await matrix.says("charlie", "polls")) == (
        "Until Wednesday, 25 November 2026 at 12:00, you cannot take part here. The reason: I "
        "forgot it when you had me forget you. If you disagree, write !appeal 1 and why; "
        "somebody else will look at it."
    )
    assert "12:00, you cannot take part here." in told(
        await matrix.says("charlie", "case 1", private=True)
    )
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    said = told(await matrix.says("charlie", "appeal 1 I did not."))
    assert said.startswith("Somebody else will look at it anew")
    await matrix.says("mehmet", "approve 1", where="#desk")
    assert "Your vote counts" in told(await matrix.says("charlie", "vote 1 2"))


async def test_no_room_hears_of_news_for_somebody_forgotten_meanwhile(
    app: App, clock: Clock, matrix: FakePlatform, shut_out: None
) -> None:
    """Charlie spoke in the room only, so that there it would have stood that there is news."""
    await matrix.whispers("charlie", "forget me for sure")
    await later(app, clock, seconds=1)
    assert not any("there is news" in told(post) for post in matrix.posts())


@pytest.fixture
@beginning
async def appealed(app: App, clock: Clock, matrix: FakePlatform, shut_out: None) -> None:
    """Charlie asks for a second look, which is Mehmet's."""
    await matrix.whispers("charlie", "help")
    await matrix.says("mehmet", "polls")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("charlie", "appeal 1 Anna laughed.")
    await later(app, clock, seconds=1)


async def test_lifted_during_a_second_look_it_is_settled_and_they_hear_it_once(
    app: App, clock: Clock, matrix: FakePlatform, appealed: None
) -> None:
    await matrix.says("mo", "lift charlie")
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#desk")
    assert not letter.buttons
    assert "Now: may take part again" in told(letter)
    assert "Decided by: Mo" in told(letter)
    heard = [told(post) for post in matrix.posts("~charlie")]
    assert sum("You can take part here again." in post for post in heard) == 1
    settled = told(await matrix.says("mehmet", "decline 1 No.", where="#desk"))
    assert settled.startswith("Case 1 is settled already")

    def appeals(session: Session) -> list[bool | None]:
        return list(session.scalars(select(Appeal.right)))

    assert await app.writer.do(appeals) == [True]


async def test_whoever_asked_for_a_second_look_reads_what_is_left(
    matrix: FakePlatform, appealed: None
) -> None:
    waits = told(await matrix.says("charlie", "vote 1 2"))
    assert waits == (
        "Until Wednesday, 25 November 2026 at 12:00, you cannot take part here. The reason: "
        "You insulted Anna. You asked for a second look, and somebody else looks at it now."
    )
    await matrix.says("mehmet", "decline 1 It stands.", where="#desk")
    assert told(await matrix.says("charlie", "vote 1 2")).endswith(
        "Somebody else has looked at it anew, and it stays as it was decided. You may go to "
        "court."
    )
    german = await matrix.says(
        "charlie", "abstimmen 1 2", where="~charlie", private=True, locale="de"
    )
    assert "!widerspruch" not in told(german)
    assert told(german).endswith("Der Weg zum Gericht steht dir offen.")


async def test_nobody_is_told_of_a_second_look_for_which_it_is_too_late(
    clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'ban charlie "You sell drugs."')
    clock.forward(days=1000)
    refused = told(await matrix.says("charlie", "polls"))
    assert "!appeal" not in refused
    assert refused.endswith("You sell drugs. You may go to court.")


async def test_among_neighbours_only_who_shuts_somebody_out_reads_of_it(
    matrix: FakePlatform,
) -> None:
    await matrix.says("charlie", "polls")
    lines = ('timeout charlie "in 3 days" "Rude."', "lift charlie", 'ban charlie "Rude again."')
    for line in lines:
        reply = await matrix.says("mo", line)
        assert reply
        assert reply.private, line
        assert not reply.refused, line
    at_the_desk = await matrix.says("mo", "lift charlie", where="#desk")
    assert at_the_desk
    assert not at_the_desk.private


async def test_a_reason_without_a_full_stop_ends_all_the_same(matrix: FakePlatform) -> None:
    await matrix.says("charlie", "polls")
    await matrix.says("mo", 'ban charlie "Insults"')
    refused = told(await matrix.says("charlie", "polls"))
    assert "The reason: Insults. If you disagree" in refused


async def test_the_letter_of_a_second_look_says_what_is_decided(
    matrix: FakePlatform, appealed: None
) -> None:
    [letter] = matrix.posts("#desk")
    assert told(letter).splitlines() == [
        "Case 1",
        "Charlie",
        "This is: a time-out",
        "Now: shut out, and asks for a second look",
        "Reason: You insulted Anna.",
        "They say: Anna laughed.",
        "Whose turn: Mehmet",
    ]
    assert [each.label for each in letter.buttons[:2]] == [
        "Let them take part again",
        "Leave it as it is",
    ]


@pytest.mark.parametrize(
    ("line", "outcome", "logged"),
    [
        ("approve 1", "they may take part again, and know it.", "upheld the appeal"),
        ("decline 1 No.", "it stays as it is, and they know the reason.", "turned down the"),
    ],
)
async def test_so_do_the_answer_and_the_log(
    matrix: FakePlatform, appealed: None, line: str, outcome: str, logged: str
) -> None:
    said = told(await matrix.says("mehmet", line, where="#desk"))
    assert said == f"Case 1 is settled: {outcome}"
    assert f"mehmet {logged}" in told(await matrix.says("mo", "log", private=True)).casefold()


async def test_they_read_it_in_the_language_in_which_they_wrote(
    app: App, clock: Clock, matrix: FakePlatform
) -> None:
    await matrix.whispers("charlie", "help")
    await matrix.says("charlie", "pin Katze gefunden.", locale="de")
    await matrix.says("mo", 'timeout charlie "in 3 days" "You insulted Anna."')
    await later(app, clock, seconds=1)
    heard = [told(post) for post in matrix.posts("~charlie")]
    assert any("Warum: You insulted Anna." in post for post in heard)
