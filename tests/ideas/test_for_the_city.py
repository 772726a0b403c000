"""Ideas on their way into the city's own systems: in a file, and with its reference."""

import json

from bot.app import App
from bot.incoming import Call
from bot.posts import Enclosure, Reply
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import (
    anna_wants_a_bench,
    charlie_may_answer,
    later,
    officer,
    waits_for_mo,
)
from tests.scenes import told

HEAD = (
    "Nummer;Titel;Handlungsfeld;Code;Problem;Ziel;Lösung;Aktueller Stand;Datum;Ort;"
    "Unterstützung"
)
FORM = Call(
    "idea",
    {"text": "Four benches", "field": "together", "problem": "Nobody can sit", "join": 0},
)


async def test_an_officer_gets_them_in_a_file(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", FORM)
    await matrix.says("mehmet", Call("idea", {"text": "A fountain", "join": 0}))
    await matrix.says("mehmet", "support 1")
    await officer(matrix)
    reply = await matrix.says("charlie", "export")
    assert reply
    assert reply.private
    assert told(reply) == "2 ideas, as the city writes its projects."
    table = handed(reply)
    assert (table.name, table.mime) == ("ideas.csv", "text/csv")
    head, one, other = table.content.splitlines()
    assert head == f"\ufeff{HEAD}", "or spreadsheets would garble umlauts"
    assert one.startswith("1;Four benches;Living Together and Participating;ZM;Nobody can sit;")
    assert one.endswith(";2")
    assert other.startswith("2;A fountain;")
    assert other.endswith(";1")
    alone = handed(await matrix.says("charlie", "export 2 form=json"))
    assert (alone.name, alone.mime) == ("ideas.json", "application/json")
    assert [each["Titel"] for each in json.loads(alone.content)] == ["A fountain"]


def handed(reply: Reply | None) -> Enclosure:
    assert reply
    assert reply.post.enclosure
    return reply.post.enclosure


async def test_what_is_not_published_is_not_given(app: App, matrix: FakePlatform) -> None:
    await waits_for_mo(app, matrix)
    for line, said in (
        ("export", "No idea is published here yet."),
        ("export 1", "Idea 1 is not published."),
    ):
        assert told(await matrix.says("mo", line, locale="en")) == said


async def test_the_citys_reference_stands_in_the_post_and_in_its_answer(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await charlie_may_answer(app, matrix, clock)
    said = told(await matrix.says("charlie", "reference 1 DO-4711", locale="en"))
    assert said == "Idea 1 has this reference of the city now: DO-4711. Its post shows it."
    await later(app, clock)
    assert "Reference of the city: DO-4711" in told(matrix.posts()[0])
    await matrix.says("charlie", "status 1 accepted It comes in May.")
    await later(app, clock)
    assert "Reference of the city: DO-4711" in told(matrix.posts()[-1])


async def test_others_may_not(app: App, matrix: FakePlatform) -> None:
    await anna_wants_a_bench(app, matrix)
    assert "Only moderators" in told(await matrix.says("anna", "export", locale="en"))
    for who in ("anna", "mo"):
        refused = told(await matrix.says(who, "reference 1 DO-4711", locale="en"))
        assert refused == "Only somebody who speaks for the city may do this."
