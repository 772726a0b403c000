"""An idea is one message, and nothing that is one gets lost."""

from pathlib import Path

import pytest

from bot.app import App
from bot.incoming import Attachment, Call, Quoted, Text
from tests.fakes import Clock, FakePlatform
from tests.ideas.conftest import BENCH, anna_wants_a_bench, later, waits_for_mo
from tests.scenes import told

SAMPLE = (Path(__file__).parents[1] / "bot" / "pictures" / "turned.jpg").read_bytes()


async def test_one_message_is_an_idea_in_all_rooms(
    app: App, matrix: FakePlatform, discord: FakePlatform, clock: Clock
) -> None:
    assert told(await matrix.says("anna", BENCH)).startswith(
        "Thank you! Your idea “A bench at the harbour, so that old people can rest on their "
        "way.” is idea 1, and now stands in all rooms of Hafen."
    )
    await later(app, clock)
    for room in (matrix, discord):
        [post] = room.posts()
        assert told(post) == (
            "Idea 1: A bench at the harbour, so that old people can rest on their way.\n"
            "From: Anna\n"
            "Supporters: 1\n"
            "On the way to the committee: 0 of 3 known neighbours, until 3 January 2027\n"
            "State: published; the city has not answered yet\n"
            "Who answers: the city of Dortmund, by 20 December 2026"
        )
        assert [button.call for button in post.buttons] == [Call("support", {"idea": 1})]


@pytest.mark.parametrize(
    "words", ["E=mc2 on the school's wall", "A bench, see https://a.example/?id=3"]
)
async def test_an_equals_sign_is_part_of_what_one_says(
    app: App, matrix: FakePlatform, words: str
) -> None:
    await matrix.says("anna", f"idea {words}")
    assert words in told(await matrix.says("anna", "ideas 1"))


async def test_what_is_missing_is_asked_for_once(app: App, matrix: FakePlatform) -> None:
    asked = told(await matrix.says("anna", "idee"))
    assert "Was ist deine Idee? Eine Nachricht genügt: Was soll passieren, und wo?" in asked
    assert "Deine Idee „Eine Bank am Hafen“ ist Idee 1" in told(
        await matrix.says("anna", "Eine Bank am Hafen")
    )


async def test_a_form_brings_all_at_once(app: App, matrix: FakePlatform, clock: Clock) -> None:
    form = Call(
        "idea",
        {
            "title": "Benches",
            "text": "Four benches along the quay.",
            "field": "space",
            "problem": "Nobody can sit.",
            "goal": "Everybody can rest.",
            "solution": "Benches",
            "place": "at the quay",
        },
    )
    await matrix.says("anna", form)
    await later(app, clock)
    [post] = matrix.posts()
    assert told(post).startswith(
        "Idea 1: Benches\n"
        "Four benches along the quay.\n"
        "From: Anna\n"
        "Field of action: Space and Infrastructure\n"
        "Place: at the quay\n"
        "Problem: Nobody can sit.\n"
        "Goal: Everybody can rest.\n"
        "Solution: Benches\n"
    )


async def test_a_message_of_ones_own_becomes_an_idea(app: App, matrix: FakePlatform) -> None:
    words = "More light under the bridge, please!"
    mine = Call("idea", {"text": words, "quoted": Quoted("$1", "anna")})
    theirs = Call("idea", {"text": words, "quoted": Quoted("$1", "mehmet")})
    assert told(await matrix.says("anna", theirs)) == (
        "Only whoever wrote this can make it an idea. Ask them to do so."
    )
    assert "is idea 1" in told(await matrix.says("anna", mine))


