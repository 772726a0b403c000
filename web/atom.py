"""News as an Atom document (RFC 4287). Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from bot.language import N_, Words
from bot.news import News
from web.hypertext import html, plain

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
WHAT = N_("New ideas, answers of the city, polls and their results")


class Feed(NamedTuple):
    """What a place tells in one language. `name` never changes ("neighbourhood-hafen");
    `places` are the neighbourhoods that its news come from: their names, by number."""

    name: str
    title: str
    news: Sequence[News]
    places: Mapping[int, str]
    words: Words

    @property
    def file(self) -> str:
        return f"{self.name}.{self.words.tag}.atom"


class Imprint(NamedTuple):
    """What one Bude's feeds have in common: `root` makes their ids its own, `address` is where
    their folder is served, if that is known."""

    root: UUID
    address: str | None = None


def document(feed: Feed, imprint: Imprint, updated: datetime) -> bytes:
    """`updated` is when something in it last changed."""
    words = feed.words
    root = Element("feed", {"xmlns": ATOM, f"{{{XML}}}lang": words.tag})
    _text(root, "id", _id(imprint, feed.file))
    _text(root, "title", plain(words.say("News from {place}", place=feed.title)))
    _text(root, "subtitle", words.say(WHAT))
    _text(root, "updated", _moment(updated))
    _author(root, "Bude")
    if imprint.address:
        href = f"{imprint.address.rstrip('/')}/{feed.file}"
        SubElement(root, "link", rel="self", type="application/atom+xml", href=href)
    for news in feed.news:
        root.append(_entry(news, feed, imprint))
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(news: News, feed: Feed, imprint: Imprint) -> Element:
    words, post = feed.words, news.say(feed.words)
    entry = Element("entry")
    _text(entry, "id", _id(imprint, f"{news.key}.{words.tag}"))
    _text(entry, "title", plain(post.title))
    _text(entry, "published", _moment(news.at))
    _text(entry, "updated", _moment(news.at))
    place = feed.places[news.neighbourhood_id]
    _author(entry, plain(words.say("Bude in {place}", place=place)))
    SubElement(entry, "category", term=news.topic, label=words.say(news.topic))
    _text(entry, "content", html(post, words)).set("type", "html")
    return entry


def updated(content: bytes) -> datetime | None:
    """When something in this document last changed; None if it is none."""
    try:
        found = ElementTree.fromstring(content).findtext(f"{{{ATOM}}}updated")
        return datetime.fromisoformat(found) if found else None
    except (ElementTree.ParseError, ValueError):
        return None


def _text(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = text
    return child


def _author(parent: Element, name: str) -> None:
    _text(SubElement(parent, "author"), "name", name)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _id(imprint: Imprint, name: str) -> str:
    return uuid5(imprint.root, name).urn
