"""Pictures on their way: from a neighbour to disk, and out again with what they show."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot import media, outbox
from bot.app import App
from bot.came_along import SentFile
from bot.commands import Command
from bot.context import Context
from bot.incoming import Address, Attached, Attachment, Text
from bot.posts import Picture, Post, Reply
from tests.bot.scene import rows, teach, words
from tests.fakes import Clock, FakePlatform

pytestmark = pytest.mark.usefixtures("in_english")
SAMPLE = Path(__file__).parent / "pictures" / "turned.jpg"
HAFEN = Address("matrix", "#hafen")


def show(context: Context, file: SentFile) -> Reply:
    name = media.keep(context.session, file, context.now)
    post = Post("From Anna", pictures=(Picture(name, "A bench in the rain"),))
    outbox.send(context.session, HAFEN, post, key=name, now=context.now)
    return Reply(post)


SHOW = Command("show", show, "Show a picture", prompts={"file": "Which one?"})


def photo(content: bytes, name: str = "bench.jpg") -> Text:
    async def read() -> bytes:
        return content

    return Text("show", (Attachment(name, "image/jpeg", len(content), read),))


def files(app: App) -> list[Path]:
    return sorted(app.store.album.folder.glob("*"))


async def sent(app: App, matrix: FakePlatform) -> Post:
    teach(app, SHOW)
    reply = await matrix.says("anna", photo(SAMPLE.read_bytes()))
    assert reply
    return reply.post


async def test_it_is_shown_to_who_sent_it_and_to_all(app: App, matrix: FakePlatform) -> None:
    answer = await sent(app, matrix)
    await app.postman.round()
    [post] = matrix.posts("#hafen")
    for each in (answer, post):
        assert each.pictures
        assert each.pictures[0].description == "A bench in the rain"
        stored = each.pictures[0].stored
        assert stored
        assert (stored.mime, stored.width, stored.height) == ("image/jpeg", 12, 8)
        content = stored.file.read_bytes()
        assert len(content) == stored.size
        assert b"PhoneMaker" not in content


async def test_nobody_else_on_the_machine_sees_it(app: App, matrix: FakePlatform) -> None:
    await sent(app, matrix)
    [file] = files(app)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_what_is_none_is_refused(app: App, matrix: FakePlatform) -> None:
    teach(app, SHOW)
    reply = await matrix.says("anna", photo(b"<svg/>", "bench.svg"))
    assert words(reply).startswith("“bench.svg” is not a picture that I can show.")
    assert files(app) == []


async def test_the_same_for_two_is_one_file(app: App, matrix: FakePlatform) -> None:
    teach(app, SHOW)
    for who in ("anna", "mehmet"):
        await matrix.says(who, photo(SAMPLE.read_bytes()))
    assert len(files(app)) == 1
    assert rows(app.store)["medium"] == 2


async def test_forgotten_it_is_told_of_in_words_only(app: App, matrix: FakePlatform) -> None:
    answer = await sent(app, matrix)
    assert answer.pictures
    name = answer.pictures[0].medium
    await app.writer.do(lambda session: media.forget(session, [name]))
    await app.postman.round()
    [post] = matrix.posts("#hafen")
    assert post.pictures == (Picture(name, "A bench in the rain"),)
    assert post.pictures[0].stored is None


async def test_files_that_nobody_wants_are_swept_up(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    await sent(app, matrix)
    album = app.store.album
    [kept] = [each.name for each in files(app)]
    lost = album.put(b"lost", clock())
    clock.forward(days=2)
    fresh = album.put(b"fresh", clock())
    await app.writer.do(lambda session: media.sweep(session, clock()))
    assert lost not in [each.name for each in files(app)]
    assert {each.name for each in files(app)} == {kept, fresh}


async def test_rolled_back_it_can_be_sent_again(app: App, clock: Clock) -> None:
    file = Attached("bench.jpg", "image/jpeg", SAMPLE.read_bytes())

    def fail(session: Session) -> None:
        media.keep(session, file, clock())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await app.writer.do(fail)
    assert rows(app.store)["medium"] == 0
    name = await app.writer.do(lambda session: media.keep(session, file, clock()))
    stored = await app.writer.do(lambda session: media.stored(session, name))
    assert stored
    assert stored.file.exists()


async def test_too_many_at_once_are_not_all_fetched(
    app: App, matrix: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.attachments.MOST_AT_ONCE", 3 * len(SAMPLE.read_bytes()))
    teach(app, SHOW)
    said = [matrix.incoming("anna", photo(SAMPLE.read_bytes())) for _ in range(5)]
    answers = await matrix.hears(
        [replace(each, message_id=f"${n}") for n, each in enumerate(said)]
    )
    told = [words(each).splitlines()[0] for each in answers]
    assert told == ["From Anna"] * 3 + ["Which one?"] * 2
