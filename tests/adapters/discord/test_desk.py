"""The moderators' desk on Discord: reports from the menu of a message, and what follows."""

from typing import Any

import pytest

from tests.adapters.discord.hafen import Hafen
from tests.discord_server.neighbours import labels
from tests.discord_server.reading import read

REPORT = "Report to the moderators"
TEXT = "A bench by the crane, where one can see the ships."


async def published(hafen: Hafen) -> dict[str, Any]:
    """An idea of Mehmet's, as it stands in the channel once Mo has approved of it."""
    given = await hafen.people.slash("mehmet", "idea", text=TEXT)
    assert "A moderator reads it" in await given.text()
    letter = await at_the_desk(hafen, "by the crane")
    pressed = await hafen.people.press("mo", letter, "Publish")
    assert "is published" in await pressed.text()
    return await hafen.reads("by the crane")


async def at_the_desk(hafen: Hafen, words: str) -> dict[str, Any]:
    """What waits for the moderators in their own channel."""

    async def look() -> dict[str, Any] | None:
        waiting = [each for each in hafen.desk.messages.values() if labels(each)]
        found = [each for each in waiting if words in read(each["content"])]
        return found[-1] if found else None

    return await hafen.at_last(look)


async def told_alone(hafen: Hafen, who: str, words: str) -> str:
    async def look() -> str | None:
        said = [read(each["content"]) for each in hafen.people.direct(who).messages.values()]
        return next((each for each in said if words in each), None)

    return await hafen.at_last(look)


@pytest.mark.parametrize("supported", [False, True], ids=["as it was", "changed since"])
async def test_a_report_is_a_case_and_the_reporter_hears_of_it_alone(
    hafen: Hafen, supported: bool
) -> None:
    idea = await published(hafen)
    if supported:
        await (await hafen.people.slash("rosi", "support", idea=1)).answered()
        await hafen.reads("Supporters: 2")
    offered = await hafen.people.completes("anna", "support", "idea", "crane")
    assert offered == [(f"1: {TEXT}", "1")]
    told = await hafen.people.menu("anna", REPORT, idea["id"])
    assert "moderators" in await told.text()
    assert told.private
    letter = await at_the_desk(hafen, "somebody asks you to look at it")
    assert "anna" not in letter["content"].casefold()
    again = await hafen.people.menu("anna", REPORT, idea["id"])
    assert (await again.text()).startswith("You have told the moderators already.")
    await hafen.people.press("mo", letter, "Leave it")
    assert "What you reported (case 1)" in await told_alone(hafen, "anna", "it stays")
    assert len(hafen.room) == 1


async def test_who_takes_no_direct_messages_hears_in_the_channel_that_there_is_news(
    hafen: Hafen,
) -> None:
    hafen.people.person("mehmet").closed = True
    idea = await published(hafen)
    await hafen.ticks()
    await (await hafen.people.slash("mehmet", "polls")).answered()
    await (await hafen.people.menu("anna", REPORT, idea["id"])).answered()
    letter = await at_the_desk(hafen, "somebody asks you to look at it")
    await hafen.people.press("mo", letter, "Take it down")
    chosen = await hafen.people.slash("mo", "decline", case=1, reason="It is there already.")
    await chosen.answered()
    news = await hafen.reads("Mehmet, there is news for you.")
    assert "It is there already" not in news["content"]
    asked = await hafen.people.slash("mehmet", "case", case=1)
    assert "It is there already." in await asked.text()
    assert asked.private
    code = await hafen.people.slash("mehmet", "link")
    assert "Please write it to me in a private chat." in await code.text()


async def test_talk_of_neighbours_is_not_for_bude_to_judge(hafen: Hafen) -> None:
    said = await hafen.people.says("mehmet", "Moin!")
    told = await hafen.people.menu("anna", REPORT, said["id"])
    assert (
        "on Discord, choose Apps, “Report to the moderators” in its menu" in await told.text()
    )
    assert told.private


async def test_what_a_moderator_does_about_somebody_the_channel_does_not_read(
    hafen: Hafen,
) -> None:
    await (await hafen.people.slash("charlie", "polls")).answered()
    before = len(hafen.room)
    charlie = hafen.people.person("charlie").id
    banned = await hafen.people.slash("mo", "ban", person=charlie, reason="Insults.")
    assert "Charlie cannot take part here any more." in await banned.text()
    lifted = await hafen.people.slash("mo", "lift", person=charlie)
    assert "Charlie can take part here again." in await lifted.text()
    given = await hafen.people.slash("mo", "grant", person=charlie, role="organiser")
    assert "now has the role of organiser here." in await given.text()
    assert banned.private
    assert lifted.private
    assert given.private
    assert len(hafen.room) == before


async def test_a_poll_that_is_taken_down_goes_and_comes_back_in_words(hafen: Hafen) -> None:
    poll = await hafen.asks("anna")
    await hafen.people.taps("mehmet", poll["id"], 2)
    await hafen.counts(0, 1, 0)
    await (await hafen.people.menu("rosi", REPORT, poll["id"])).answered()
    await at_the_desk(hafen, "Where should the bench go?")
    taken = await hafen.people.slash("mo", "decline", case=1, reason="It is rude.")
    await taken.answered()
    down = await hafen.reads("taken down by the moderators")
    assert poll["id"] not in hafen.room
    assert "bench" not in read(down["content"])
    vote = await hafen.people.slash("mehmet", "vote", poll=1, answer="1")
    assert (
        await vote.text()
        == "The moderators took poll 1 down. Nobody can read it any more, or vote in it."
    )
    colleague = hafen.people.person("mehmet").id
    granted = await hafen.people.slash("mo", "grant", person=colleague, role="moderator")
    await granted.answered()
    appeal = await hafen.people.slash("anna", "appeal", case=1, text="It is a bench!")
    await appeal.answered()
    await (await hafen.people.slash("mehmet", "approve", case=1)).answered()
    back = await hafen.reads("Where should the bench go?")
    assert back["id"] == down["id"]
    assert "So far: Park 0, Square 1, Harbour 0" in read(back["content"])
    again = await hafen.people.slash("rosi", "vote", poll=1, answer="1")
    assert "counts: Park." in await again.text()
