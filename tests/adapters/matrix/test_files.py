"""Files as neighbours' clients send them: one in a message, or several together."""

import pytest

from adapters.matrix import hear
from bot.incoming import Text
from tests.adapters.matrix.test_hear import ears, message, words


async def test_a_picture_with_a_caption() -> None:
    async def fetch(mxc: str) -> bytes:
        return mxc.encode()

    event = message(
        "!idea A bench",
        msgtype="m.image",
        filename="..\\..\\\u202egnp.bank.png",
        url="mxc://hs.test/abc",
        info={"mimetype": "image/png", "size": 5},
    )
    incoming = hear.incoming(event, ears(fetch=fetch), None)
    assert incoming
    assert isinstance(incoming.said, Text)
    assert (incoming.said.words, incoming.said.addressed) == ("idea A bench", True)
    [file] = incoming.said.attachments
    assert (file.name, file.mime, file.size) == ("gnp.bank.png", "image/png", 5)
    assert await file.read() == b"mxc://hs.test/abc"


def test_a_file_without_a_caption_has_no_words() -> None:
    said = words(message("bank.pdf", msgtype="m.file", info={"size": -5}))
    assert (said.words, said.addressed) == ("", False)
    assert said.attachments[0].name == "bank.pdf"
    assert said.attachments[0].size == 0


def item(number: int, kind: str = "m.image") -> dict[str, object]:
    info = {"mimetype": "image/jpeg", "size": number}
    url = f"mxc://hs.test/{number}"
    return {"itemtype": kind, "body": f"{number}.jpg", "url": url, "info": info}


@pytest.mark.parametrize("kind", ["m.gallery", "dm.filament.gallery"])
async def test_several_pictures_in_one_message(kind: str) -> None:
    """As Element X sends them; its words are the gallery's own."""

    async def fetch(mxc: str) -> bytes:
        return mxc.encode()

    event = message("!idea A bench", msgtype=kind, itemtypes=[item(1), item(2)])
    incoming = hear.incoming(event, ears(fetch=fetch), None)
    assert incoming
    assert isinstance(incoming.said, Text)
    assert (incoming.said.words, incoming.said.addressed) == ("idea A bench", True)
    files = incoming.said.attachments
    assert [(each.name, each.mime, each.size) for each in files] == [
        ("1.jpg", "image/jpeg", 1),
        ("2.jpg", "image/jpeg", 2),
    ]
    assert [await each.read() for each in files] == [b"mxc://hs.test/1", b"mxc://hs.test/2"]


async def test_several_pictures_in_an_encrypted_room() -> None:
    async def fetch(mxc: str, lock: object) -> bytes:
        return f"{mxc} {lock}".encode()

    lock = {"url": "mxc://hs.test/1", "iv": "a"}
    sealed = {"itemtype": "m.image", "body": "1.jpg", "file": lock}
    event = message("", msgtype="m.gallery", itemtypes=[sealed])
    incoming = hear.incoming(event, ears(fetch=fetch), None)
    assert incoming
    assert isinstance(incoming.said, Text)
    assert incoming.said.words == ""
    [file] = incoming.said.attachments
    assert await file.read() == f"mxc://hs.test/1 {lock}".encode()


@pytest.mark.parametrize("items", [None, "?", [], [7], [item(1, "m.location")], [{}]])
def test_a_gallery_without_anything_in_it(items: object) -> None:
    said = words(message("!idea A bench", msgtype="m.gallery", itemtypes=items))
    assert (said.words, said.attachments) == ("idea A bench", ())
