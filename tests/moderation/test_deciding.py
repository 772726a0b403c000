"""More than yes and no: reasons, better words, parts, two pairs of eyes."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.moderation.notices import Notices, letter_in
from tests.scenes import later, told

pytestmark = pytest.mark.usefixtures("app")


# By a reply to the letter


@pytest.mark.parametrize("words", ["approve", "Publish", "publish", "freigeben"])
async def test_a_reply_to_the_letter_is_enough(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices, words: str
) -> None:
    letter = await letter_in(app, clock, matrix, "#desk")
    said = matrix.incoming("mo", words, where="#desk", replies_to=letter)
    await matrix.hears([said])
    assert notices.up == {1}


async def test_a_reply_needs_no_number(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    letter = await letter_in(app, clock, matrix, "#desk")
    await matrix.says("mo", "decline Not found here.", where="#desk", replies_to=letter)
    assert notices.reasons == {1: "Not found here."}


async def test_a_number_in_a_reply_still_says_another_case(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    letter = await letter_in(app, clock, matrix, "#desk")
    await matrix.says("anna", "pin Dog found.")
    await matrix.says("mo", "decline 2 Not this one.", where="#desk", replies_to=letter)
    assert notices.reasons == {2: "Not this one."}


async def test_what_neighbours_say_below_a_letter_is_no_decision(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    letter = await letter_in(app, clock, matrix, "#desk")
    said = await matrix.says("mo", "I will look at it.", where="#desk", replies_to=letter)
    assert "I do not know" in told(said)
    assert not notices.up


# Reasons


async def test_without_a_reason_the_canned_ones_are_shown(
    matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    asked = told(await matrix.says("mo", "decline 1", where="#desk"))
    assert asked.startswith("Why? Write the number of a reason, or your own words.")
    assert "1, advert: This is advertising; it does not belong here." in asked
    await matrix.says("mo", "1", where="#desk")
    assert notices.reasons == {1: "This is advertising; it does not belong here."}


@pytest.mark.parametrize("written", ["3", "insult", "Insult", "beleidigung"])
async def test_a_canned_reason_is_read_in_the_authors_language(
    matrix: FakePlatform, notices: Notices, written: str
) -> None:
    await matrix.says("anna", "pin Du bist doof.", locale="de")
    await matrix.says("mo", f"decline 1 {written}", where="#desk", locale="de")
    assert notices.reasons[1].startswith("Das verletzt oder beleidigt jemanden.")
    told_anna = told(await matrix.says("anna", "fall 1", private=True))
    assert "Grundlage: die Regeln des Viertels" in told_anna
    assert "Wenn du das anders siehst: Schreib !widerspruch 1 und warum" in told_anna


async def test_what_is_against_the_law_rests_on_the_law(
    matrix: FakePlatform, pinned: None
) -> None:
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    said = told(await matrix.says("anna", "case 1", private=True))
    assert "Why: This is against the law: § 185 StGB" in said
    assert "This rests on: the law" in said


async def test_that_it_is_against_the_law_is_too_little(
    matrix: FakePlatform, pinned: None
) -> None:
    for short in ("unlawful", "7"):
        refused = told(await matrix.says("mo", f"decline 1 {short}", where="#desk"))
        assert refused == (
            "Whoever is declined by the law must read by which. Write the short name and then "
            "the law, such as: unlawful § 185 StGB"
        )
    said = "decline 1 unlawful § 185 StGB"
    assert "Case 1 is declined" in told(await matrix.says("mo", said, where="#desk"))


async def test_the_help_says_that_a_reason_may_follow(matrix: FakePlatform) -> None:
    said = told(await matrix.says("mo", "help decline"))
    assert "why; if you leave it out, I show the canned reasons" in said


# Words, parts, one with another


async def test_better_words_still_wait_to_be_published(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    line = "correct 1 Cat found in Speicherstraße."
    done = told(await matrix.says("mo", line, where="#desk"))
    assert done == "Case 1 has these words now. It still waits for your decision."
    assert not notices.up
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#desk")
    assert "Cat found in Speicherstraße." in letter.text
    await matrix.says("mo", "approve 1", where="#desk")
    said = told(await matrix.says("anna", "case 1", private=True))
    assert "It is published. A moderator has changed some words." in said


async def test_two_things_in_one_become_two_cases(
    matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    line = 'split 1 "Cat found." "Bank for the park."'
    done = told(await matrix.says("mo", line, where="#desk"))
    assert done == "It was taken apart. These cases came of it: 2, 3."
    assert [notices.pinned[number].text for number in (1, 2)] == [
        "Cat found.",
        "Bank for the park.",
    ]
    await matrix.says("mo", "approve 3", where="#desk")
    assert notices.up == {2}
    said = told(await matrix.says("anna", "case 1", private=True))
    assert "with a number of its own: 1, 2" in said
    assert "It is published. Thank you!" in told(
        await matrix.says("anna", "case 3", private=True)
    )


async def test_one_is_put_together_with_another(
    matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    await matrix.says("mo", "merge 1 7", where="#desk")
    assert notices.joined == {1: 7}
    assert "put together with number 7" in told(
        await matrix.says("anna", "case 1", private=True)
    )
    again = told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert again.startswith("Case 1 is settled already")


async def test_what_its_author_took_back_is_not_decided(
    matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    del notices.pinned[1]
    said = told(await matrix.says("mo", "approve 1", where="#desk"))
    assert said == "Its author took this back meanwhile, so there is nothing to decide."


# Two pairs of eyes, and what is frozen


async def test_two_pairs_of_eyes(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    await matrix.says("mo", "rule all pairs=2")
    await matrix.says("anna", "pin Summer camp.")
    first = told(await matrix.says("mo", "approve 2", where="#desk"))
    assert first == "You would publish case 2. One more moderator must agree."
    again = told(await matrix.says("mo", "approve 2", where="#desk"))
    assert again == "You agreed already. Now one more moderator must look at it."
    assert not notices.up
    shown = told(await matrix.says("mehmet", "case 2", where="#desk"))
    assert "Would publish it: Mo; one more must agree" in shown
    await matrix.says("mehmet", "approve 2", where="#desk")
    assert notices.up == {2}


async def test_what_may_be_unlawful_is_locked_away_and_told_to_the_city(
    app: App, clock: Clock, matrix: FakePlatform, pinned: None, notices: Notices
) -> None:
    notices.up.add(1)
    await matrix.says("mo", "polls", where="@mo", private=True)
    await matrix.says("mehmet", "freeze 1", where="#desk")
    assert not notices.up
    await later(app, clock, seconds=1)
    [letter] = matrix.posts("#desk")
    assert "Cat found" not in told(letter)
    [called] = matrix.posts("#city")
    assert matrix.posts("@mo")[-1].text == called.text
    said = "Case 1 in Hafen may be against the law, so Mehmet froze it."
    assert told(called).startswith(said)
    assert "Cat found" not in told(called)
    refused = told(await matrix.says("mehmet", "approve 1", where="#desk"))
    assert refused == "This is frozen. Only those who look after Bude here decide on it."
    assert "Cat found" not in told(await matrix.says("mehmet", "case 1", where="#desk"))
    await matrix.says("mo", "decline 1 unlawful § 185 StGB", where="#desk")
    assert "This rests on: the law" in told(await matrix.says("anna", "case 1", private=True))


# Pictures


async def test_a_picture_is_shown_veiled_and_to_whoever_asks(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    notices.pictures = ("one", "two")
    await matrix.says("anna", "pin Look!")
    letter = matrix.shown[await letter_in(app, clock, matrix, "#desk")].post
    assert letter.pictures == ()
    assert "Pictures: 2; !pictures 1 shows them to you alone" in told(letter)
    reply = await matrix.says("mo", "pictures 1", where="#desk")
    assert reply
    assert reply.private
    assert reply.post.pictures
    assert (reply.post.pictures[0].medium, reply.post.pictures[0].veiled) == ("one", True)
    show, further = reply.post.buttons
    unveiled = await matrix.says("mo", show.call, where="#desk")
    assert unveiled
    assert unveiled.post.pictures
    assert (unveiled.post.pictures[0].medium, unveiled.post.pictures[0].veiled) == (
        "one",
        False,
    )
    second = await matrix.says("mo", further.call, where="#desk")
    assert second
    assert second.post.pictures
    assert (second.post.pictures[0].medium, second.post.pictures[0].veiled) == ("two", True)
    typed = await matrix.says("mo", "bilder 1 2 unverdeckt", where="#desk", locale="de")
    assert typed
    assert typed.post.pictures
    assert not typed.post.pictures[0].veiled
    assert (
        told(await matrix.says("mo", "pictures 1 3", private=True))
        == "Case 1 has no such picture."
    )
    assert "Only moderators" in told(await matrix.says("charlie", "pictures 1", private=True))


async def test_a_frozen_picture_is_shown_to_nobody(
    matrix: FakePlatform, notices: Notices
) -> None:
    notices.pictures = ("one",)
    await matrix.says("anna", "pin Look!")
    await matrix.says("mo", "freeze 1", where="#desk")
    for where in ("#desk", "#hafen"):
        said = told(await matrix.says("mo", "pictures 1", where=where, private=True))
        assert said == "This is frozen: nobody gets to see it."


# What one would not expect


@pytest.mark.parametrize("number", ["99", "0", "-1", "2147483648", "one", "1e9"])
async def test_a_case_that_is_not(matrix: FakePlatform, number: str) -> None:
    said = await matrix.says("mo", f"approve {number}", where="#desk")
    assert said
    assert said.refused


async def test_a_hundred_thousand_characters_are_cut_short_for_moderators(
    app: App, clock: Clock, matrix: FakePlatform, notices: Notices
) -> None:
    await matrix.says("anna", f"pin {'A bench. ' * 400}")
    await matrix.says("mo", "decline 1 unclear", where="#desk")
    said = told(await matrix.says("anna", "case 1", private=True))
    assert len(said) < 2000


async def test_whoever_decides_twice_is_not_told_of_somebody_else(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    for line, done in (("approve 1", "published"), ("decline 2 No.", "declined")):
        await matrix.says("anna", "pin Dog found.")
        await matrix.says("mo", line, where="#desk")
        again = told(await matrix.says("mo", line, where="#desk"))
        assert again.startswith(f"You {done} case {line.split()[1]} already, on Sunday")
