"""Whatever anybody says, somebody is answered or nobody; no mistake, and nothing half done."""

import asyncio
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from bot.app import App
from bot.config import Settings
from bot.incoming import (
    Argument,
    Call,
    Ended,
    NativePoll,
    Picked,
    Reacted,
    Retracted,
    Said,
    Text,
)
from bot.language import Words
from bot.posts import Post, Reply
from bot.refusals import Refusal
from tests.bot.scene import rows
from tests.fakes import Clock, FakePlatform

COMMANDS = st.sampled_from(
    [
        "poll", "vote", "withdraw", "results", "polls", "close", "reword", "help",
        "language", "cancel", "room", "grant", "take", "log", "umfrage", "abstimmen",
        "ergebnis", "hilfe", "sprache",
    ]
)  # fmt: skip
HALF = "\ud83d"
PIECES = st.sampled_from(
    ['"', "“", "„", "«", "\n", "\x00", HALF, "=", "closes=", "endet=", "poll=", "several", "#1",
     "1", "2", "99", "-1", "²", "٣", str(2**63), "\ue000", "\u202e", "{x}", "%s", "<b>", "und",
     "tomorrow", "Park", "mo", "moderator", "de", " "]
)  # fmt: skip
LINES = st.builds(
    lambda name, pieces: f"{name} {''.join(pieces)}",
    COMMANDS | st.just(""),
    st.lists(PIECES | st.text(max_size=8), max_size=8),
)
ARGUMENTS: st.SearchStrategy[Argument] = (
    LINES
    | st.integers()
    | st.booleans()
    | st.lists(st.integers(), max_size=4).map(tuple)
    | st.lists(st.text(max_size=5), max_size=4).map(tuple)
    | st.builds(NativePoll, st.just("$theirs"), st.just(("a", HALF)), st.integers())
)
NAMES = st.sampled_from(
    [
        "poll", "choices", "question", "options", "closes", "several", "results", "quorum",
        "reason", "person", "role", "tag", "command", "neighbourhood", "adopts",
    ]
)  # fmt: skip
MESSAGES = st.sampled_from(["$1", "$matrix1", "$matrix2", "$matrix3", "", f"$1{HALF}"])
SAID = (
    LINES
    | st.builds(Call, COMMANDS, st.dictionaries(NAMES, ARGUMENTS, max_size=4))
    | st.builds(Picked, MESSAGES, st.tuples(st.integers()), st.tuples(st.text(max_size=5)))
    | st.builds(Reacted, MESSAGES, st.sampled_from(["1\u20e3", "2\ufe0f\u20e3", "🔟", ""]))
    | st.builds(Reacted, MESSAGES, st.just("1\u20e3"), st.just(False))
    | st.builds(Retracted, MESSAGES | st.integers(1, 40).map("m{}".format))
    | st.builds(Ended, MESSAGES)
)
# Making a text shorter takes longer than reading it.
few = hypothesis.settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Who spoke is known even of those who were refused, and what we asked back.
KEPT_OF_A_REFUSAL = {"heard", "person", "account", "letter", "sent_message", "asked"}


class Scene:
    """One Bude to whom many things are said; hypothesis knows no coroutines."""

    def __init__(self, settings: Settings, clock: Clock, matrix: FakePlatform) -> None:
        self.runner = asyncio.Runner()
        self.matrix = matrix
        self.app = App(settings, [matrix], clock)
        self.app.prepare()
        matrix.inbox = self.app.router
        self.says("anna", 'poll "Where?" "Park" "Square" several')
        self.runner.run(self.app.postman.round())

    def says(self, who: str, said: str | Said) -> Reply | None:
        return self.runner.run(self.matrix.says(who, said))

    def rows(self) -> dict[str, int]:
        return rows(self.app.store)

    def close(self) -> None:
        self.runner.run(self.app.close())
        self.runner.close()


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[Refusal]:
    """Every no that was said."""
    said: list[Refusal] = []
    refuse = Words.refuse

    def overheard(words: Words, refusal: Refusal) -> str:
        said.append(refusal)
        return refuse(words, refusal)

    monkeypatch.setattr(Words, "refuse", overheard)
    return said


@pytest.fixture
def scene(settings: Settings, clock: Clock, matrix: FakePlatform) -> Iterator[Scene]:
    scene = Scene(settings, clock, matrix)
    yield scene
    scene.close()


@few
@given(who=st.sampled_from(["anna", "charlie", "mo"]), said=SAID)
def test_whatever_is_said_is_answered_or_not(
    scene: Scene, refused: list[Refusal], who: str, said: str | Call | Picked
) -> None:
    refused.clear()
    before = scene.rows()
    reply = scene.says(who, said)
    after = scene.rows()
    assert reply is None or reply.post != Post()
    assert after["unheard"] == 0
    if refused:
        grown = {name for name, count in after.items() if count != before[name]}
        assert grown <= KEPT_OF_A_REFUSAL


@few
@given(said=st.text(max_size=30) | LINES, replies_to=st.sampled_from([None, "$matrix1", "$1"]))
def test_talk_among_neighbours_is_never_disturbed(
    scene: Scene, said: str, replies_to: str | None
) -> None:
    """Only a number in reply to a poll is meant for us."""
    before = scene.rows()
    talk = scene.matrix.incoming("charlie", Text(said, addressed=False), replies_to=replies_to)
    [reply] = scene.runner.run(scene.matrix.hears([talk]))
    if not (replies_to == "$matrix1" and any(map(str.isdigit, said))):
        assert reply is None
        assert scene.rows() == before


@few
@given(st.text(max_size=2000))
def test_any_words_are_understood_or_not(scene: Scene, said: str) -> None:
    assert scene.says("charlie", said)
