"""What neighbours do here: speak to Bude alone, and link two accounts."""

import re

from bot.app import App
from bot.posts import Post, Reply
from tests.beginnings import beginning
from tests.fakes import FakePlatform
from tests.scenes import told

BENCH = 'poll "Where should the bench go?" "Park" "Square"'
CODE = re.compile(r"\b(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}\b")


async def alone(platform: FakePlatform, who: str, what: str) -> str:
    """What Bude answers in a private chat."""
    return said(await platform.says(who, what, where=f"@{who}", private=True))


def said(reply: Reply | Post | None) -> str:
    """With what the buttons would do."""
    post = reply.post if isinstance(reply, Reply) else reply
    lines = [f"{each.label}: {each.line}" for each in post.buttons] if post else []
    return "\n".join([told(post), *lines]).replace("\ue000", "!").replace("\ue001", "")


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


async def asks_for_code(platform: FakePlatform, who: str) -> str:
    return code_in(await alone(platform, who, "link"))


def number_in(text: str) -> str:
    found = re.search(r"confirm (\d+)", text)
    assert found, text
    return found[1]


@beginning
async def links(
    app: App, one: FakePlatform, other: FakePlatform, who: str, also: str = ""
) -> str:
    """The whole walk; returns the last answer."""
    code = await asks_for_code(one, who)
    number = number_in(await alone(other, also or who, f"link {code}"))
    await alone(one, who, f"confirm {number}")
    return await alone(other, also or who, f"confirm {number}")


async def told_alone(app: App, platform: FakePlatform, who: str) -> str:
    """All that came to somebody's private chat by letter."""
    await app.postman.round()
    return "\n".join(map(said, platform.posts(f"@{who}")))
