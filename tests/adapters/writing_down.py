"""What stands on both platforms, written down for docs/pictures/both.txt."""

from typing import Any, TypeAlias

from tests.discord_server.reading import read

Json: TypeAlias = dict[str, Any]

HEAD = """\
# What a Matrix room and a Discord channel showed, written down by a scene of the tests:
#   BUDE_TRANSCRIPT=docs/pictures/both.txt make test T=tests/adapters/test_three_platforms.py
# A thread, or what one person alone sees, is where Bude answers one person; an edit changes a
# message where it stands."""


class Transcript:
    def __init__(self) -> None:
        self._parts = [HEAD]

    def add(self, window: str, who: str, words: str, *marks: str) -> None:
        marked = f" ({' '.join(marks)})" if marks else ""
        self._parts.append(f"== {window}: {who}{marked}\n{words.strip()}")

    @property
    def text(self) -> str:
        return "\n\n".join(self._parts) + "\n"


def poll(message: Json) -> str:
    """A poll of Discord's own, with the taps on it."""
    taps = {each["id"]: each["count"] for each in message["poll"]["results"]["answer_counts"]}
    answers = [
        f"○ {each['poll_media']['text']}   {taps.get(each['answer_id'], 0)}"
        for each in message["poll"]["answers"]
    ]
    return "\n".join([message["poll"]["question"]["text"], *answers])


def words(message: Json) -> str:
    return read(message["content"])
