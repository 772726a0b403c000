"""A photo is taken off an idea by whoever sent it, or whose idea it is; and photos go for good
with an idea that is taken back."""

import pytest

from bot.app import App
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_more_photos import known_for_long, one_photo, one_waits
from tests.ideas.test_photos import (
    declined_with_photo,
    kept,
    waits_with_photo,
    with_photo,
    with_photos,
)
from tests.scenes import told


async def test_its_author_takes_one_off_and_it_leaves_all_rooms(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    await known_for_long(app, matrix, clock)
    await matrix.says("anna", with_photos("amend 1", 5))
    await later(app, clock)
    before = [each.medium for each in matrix.posts()[0].pictures]
    done = told(await matrix.says("anna", "dropphoto 1 2", locale="en"))
    assert done == "Photo 2 is taken off idea 1."
    await later(app, clock)
    for room in (matrix, discord):
        shown = [each.medium for each in room.posts()[0].pictures]
        assert shown == [before[0], *before[2:]]
    assert await kept(app) == (4, 4)
    assert "now stand with idea 1" in told(await matrix.says("anna", with_photo("amend 1"))), (
        "there is room for another"
    )


async def test_asked_which_and_in_german(app: App, matrix: FakePlatform, clock: Clock) -> None:
    await one_photo(app, matrix, clock)
    asked = told(await matrix.says("anna", "fotostreichen 1", locale="de"))
    assert asked.startswith("Welches Foto?")
    done = told(await matrix.says("anna", "1", locale="de"))
    assert done == "Foto 1 gehört nicht mehr zu Idee 1."
    refused = told(await matrix.says("anna", "fotostreichen 1 1", locale="de"))
    assert refused == "Idee 1 hat kein Foto 1."


async def test_others_take_none_off_but_their_own(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await one_photo(app, matrix, clock)
    await matrix.says("mo", with_photo("amend 1"))
    refused = told(await matrix.says("mehmet", "dropphoto 1 1", locale="en"))
    assert refused == (
        "Only whoever sent this photo, whoever had the idea, or a moderator can take it off."
    )
    assert "is taken off" in told(await matrix.says("mo", "dropphoto 1 2", locale="en"))
    assert await kept(app) == (1, 1)


async def test_moderators_see_that_it_is_gone_while_the_idea_waits(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await matrix.says("anna", with_photos(BENCH, 2))
    await later(app, clock)
    await matrix.says("anna", "dropphoto 1 1")
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert "Pictures: 1" in told(letter)


async def test_one_that_waits_itself_is_taken_back(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """It comes after those that are shown; with the last one nothing is left to decide."""
    await one_photo(app, matrix, clock)
    await matrix.says("mo", "rule all")
    await matrix.says("anna", with_photos("amend 1", 2))
    await matrix.says("anna", "dropphoto 1 3")
    await later(app, clock)
    assert "Pictures: 1" in told(matrix.posts("#desk")[-1])
    await matrix.says("anna", "dropphoto 1 2")
    await later(app, clock)
    assert "Now: taken back by the author" in told(matrix.posts("#desk")[-1])
    assert len(matrix.posts()[0].pictures) == 1
    assert await kept(app) == (1, 1)


async def test_what_was_declined_keeps_its_photos_for_a_second_look(
    app: App, matrix: FakePlatform
) -> None:
    await declined_with_photo(app, matrix)
    refused = told(await matrix.says("anna", "dropphoto 1 1", locale="en"))
    assert refused == "Idea 1 is no longer there."
    assert await kept(app) == (1, 1)


@pytest.mark.parametrize("number", [1, 2])
async def test_of_what_was_declined_they_go_once_nobody_can_look_again(
    app: App, matrix: FakePlatform, clock: Clock, number: int
) -> None:
    """An idea, and later photos of one that is published."""
    if number == 1:
        await declined_with_photo(app, matrix)
    else:
        await one_waits(app, matrix, clock)
        await matrix.says("mo", "decline 2 private", where="#desk")
    clock.forward(days=183)
    await app.tidy()
    assert await kept(app) == (1, 1)
    clock.forward(minutes=1)
    await app.tidy()
    assert await kept(app) == (0, 0)


async def test_but_not_while_a_second_look_is_under_way(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await declined_with_photo(app, matrix)
    await matrix.says("anna", "appeal 1 It shows a bench.")
    clock.forward(days=200)
    await app.tidy()
    assert await kept(app) == (1, 1)
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", "decline 1 private", where="#desk")
    await app.tidy()
    assert await kept(app) == (0, 0)


# Taken back with its idea


async def test_photos_go_with_an_idea_that_is_taken_back(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    """They were kept until their sender was forgotten."""
    await known_for_long(app, matrix, clock)
    await matrix.says("anna", with_photos("amend 1", 2))
    await later(app, clock)
    await matrix.says("anna", "drop 1")
    await later(app, clock)
    assert await kept(app) == (0, 0)
    for room in (matrix, discord):
        assert [each.pictures for each in room.posts()] == [()]


async def test_but_not_those_that_are_part_of_another_by_now(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await known_for_long(app, matrix, clock)
    await matrix.says("mehmet", with_photo("idea Chestnut trees along Main Street."))
    await matrix.says("mo", "approve 2", where="#desk")
    await matrix.says("mo", "unite 2 1")
    refused = told(await matrix.says("mehmet", "drop 2", locale="en"))
    assert refused == "Only the person whose idea this is can take it back."
    await later(app, clock)
    assert len(matrix.posts()[0].pictures) == 1
    assert await kept(app) == (1, 1)


async def test_nor_the_file_of_one_that_is_locked_away(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """What is frozen waits for those above, whatever its author takes back."""
    await one_waits(app, matrix, clock)
    await matrix.says("mo", "freeze 2", where="#desk")
    await matrix.says("anna", "drop 1")
    clock.forward(days=2)
    await app.tidy()
    assert len([*app.store.album.folder.glob("*")]) == 1


async def test_with_an_idea_whose_author_is_forgotten_go_those_of_others_too(
    app: App, matrix: FakePlatform
) -> None:
    await waits_with_photo(app, matrix)
    await matrix.says("mo", with_photo("amend 1"))
    await matrix.whispers("anna", "forget me")
    await matrix.whispers("anna", "forget me for sure")
    assert await kept(app) == (0, 0)


async def test_moderators_see_that_those_of_somebody_forgotten_are_gone(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Also if it was not theirs to decide."""
    await waits_with_photo(app, matrix)
    await matrix.says("mehmet", "help")
    await matrix.says("mo", "grant mehmet moderator")
    await matrix.says("mehmet", with_photo("amend 1"))
    await later(app, clock)
    assert "Pictures: 2" in told(matrix.posts("#desk")[0])
    await matrix.whispers("mehmet", "forget me")
    await matrix.whispers("mehmet", "forget me for sure")
    await later(app, clock)
    assert "Pictures: 1" in told(matrix.posts("#desk")[0])
