"""Asking: what may be asked, in which form, and until when."""

from datetime import UTC, datetime

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.scenes import poll_of, told

TWENTY = " ".join(f'"Place {n}"' for n in range(1, 21))
ASKED = "Poll 1 now stands in Hafen, in 2 rooms."


async def test_two_to_twenty_answers(app: App, matrix: FakePlatform) -> None:
    assert ASKED in told(await matrix.says("anna", 'poll "Where?" "Park" "Square"'))
    assert "Poll 2 now" in told(await matrix.says("anna", f'poll "Where?" {TWENTY}'))
    assert len((await poll_of(app, 2)).options) == 20


REFUSED = [
    ('poll "Where?" "Park"', "I count 1, but there must be 2 to 20"),
    (f'poll "Where?" {TWENTY} "One more"', "I count 21, but there must be 2 to 20"),
    ('poll "Where?" "Park" "Square" "park"', "“park” is there twice"),
    ('poll "Where?" "Park" ""', "I count 1, but there must be 2 to 20"),
    ('poll "" "Park" "Square"', "There is nothing to read in that"),
    (f'poll "{"x" * 10_000}" "Park" "Square"', "That is 10,000 characters long"),
    (f'poll "Where?" "{"x" * 101}" "Square"', "That is 101 characters long"),
    ('poll "Where?" "Park" "Square" quorum=0', "write a number from 1 to 1,000,000"),
    ('poll "Where?" "Park" "Square" quorum=many', "“many” is not a number"),
    ('poll "Where?" "Park" "Square" results=never', "is not one of these: live, after"),
    ('poll "Where?" "Park" "Square" closes=yesterday', "do not understand “yesterday”"),
    ('poll "Where?" "Park" "Square" closes="20.11.2026 18:00"', "is over already"),
    ('poll "Where?" "Park" "Square" closes="28.3.2027 2:30"', "02:30 does not exist"),
    ('poll "Where?" "Park" "Square" closes="31.10.2027 2:30"', "02:30 comes twice"),
    ('poll "Where?" "Park" "Square" closes="Friday at 6"', "Please write which one"),
    ('umfrage "Wohin?" "Park"', "Ich zähle 1, es müssen aber 2 bis 20 sein"),
    ('umfrage "Wohin?" "Park" "Platz" endet="30.2. 18 Uhr"', "gibt es nicht"),
    ('umfrage "Wohin?" "Park" "Platz" endet="28.3.2027 2:30"', "Uhren vorgestellt"),
]


MISNAMED = [
    (
        'poll "Where?" "Park" "Square" close="Friday"',
        "I know no “close=” here; perhaps you mean “closes=”.",
    ),
    (
        "poll Where?\nPark\nSquare\nclose=Friday 18:00",
        'as text belong in quotation marks: "close=Friday"',
    ),
    (
        'umfrage "Wohin?" "Park" "Platz" auswahl=2',
        "„auswahl=“ kenne ich hier nicht; !hilfe umfrage zeigt, was es gibt. Wörter mit",
    ),
    ('umfrage "Wohin?" "Park" "Platz" ende=Freitag', "vielleicht ist „endet=“ gemeint."),
]


async def test_no_answer_is_made_of_an_option_that_there_is_not(
    app: App, matrix: FakePlatform
) -> None:
    for line, answer in MISNAMED:
        assert answer in told(await matrix.says("anna", line)), line
    assert "No poll is open" in told(await matrix.says("anna", "polls"))
    await matrix.says("anna", 'poll "Which?" "close=Friday" "E=mc2"')
    assert (await poll_of(app)).options == ["close=Friday", "E=mc2"]


async def test_what_cannot_be_asked_is_said(app: App, matrix: FakePlatform) -> None:
    for line, answer in REFUSED:
        assert answer in told(await matrix.says("anna", line)), line
    assert "No poll is open" in told(await matrix.says("anna", "polls"))


WRITTEN = [
    'poll "Where to?" "Park" "Square"',
    "poll “Where to?” “Park” “Square”",
    "umfrage „Where to?“ „Park“ „Square“",
    "umfrage »Where to?« »Park« »Square«",
    "poll «Where to?» «Park» «Square»",
    "poll Where to?\nPark\nSquare",
    "poll Where to?\n- Park\n- Square\n",
    "poll Where to?\n1. Park\n2) Square",
    'poll "Where to?"\n"Park"\n"Square"',
    "poll\nWhere to?\nPark\nSquare",
    'POLL options="Park; Square" question="Where to?"',
]


async def test_many_ways_to_write_it(app: App, matrix: FakePlatform) -> None:
    for number, line in enumerate(WRITTEN, 1):
        await matrix.says("anna", line)
        asked = await poll_of(app, number)
        assert (asked.question, asked.options) == ("Where to?", ["Park", "Square"]), line


