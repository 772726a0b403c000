"""Support counts once for each person, and can be taken back."""

import asyncio
from datetime import timedelta

from bot import belongings
from bot.app import BELONGINGS, App
from bot.incoming import Call, Identity
from bot.people import known
from tests.conftest import SUNDAY
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, later
from tests.neighbours.scene import alone, links
from tests.scenes import told

PRESSED = Call("support", {"idea": 1})


async def test_a_button_is_support(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await anna_wants_a_bench(app, matrix)
    assert told(await matrix.says("mehmet", PRESSED, locale="en")) == (
        "You support idea 1. So far 2 people do."
    )
    assert told(await matrix.says("mehmet", PRESSED, locale="en")) == (
        "You support idea 1 already; once is enough."
    )
    await later(app, clock)
    assert "Supporters: 2" in told(matrix.posts()[0])


async def test_it_can_be_taken_back(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", PRESSED)
    assert told(await matrix.says("mehmet", "unsupport 1")) == ("You no longer support idea 1.")
    assert told(await matrix.says("mehmet", "unsupport 1")) == (
        "You were not among those who support idea 1."
    )
    await later(app, clock)
    assert "Supporters: 1" in told(matrix.posts()[0])


async def test_what_was_said_later_stands(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    clock.forward(hours=2)
    await matrix.says("mehmet", "unsupport 1")
    await matrix.says("mehmet", PRESSED, said_at=SUNDAY + timedelta(hours=1))
    await later(app, clock)
    assert "Supporters: 1" in told(matrix.posts()[0])


async def test_two_accounts_of_one_person_count_once(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    said = [matrix.incoming("mehmet", PRESSED)], [discord.incoming("mehmet", PRESSED)]
    await matrix.hears(said[0])
    await discord.hears(said[1])
    await later(app, clock)
    assert "Supporters: 3" in told(matrix.posts()[0])
    await link(app, Identity("matrix", "mehmet", ""), Identity("discord", "mehmet", ""))
    await later(app, clock)
    assert "Supporters: 2" in told(matrix.posts()[0])
    assert told(await discord.says("mehmet", PRESSED, locale="en")) == (
        "You support idea 1 already; once is enough."
    )


async def link(app: App, one: Identity, other: Identity) -> None:
    """As linking the accounts of one person does it."""
    keys = [(each.platform, each.user_id) for each in (one, other)]
    found = await app.writer.do(lambda session: known(session, keys))
    stays, goes = (found[key].id for key in keys)
    await app.writer.do(
        lambda session: belongings.merge(session, BELONGINGS, stays, goes, app.clock())
    )


async def test_joining_a_similar_idea_is_support_instead_of_a_second_one(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await anna_wants_a_bench(app, matrix)
    again = "idea A bench at the harbour so old people can rest on the way"
    asked = await matrix.says("mehmet", again)
    # To Mehmet these are the first words of all.
    assert told(asked).startswith("I am Bude")
    assert "\n\nIs yours one of these?\nThey are much like it." in told(asked)
    assert asked
    assert [button.label for button in asked.post.buttons] == [
        "Join idea 1",
        "No, mine is another one",
    ]
    assert "“maybe” is not a number." in told(await matrix.says("mehmet", "maybe"))
    assert told(await matrix.says("mehmet", "1")) == "You support idea 1. So far 2 people do."
    listed = await matrix.says("anna", "ideas")
    assert listed
    assert len(listed.post.facts) == 1


async def test_whoever_means_another_one_has_it(app: App, matrix: FakePlatform) -> None:
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", "idea A bench at the harbour so old people can rest a bit")
    assert "is idea 2" in told(await matrix.says("mehmet", "new"))


async def test_what_waits_or_is_gone_takes_no_support(app: App, matrix: FakePlatform) -> None:
    await matrix.says("anna", "idee Ein Brunnen am Markt", where="#holzen")
    unknown = "Idee 1 gibt es hier nicht. !ideen zeigt alle."
    support = "unterstützen 1"
    assert told(await matrix.says("mehmet", support, where="#holzen")) == unknown
    assert "wartet noch auf die Moderation" in told(
        await matrix.says("anna", support, where="#holzen")
    )
    await matrix.says("anna", "fallenlassen 1", where="#holzen")
    assert told(await matrix.says("mehmet", support, where="#holzen")) == (
        "Idee 1 ist abgeschlossen. !ideen 1 zeigt, wie es ausging."
    )


async def test_whoever_parts_does_not_support_it_once_more(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await matrix.says("mehmet", BENCH)
    for platform in (matrix, discord):
        await platform.says("anna", "help")
    await links(app, matrix, discord, "anna")
    await matrix.says("anna", "support 1")
    await alone(discord, "anna", "unlink discord:anna")
    assert told(await discord.says("anna", "support 1", locale="en")) == (
        "When idea 1 came, you were one person with another account, which speaks for both. "
        "You can support ideas that came after Sunday, 22 November 2026 at 12:00."
    )
    assert "Supporters: 2" in told(await matrix.says("mehmet", "ideas 1", locale="en"))


async def test_both_accounts_of_one_person_at_the_same_moment_count_once(
    app: App, matrix: FakePlatform, discord: FakePlatform
) -> None:
    await anna_wants_a_bench(app, matrix)
    for platform in (matrix, discord):
        await platform.says("mehmet", "help")
    await links(app, matrix, discord, "mehmet")
    both = (each.says("mehmet", PRESSED, locale="en") for each in (matrix, discord))
    said = sorted(map(told, await asyncio.gather(*both)))
    assert said == [
        "You support idea 1 already; once is enough.",
        "You support idea 1. So far 2 people do.",
    ]


async def test_at_most_three_turns(app: App, matrix: FakePlatform) -> None:
    """Whoever only says that they have an idea, and somebody had much the same."""
    await anna_wants_a_bench(app, matrix)
    await matrix.says("mehmet", "help")
    assert told(await matrix.whispers("mehmet", "idea")).startswith("What is your idea?")
    words = "A bench at the harbour so old people can rest on the way"
    assert told(await matrix.whispers("mehmet", words)).startswith("Is yours one of these?")
    assert "is idea 2" in told(await matrix.whispers("mehmet", "new"))
