"""What is for one person alone is not said where a whole room reads it."""

import pytest

from tests.fakes import FakePlatform
from tests.moderation.notices import Notices
from tests.scenes import told

pytestmark = pytest.mark.usefixtures("app")
BETWEEN_US = "That is between you and me. Please write it to me in a private chat."


async def test_a_case_is_shown_in_no_room_of_neighbours(matrix: FakePlatform) -> None:
    """Neither Anna nor Mo has ever written to Bude alone: the whole room would read it."""
    await matrix.says("anna", "pin Charlie steals cats.")
    await matrix.says("mo", "decline 1 insult", where="#desk")
    for who in ("anna", "mo"):
        assert told(await matrix.says(who, "case 1")) == BETWEEN_US
    assert "Charlie steals cats." in told(await matrix.says("mo", "case 1", where="#desk"))


async def test_nor_a_picture_that_waits(matrix: FakePlatform, notices: Notices) -> None:
    notices.pictures = ("one",)
    await matrix.says("anna", "pin Look!")
    for line in ("pictures 1", "pictures 1 1 unveiled"):
        refused = await matrix.says("mo", line)
        assert refused
        assert told(refused) == BETWEEN_US
        assert not refused.post.pictures


@pytest.mark.parametrize("line", ["cases", "log"])
async def test_nor_what_waits_or_what_was_done(matrix: FakePlatform, line: str) -> None:
    for notice in ("Cat found.", "Dog found."):
        await matrix.says("anna", f"pin {notice}")
    await matrix.says("mo", "decline 1 It is Charlie's.", where="#desk")
    assert told(await matrix.says("mo", line)) == BETWEEN_US
    assert told(await matrix.says("mo", line, where="#desk")) != BETWEEN_US


async def test_who_can_be_told_alone_may_ask_in_the_room(matrix: FakePlatform) -> None:
    await matrix.says("anna", "pin Cat found.")
    await matrix.says("anna", "polls", where="@anna", private=True)
    reply = await matrix.says("anna", "case 1")
    assert reply
    assert reply.private
    assert "Cat found." in told(reply)
