"""A time-out keeps somebody from publishing, not from taking back what is theirs."""

import pytest

from bot.app import App
from bot.incoming import Retracted
from tests.beginnings import beginning
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, later
from tests.ideas.test_photos import kept, with_photo
from tests.scenes import aside, told

TIMEOUT = 'timeout charlie "in 3 days" "You insulted Anna."'
FOUNTAIN = "idea A fountain on the market square, for hot days."


@pytest.fixture
@beginning
async def shut_out(app: App, matrix: FakePlatform, clock: Clock) -> None:
    """Charlie had idea 1 with a photo, stands behind Anna's idea 2 and has followed all."""
    await matrix.says("charlie", with_photo(FOUNTAIN))
    await matrix.says("mo", "approve 1", where="#desk")
    await matrix.says("anna", BENCH)
    await matrix.says("charlie", "support 2")
    await matrix.says("charlie", "follow")
    await later(app, clock)
    said = aside("Nonsense.")
    post = list(matrix.shown)[-1]
    await matrix.says("charlie", said, replies_to=post, message_id="$rash")
    await matrix.says("mo", TIMEOUT)
    await later(app, clock)


@pytest.mark.parametrize(
    ("locale", "line", "told_to_them"),
    [
        ("en", "unsupport 2", "You no longer support idea 2."),
        ("de", "abrücken 2", "Du unterstützt Idee 2 nicht mehr."),
        ("en", "dropphoto 1 1", "Photo 1 is taken off idea 1."),
        ("de", "fotostreichen 1 1", "Foto 1 gehört nicht mehr zu Idee 1."),
        ("en", "dropcomment 2", "Your comment on idea 2 is taken back: “Nonsense.”"),
        ("de", "kommentarstreichen 2", "Dein Kommentar zu Idee 2 ist zurückgenommen:"),
        ("en", "drop 1", "You have taken idea 1 back."),
        ("de", "fallenlassen 1", "Du hast Idee 1"),
        ("en", "unfollow", "From now on I tell you of no new ideas."),
        ("de", "abbestellen", "Ab jetzt sage ich dir"),
    ],
)
async def test_they_take_back_what_is_theirs(
    matrix: FakePlatform, shut_out: None, locale: str, line: str, told_to_them: str
) -> None:
    said = told(await matrix.says("charlie", line, locale=locale))
    assert said.startswith(told_to_them)


async def test_it_is_gone_then(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock, shut_out: None
) -> None:
    await matrix.says("charlie", Retracted("$rash"))
    await matrix.says("charlie", "unsupport 2")
    await matrix.says("charlie", "drop 1")
    await later(app, clock)
    fountain, bench, comment = discord.posts()
    assert "fountain" not in told(fountain)
    assert "Supporters: 1" in told(bench)
    assert told(comment) == "A comment on idea 2 was taken down."
    assert await kept(app) == (0, 0)


@pytest.mark.parametrize(
    "line",
    ["idea A tree.", "support 2", "comment 2 Nonsense.", 'amend 1 goal="Fun"', "revive 1"],
)
async def test_they_publish_nothing(matrix: FakePlatform, shut_out: None, line: str) -> None:
    assert "you cannot take part here" in told(await matrix.says("charlie", line, locale="en"))