async def test_everything_else_may_be_said_too(app: App, matrix: FakePlatform) -> None:
    await matrix.says(
        "anna",
        'poll "Where?" "Park" "Square" several results=after quorum=5 closes="in 3 days"'
        ' decides="Where the bench goes" answered="the parks office"',
    )
    asked = await poll_of(app)
    assert asked.several
    assert asked.hidden
    assert asked.quorum == 5
    await app.postman.round()
    post = told(matrix.posts()[-1])
    for line in (
        "Open until: Wednesday, 25 November 2026 at 12:00",
        "You may choose: as many answers as you like",
        "Result: shown to everybody after the end",
        "It counts: if at least 5 people vote",
        "What it decides: Where the bench goes",
        "Who answers: the parks office, by 23 December 2026",
        "To vote for answers 1 and 2, write: !vote 1 1 2",
    ):
        assert line in post


async def test_what_is_asked_arrives_as_text(app: App, matrix: FakePlatform) -> None:
    for question in (
        "🌳 or 🪑?",
        "<b>Where</b> & why?",
        "**Where** `to`?",
        "{0} {x} %s",
        "أين؟",
    ):
        await matrix.says("anna", f'poll "{question}" "<i>Park</i>" "{{answers}}"')
        await app.postman.round()
        post = matrix.posts()[-1]
        assert post.text == question
        assert post.question
        assert post.question.options == ("<i>Park</i>", "{answers}")
    assert "counts: {answers}." in told(await matrix.says("anna", "vote 1 2"))


async def test_what_would_act_instead_of_being_read_is_taken_out(
    app: App, matrix: FakePlatform
) -> None:
    await matrix.says("anna", 'poll "Wh\x00e\u202ere\x1b?" "Pa\ue000rk" "Square\u200f"')
    asked = await poll_of(app)
    assert (asked.question, asked.options) == ("Where?", ["Park", "Square"])


async def test_answers_that_nobody_can_tell_apart_are_refused(
    app: App, matrix: FakePlatform
) -> None:
    twice = "is there twice. Once is enough."
    empty = "There is nothing to read in that."
    for line, said in (
        ('"Where?" "Park" "Park\u200b"', twice),
        ('"Where?" "Park" "\u0420ark"', twice),  # with a Cyrillic letter
        ('"Where?" "Park" "\u200b"', empty),
        ('"Where?" "Park" "\u3164"', empty),
        ('"\u200b" "Park" "Square"', empty),
    ):
        assert told(await matrix.says("charlie", f"poll {line}", locale="en")).endswith(said)
    assert told(await matrix.says("anna", "polls")).startswith("No poll is open")


CLOSES = [
    ("in 3 days", "Wednesday, 25 November 2026 at 12:00"),
    ("Friday 18:00", "Friday, 27 November 2026 at 18:00"),
    ("20.12. 18 Uhr", "Sunday, 20 December 2026 at 18:00"),
    ("morgen um 18 Uhr", "Monday, 23 November 2026 at 18:00"),
    ("tomorrow 6pm", "Monday, 23 November 2026 at 18:00"),
    ("2026-12-20T18:00+01:00", "Sunday, 20 December 2026 at 18:00"),
    ("2026-12-20T18:00Z", "Sunday, 20 December 2026 at 19:00"),
    ("2027-10-31T02:30+01:00", "Sunday, 31 October 2027 at 02:30 CET"),
]


async def test_the_closing_is_shown_in_full(app: App, matrix: FakePlatform) -> None:
    for number, (written, shown) in enumerate(CLOSES):
        line = f'poll "Where, part {number}?" "Park" "Square" closes="{written}"'
        reply = await matrix.says("anna", line)
        assert f"It is open until {shown}." in told(reply), written


async def test_the_closing_in_german(app: App, matrix: FakePlatform) -> None:
    reply = await matrix.says("anna", 'umfrage "Wo?" "Park" "Platz" endet="20.12. 18 Uhr"')
    assert told(reply) == (
        "Umfrage 1 steht jetzt in Hafen, in 2 Räumen. "
        "Sie ist offen bis Sonntag, 20. Dezember 2026, 18:00 Uhr."
    )


async def test_an_open_end_is_a_week_on_the_same_clock(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    clock.now = datetime(2026, 10, 22, 16, 30, 12, tzinfo=UTC)  # 18:30 in summer
    reply = await matrix.says("anna", 'poll "Where?" "Park" "Square"')
    assert "until Thursday, 29 October 2026 at 18:30." in told(reply)
    assert (await poll_of(app)).closes == datetime(2026, 10, 29, 17, 30, tzinfo=UTC)


async def test_a_poll_can_be_shown_again(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", 'poll "Where?" "Park" "Square" results=after')
    assert "1: Where?: until Sunday, 29 November" in told(await matrix.says("mehmet", "polls"))
    again = await matrix.says("mehmet", "polls 1")
    assert "1. Park\n2. Square\nTo vote for answer 2, write: !vote 1 2" in told(again)
    assert again
    assert again.private


async def test_each_city_has_its_own_clock(app: App, matrix: FakePlatform) -> None:
    line = 'poll "Where?" "Park" "Square" closes="Friday 18:00"'
    reply = await matrix.says("anna", line, where="#holzen")
    assert "until Friday, 27 November 2026 at 18:00." in told(reply)
    assert (await poll_of(app)).closes == datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
