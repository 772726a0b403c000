"""The form of a feed: whole by RFC 4287, whatever neighbours write."""

import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import App
from bot.incoming import Call
from bot.language import Words, languages
from bot.news import News
from bot.posts import Post
from tests.conftest import SUNDAY
from tests.fakes import FakePlatform
from tests.web.conftest import ATOM, entries, feed, text, written
from web.atom import Feed, Imprint, document, updated

ENGLISH = languages().words("en", ZoneInfo("UTC"))
ROOT = UUID(int=12)


def said(post: Post, words: Words) -> Post:
    return post


def written_of(*posts: Post, address: str | None = None) -> bytes:
    news = [
        News(f"idea:{n}", SUNDAY - timedelta(days=n), 1, "New ideas", "", partial(said, post))
        for n, post in enumerate(posts)
    ]
    told = Feed("neighbourhood-hafen", "Hafen", news, {1: "Hafen"}, ENGLISH)
    return document(told, Imprint(ROOT, address), SUNDAY)


def read(content: bytes) -> Element:
    return ElementTree.fromstring(content)


def shown(post: Post) -> str:
    """What a reader makes of its content."""
    content = text(read(written_of(post)).findall(f"{ATOM}entry")[0], "content")
    page = ElementTree.fromstring(f"<div>{content.replace('<br>', '<br/>')}</div>")
    return "".join(page.itertext())


def check(root: Element) -> None:
    """What RFC 4287 asks of a feed (4.1.1) and its entries (4.1.2)."""
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{name}")) == 1, name
    ids = [text(each, "id") for each in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text(element, "id")
        )
        assert text(element, "title")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo
        assert text(element, f"author/{ATOM}name")
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "published", "content"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert all(each.get("term") for each in entry.findall(f"{ATOM}category"))


@pytest.mark.parametrize("count", [0, 1, 50])
def test_all_that_a_feed_must_have_is_there(count: int) -> None:
    root = read(written_of(*[Post("Why not?", title="A bench")] * count))
    check(root)
    assert len(root.findall(f"{ATOM}entry")) == count


def test_it_says_where_it_is_if_that_is_known() -> None:
    found = read(written_of(address="https://bude.example.org/feeds/")).find(f"{ATOM}link")
    assert found is not None
    assert found.attrib == {
        "rel": "self",
        "type": "application/atom+xml",
        "href": "https://bude.example.org/feeds/neighbourhood-hafen.en.atom",
    }
    assert read(written_of()).find(f"{ATOM}link") is None


ODD = [
    "<script>alert(1)</script> & <b>bold</b>",
    "]]> <!-- --> <?xml ?> &amp; &#0;",
    "🌳👩‍👩‍👧‍👦🇩🇪 emoji",
    "مقعد عند الميناء",
    "ß" * 10_000,
    "\u2028line\u2029separators\u0085",
]


@pytest.mark.parametrize("odd", ODD)
def test_what_neighbours_write_arrives_as_text(odd: str) -> None:
    content = written_of(Post(odd, title=odd, facts=((odd, odd),)))
    check(read(content))
    [entry] = read(content).findall(f"{ATOM}entry")
    assert text(entry, "title") == " ".join(odd.split())
    assert odd in shown(Post(odd))
    assert "<script" not in text(entry, "content")


def test_lines_stay_apart() -> None:
    post = Post("One\nTwo\n\nThree")
    [entry] = read(written_of(post)).findall(f"{ATOM}entry")
    assert text(entry, "content") == ('<p dir="auto">One<br>Two</p>\n<p dir="auto">Three</p>')


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_character_breaks_it(odd: str) -> None:
    """Also those that XML has no place for, and halves of a character."""
    content = written_of(Post(odd, title=f"A bench{odd}", facts=((odd, odd),)))
    check(read(content))


def test_when_it_changed_can_be_read_in_it() -> None:
    assert updated(written_of()) == SUNDAY
    for broken in (b"", b"<feed", b"<feed/>", written_of()[:100], b"\xff\xfe"):
        assert updated(broken) is None


async def test_ideas_of_all_kinds_go_the_whole_way(
    app: App, matrix: FakePlatform, folder: Path
) -> None:
    for number, odd in enumerate(ODD):
        idea = Call("idea", {"title": "Odd", "text": odd[:4000], "join": 0})
        await matrix.says(f"n{number}", idea)
    await written(app)
    check(feed(folder))
    assert len(entries(folder)) == len(ODD)