class TestWhenThingsGoWrong:
    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("", "What is your idea? One message is enough: what should happen, and where?"),
            ("\u200b", "There is nothing to read in that."),
            (
                "https://example.org/bench",
                (
                    "A link alone says little to those who cannot open it. Write in a sentence "
                    "what should happen; the link may stand behind it."
                ),
            ),
            ("🌳🌳🌳", "Please say it in words, too: what should happen, and where?"),
            (
                "a" * 100_000,
                "That is 100,000 characters long. Please use at most 4,000.",
            ),
        ],
    )
    async def test_what_is_no_idea_is_told_so(
        self, app: App, matrix: FakePlatform, words: str, answer: str
    ) -> None:
        assert answer in told(await matrix.says("anna", f"idea {words}", locale="en"))
        assert "There is no idea in Hafen yet." in told(await matrix.says("anna", "ideas"))

    @pytest.mark.parametrize(
        "words",
        [
            "Більше лавок біля гавані, будь ласка",
            "مزيد من المقاعد في الميناء",
            "在港口增加长椅",
        ],
    )
    async def test_another_script_is_as_welcome(
        self, app: App, matrix: FakePlatform, words: str
    ) -> None:
        assert f"“{words}” is idea 1" in told(await matrix.says("anna", f"idea {words}"))
        again = told(await matrix.says("mehmet", f"idea {words}", locale="en"))
        assert "They are much like it." in again or len(words.split()) == 1

    async def test_the_same_five_times_is_kept_once(
        self, app: App, matrix: FakePlatform
    ) -> None:
        await anna_wants_a_bench(app, matrix)
        for _ in range(4):
            assert told(await matrix.says("anna", BENCH)) == (
                "I have this idea of yours already: it is number 1. !ideas 1 shows it."
            )
        listed = await matrix.says("anna", "ideas")
        assert listed
        assert len(listed.post.facts) == 1

    async def test_a_flood_is_slowed_politely(
        self, app: App, matrix: FakePlatform, clock: Clock
    ) -> None:
        for place in ("quay", "school", "market", "station", "church"):
            await matrix.says("anna", Call("idea", {"text": f"Trees, {place}", "join": 0}))
        flooded = told(await matrix.says("anna", "idea And one more thing", locale="en"))
        assert flooded == (
            "You have many ideas, and that is good! So that all of them are read, I take 5 an "
            "hour from each person: the next one from Sunday, 22 November 2026 at 13:00 on."
        )
        assert "is idea 6" in told(await matrix.says("mehmet", "idea Something else entirely"))
        clock.forward(hours=1)
        assert "is idea 7" in told(await matrix.says("anna", "idea And one more thing"))

    async def test_a_photo_that_is_none(self, app: App, matrix: FakePlatform) -> None:
        sent = Text("idea A bench at the harbour", (photo(b"MZ\x90 not a picture"),))
        assert told(await matrix.says("anna", sent, locale="en")) == (
            "“photo.jpg” is not a picture that I can show. Please send it as JPEG, PNG, WebP "
            "or GIF."
        )


def photo(content: bytes) -> Attachment:
    async def read() -> bytes:
        return content

    return Attachment("photo.jpg", "image/jpeg", len(content), read)


async def test_moderators_and_its_author_read_the_words_once(
    app: App, matrix: FakePlatform, clock: Clock
) -> None:
    """Its title was taken from them."""
    await waits_for_mo(app, matrix)
    await matrix.whispers("anna", "polls")
    await later(app, clock)
    [letter] = matrix.posts("#desk")
    assert told(letter).count("A bench at the harbour") == 1
    await matrix.says("mo", "decline 1 There is one.", where="#desk")
    await later(app, clock)
    assert told(matrix.posts("~anna")[-1]).count("A bench at the harbour") == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("idea A bench, see https://bench.example", "there is a link in it"),
        (Text("idea A bench", (photo(SAMPLE),)), "it has a picture, and you are new here"),
        ("idea A bench for everybody", None),
    ],
    ids=["link", "picture", "nothing"],
)
async def test_its_author_reads_why_it_waits(
    app: App, matrix: FakePlatform, said: str | Text, why: str | None
) -> None:
    thanks = told(await matrix.says("anna", said))
    assert thanks.partition("Waits because: ")[2] == (why or "")
    german = "idee Ein Brunnen am Markt"
    told_so = told(await matrix.says("anna", german, where="#holzen", locale="de"))
    assert told_so.endswith("Wartet, weil: hier wird alles zuerst gelesen")
