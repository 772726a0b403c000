"""What every adapter keeps, whatever its platform.

A new platform joins with a `test_contract.py` that has a stage (see tests/adapters/stage.py):

    class TestDiscord(AdapterContract):
        @pytest.fixture
        async def stage(self) -> AsyncIterator[Stage]:
            yield DiscordStage(...)

and names in `stage.lacks`, with the reason, what the platform cannot do. Play it against the
platform's real server where one can be had.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapter import Capability, DeliveryFailed
from bot.app import App
from bot.config import CitySettings, NeighbourhoodSettings, Settings, StoreSettings
from bot.incoming import Call, Picked, Pressed, Text
from bot.posts import Enclosure, Post, Question, Reply, heading
from tests.adapters.eavesdropping import Eavesdropping
from tests.adapters.parts import APPROVE, PARTS, QUESTION, VOTE
from tests.adapters.stage import (
    PATIENCE,
    Ability,
    File,
    Notebook,
    Stage,
    is_told,
    need,
    sees,
)
from tests.adapters.who_is_who import WhoIsWho
from tests.digest.many_things import MANY_THINGS, PIPES

POLL = 'poll "Where should the bench go?" "Park" "Square"'


class RoomContract:
    """What each kind of room keeps, of which a platform may have several: words, picks, files,
    polls and private answers, both ways. Subclasses provide the fixture `stage`."""

    @pytest.fixture
    async def bude(self, stage: Stage, own_store: StoreSettings) -> AsyncIterator[App]:
        """A whole Bude with a database; the scenes run its postman."""
        room = f"{stage.room.platform}:{stage.room.target}"
        settings = Settings(
            admins=(f"{stage.room.platform}:{await stage.account_of('mo')}",),
            store=own_store,
            cities={"dortmund": CitySettings("Dortmund", language="en")},
            neighbourhoods={"hafen": NeighbourhoodSettings("Hafen", "dortmund", (room,))},
        )
        app = App(settings, [stage.adapter])
        app.prepare()
        try:
            yield app
        finally:
            await stage.stops()
            await app.close()

    # Hearing

    async def test_words_are_heard(self, stage: Stage) -> None:
        inbox = Notebook()
        await stage.listens(inbox)
        await stage.says("anna", "vote 1 2")
        heard = await inbox.next()
        assert heard.said == Text("vote 1 2")
        assert heard.said_at is None
        assert heard.sender.platform == stage.adapter.platform
        assert heard.sender.user_id == await stage.account_of("anna")
        assert heard.sender.name.casefold() == "anna"
        assert heard.at == stage.room
        assert heard.message_id

    async def test_talk_between_neighbours_is_not_said_to_bude(self, stage: Stage) -> None:
        need(stage, Ability.OVERHEARING)
        inbox = Notebook()
        await stage.listens(inbox)
        await stage.chats("anna", "Moin, Mehmet!")
        assert (await inbox.next()).said == Text("Moin, Mehmet!", addressed=False)

    async def test_bude_does_not_hear_itself(self, stage: Stage) -> None:
        inbox = Notebook()
        await stage.listens(inbox)
        await stage.adapter.deliver(stage.room, Post("vote 1 1"), key="itself")
        await stage.says("anna", "vote 1 2")
        assert (await inbox.next()).said == Text("vote 1 2")

    async def test_calls_are_heard(self, stage: Stage) -> None:
        need(stage, Ability.CALLS)
        inbox = Notebook()
        await stage.listens(inbox)
        call = Call("vote", {"poll": 12, "choices": (2,)})
        await stage.calls("anna", call)
        assert (await inbox.next()).said == call

    async def test_picks_are_heard(self, stage: Stage) -> None:
        need(stage, Ability.PICKS)
        inbox = Notebook()
        await stage.listens(inbox)
        post = Post("Where?", question=replace(QUESTION, public=True))
        [where, *_] = (await stage.adapter.deliver(stage.room, post, key="pick")).messages
        await stage.picks("anna", where, (2,))
        said = (await inbox.next()).said
        assert isinstance(said, Picked)
        assert (said.message_id, said.options) == (where, (2,))

    async def test_a_pressed_button_is_heard(self, stage: Stage) -> None:
        need(stage, Ability.PRESSING)
        inbox = Notebook()
        await stage.listens(inbox)
        post = Post("An idea", buttons=(APPROVE, replace(APPROVE, label="Decline")))
        [idea] = (await stage.adapter.deliver(stage.room, post, key="press")).messages
        await stage.presses("anna", idea, 2)
        assert (await inbox.next()).said == Pressed(idea, 2)

    async def test_a_form_is_one_call(self, stage: Stage) -> None:
        need(stage, Ability.FORMS)
        inbox = Notebook()
        await stage.listens(inbox)
        call = Call("poll", {"question": "Where?", "options": "Park\nSquare"})
        await stage.fills("anna", call)
        assert (await inbox.next()).said == call

    async def test_what_others_must_not_see_is_no_poll_of_the_platforms(
        self, stage: Stage
    ) -> None:
        """For everybody sees who chose what in one."""
        closes = datetime.now(UTC) + timedelta(days=1)
        hidden = replace(QUESTION, closes=closes)
        for key, question in (("a", hidden), ("b", replace(hidden, secret=True))):
            post = Post("Where?", question=question)
            await stage.adapter.deliver(stage.room, post, key=key)
        assert await stage.polls() == []
        if Capability.NATIVE_POLLS in stage.adapter.capabilities:
            post = Post("Where?", question=replace(hidden, public=True))
            shown = await stage.adapter.deliver(stage.room, post, key="c")
            assert await stage.polls() == [shown.messages[0]]

    async def test_files_are_heard(self, stage: Stage) -> None:
        need(stage, Ability.ATTACHMENTS)
        inbox = Notebook()
        await stage.listens(inbox)
        await stage.sends("anna", File("../bench.png", "image/png", b"\x89PNG bench"), "idea A")
        said = (await inbox.next()).said
        assert isinstance(said, Text)
        assert (said.words, said.addressed) == ("idea A", True)
        [file] = said.attachments
        assert (file.name, file.mime, file.size) == ("bench.png", "image/png", 10)
        assert await file.read() == b"\x89PNG bench"

    async def test_it_is_heard_which_message_is_answered(self, stage: Stage) -> None:
        need(stage, Ability.REPLYING)
        inbox = Notebook()
        await stage.listens(inbox)
        shown = await stage.adapter.deliver(stage.room, Post("What now?"), key="answered")
        await stage.chats("anna", "Later", replies_to=shown.messages[0])
        heard = await inbox.next()
        assert (heard.said, heard.replies_to) == (Text("Later", (), False), shown.messages[0])

    # Answering

    @pytest.mark.parametrize("private", [False, True])
    async def test_an_answer_is_shown(self, stage: Stage, private: bool) -> None:
        await stage.listens(Notebook(lambda heard: Reply(Post("Your vote is in."), private)))
        await stage.says("anna", "vote 1 2")
        await sees(stage, "Your vote is in.")

    async def test_what_is_said_besides_is_shown_too(self, stage: Stage) -> None:
        both = Reply(Post("Your vote is in."), besides=Reply(Post("By the way, I am Bude.")))
        await stage.listens(Notebook(lambda heard: both))
        await stage.says("anna", "vote 1 2")
        await sees(stage, "Your vote is in.")
        await sees(stage, "By the way, I am Bude.")

    async def test_what_awaits_an_answer_can_be_traced(self, stage: Stage) -> None:
        question = Reply(Post("Where?", question=QUESTION), letter=7)
        inbox = Notebook(lambda heard: question)
        await stage.listens(inbox)
        await stage.says("anna", "polls")
        seen = await sees(stage, "Square")
        at, shown = await inbox.traced()
        assert at.platform == stage.room.platform
        assert shown.messages
        assert Ability.REPLYING in stage.lacks or seen.message_id in shown.messages

    async def test_what_cannot_be_saved_is_said_and_heard_again(self, stage: Stage) -> None:
        need(stage, Ability.CATCHING_UP)
        sorry = Reply(Post("I cannot write anything down."), private=True)
        done = Reply(Post("Your vote is in."), private=True)
        inbox = Notebook(lambda heard: done, sorry=sorry, away=2)
        await stage.listens(inbox)
        await stage.says("anna", "vote 1 2")
        await sees(stage, "Your vote is in.")
        told = [seen for seen in await stage.seen() if "I cannot" in seen.text]
        assert len(told) == 1
        assert [each.said for each in inbox.heard] == [Text("vote 1 2")]

    # Showing

    @pytest.mark.parametrize("name", PARTS)
    async def test_every_part_of_a_post_is_shown(self, stage: Stage, name: str) -> None:
        part = PARTS[name]
        if part.unless & stage.adapter.capabilities:
            pytest.skip(f"{stage.adapter.platform} shows it natively, and tests that itself")
        await stage.adapter.deliver(stage.room, part.post, key=name)
        seen = await sees(stage, part.reads[0])
        places = [seen.text.find(words) for words in part.reads]
        assert -1 not in places, seen.text
        assert places == sorted(places)

    def test_the_contract_knows_every_part_of_a_post(self) -> None:
        assert set(PARTS) == {each.name for each in fields(Post)}

    async def test_a_file_is_handed_over_once(self, stage: Stage) -> None:
        need(stage, Ability.FILES)
        enclosure = Enclosure("ideas.csv", "text/csv", "Idee;Ort\nBänke;am Kai\n")
        post = Post("All ideas", enclosure=enclosure)
        first = await stage.adapter.deliver(stage.room, post, key="file")
        again = await stage.adapter.deliver(stage.room, post, key="file")
        await sees(stage, "All ideas")
        content = enclosure.content.encode()
        assert await stage.files() == [File("ideas.csv", "text/csv", content)]
        assert first == again

    async def test_a_file_stays_when_the_words_change(self, stage: Stage) -> None:
        need(stage, Ability.FILES)
        if Capability.EDITS not in stage.adapter.capabilities:
            pytest.skip(f"{stage.adapter.platform} does not claim EDITS")
        post = Post("One idea", enclosure=Enclosure("ideas.csv", "text/csv", "A bench"))
        shown = await stage.adapter.deliver(stage.room, post, key="a")
        anew, stands = replace(post, text="Two ideas"), shown._replace(said=post)
        again = await stage.adapter.deliver(stage.room, anew, key="b", replaces=stands)
        await sees(stage, "Two ideas")
        assert again == shown
        assert [each.content for each in await stage.files()] == [b"A bench"]

    async def test_a_closed_question_takes_no_answers(self, stage: Stage) -> None:
        closed = Question(("Park", "Square"), VOTE, "Write the number.", closed=True)
        await stage.adapter.deliver(stage.room, Post("Where?", question=closed), key="closed")
        assert "Write" not in (await sees(stage, "Square")).text

    async def test_what_is_asked_no_more_stands_there_no_more(self, stage: Stage) -> None:
        if Capability.EDITS not in stage.adapter.capabilities:
            pytest.skip(f"{stage.adapter.platform} does not claim EDITS")
        closes = datetime.now(UTC) + timedelta(days=1)
        asks = replace(QUESTION, closes=closes, public=True)
        post = Post("Whose fault is it?", title="Poll 12", question=asks)
        shown = await stage.adapter.deliver(stage.room, post, key="a")
        nothing = Question((), VOTE, "", closed=True)
        down, stands = Post("Taken down", question=nothing), shown._replace(said=post)
        for _attempt in (1, 2):
            left = await stage.adapter.deliver(stage.room, down, key="b", replaces=stands)
        await sees(stage, "Taken down")
        assert not [seen for seen in await stage.seen() if "Whose fault" in seen.text]
        assert await stage.polls() == []
        back = left._replace(said=down)
        await stage.adapter.deliver(stage.room, post, key="c", replaces=back)
        assert "Park" in (await sees(stage, "Whose fault is it?")).text

    async def test_the_same_key_is_shown_once(self, stage: Stage) -> None:
        first = await stage.adapter.deliver(stage.room, Post("Once"), key="same")
        again = await stage.adapter.deliver(stage.room, Post("Once"), key="same")
        await stage.adapter.deliver(stage.room, Post("Another"), key="other")
        await sees(stage, "Another")
        assert first == again
        assert len([seen for seen in await stage.seen() if "Once" in seen.text]) == 1

    async def test_the_same_key_is_shown_once_even_after_a_restart(self, stage: Stage) -> None:
        need(stage, Ability.REMEMBERING_KEYS)
        await stage.listens(Notebook())
        first = await stage.adapter.deliver(stage.room, Post("Once"), key="same")
        await stage.stops()
        await stage.listens(Notebook())
        assert await stage.adapter.deliver(stage.room, Post("Once"), key="same") == first

    async def test_what_stands_there_can_be_said_anew(self, stage: Stage) -> None:
        if Capability.EDITS not in stage.adapter.capabilities:
            pytest.skip(f"{stage.adapter.platform} does not claim EDITS")
        first = await stage.adapter.deliver(stage.room, Post("No votes yet"), key="a")
        second = await stage.adapter.deliver(
            stage.room, Post("One vote so far"), key="b", replaces=first
        )
        assert second == first
        await sees(stage, "One vote so far")
        assert not [seen for seen in await stage.seen() if "No votes yet" in seen.text]

    async def test_away_is_not_for_good(self, stage: Stage) -> None:
        need(stage, Ability.FAILING_FOR_NOW)
        async with stage.away():
            with pytest.raises(DeliveryFailed) as failed:
                await stage.adapter.deliver(stage.room, Post("At last"), key="late")
        assert not failed.value.permanent
        await stage.adapter.deliver(stage.room, Post("At last"), key="late")
        await sees(stage, "At last")
        assert len([seen for seen in await stage.seen() if "At last" in seen.text]) == 1

    async def test_nowhere_is_for_good(self, stage: Stage) -> None:
        need(stage, Ability.FAILING_FOR_GOOD)
        with pytest.raises(DeliveryFailed) as failed:
            await stage.adapter.deliver(await stage.nowhere(), Post("Hello?"), key="nowhere")
        assert failed.value.permanent

    async def test_no_heading_ends_a_message(self, stage: Stage) -> None:
        need(stage, Ability.A_LIMIT)
        lines = [
            fact
            for number in range(200)
            for fact in (heading(f"Room {number}"), (f"Door {number}", "It leads out. " * 8))
        ]
        shown = await stage.adapter.deliver(stage.room, Post(facts=tuple(lines)), key="rooms")
        await sees(stage, "Door 199")
        parts = [seen.text for seen in await stage.seen() if seen.message_id in shown.messages]
        assert len(parts) > 1
        assert all("Room" not in part.rstrip().splitlines()[-1] for part in parts)
        assert all(sum(f"Room {n}\n" in part for part in parts) == 1 for n in range(200))

    async def test_a_digest_of_many_things_arrives_whole(self, stage: Stage) -> None:
        await stage.adapter.deliver(stage.room, MANY_THINGS, key="digest")
        await sees(stage, "digest never")
        said = " ".join("\n".join(seen.text for seen in await stage.seen()).split())
        assert [n for n in range(1, 16) if said.count(f"Thing {n}, of which") != 1] == []
        assert said.count("There are pipes.") == 15 * PIPES

    async def test_a_long_text_ends_each_part_with_a_sentence(self, stage: Stage) -> None:
        need(stage, Ability.A_LIMIT)
        sentences = [f"Sentence number {number} says as much." for number in range(1000)]
        post = Post(" ".join(sentences), question=QUESTION)
        shown = await stage.adapter.deliver(stage.room, post, key="long")
        last = await sees(stage, "number 999 says")
        parts = [seen.text for seen in await stage.seen() if seen.message_id in shown.messages]
        assert len(parts) == len(shown.messages) > 1
        # The last may end with what can be pressed instead of typed.
        assert all(part.rstrip().endswith(".") for part in parts[:-1])
        assert all(sum(sentence in part for part in parts) == 1 for sentence in sentences)
        assert "Park" in last.text
        assert "Square" in last.text

    async def test_what_neighbours_write_arrives_as_text(self, stage: Stage) -> None:
        nasty = '<b>x</b> **y** _z_ `c` [a](http://b.example) & &lt; <script>1</script> "q"'
        post = Post(nasty, title=nasty, facts=((nasty, nasty),))
        await stage.adapter.deliver(stage.room, post, key="text")
        question = Question((nasty, "Park\n3. Forged"), VOTE, "Write.")
        await stage.adapter.deliver(stage.room, Post(question=question), key="options")
        assert (await sees(stage, "&lt;")).text.count(nasty) == 4
        options = (await sees(stage, "Forged")).text
        assert nasty in options
        assert not [line for line in options.splitlines() if line.startswith("3. Forged")]

    async def test_nobody_is_called_by_what_neighbours_write(self, stage: Stage) -> None:
        anna = await stage.account_of("anna")
        words = f"@room @everyone @here @channel {anna} <@123> @anna"
        post = Post(words, title=words, question=Question((words, "Park"), VOTE, words))
        await stage.adapter.deliver(stage.room, post, key="calls")
        assert (await sees(stage, "everyone")).calls == ()

    async def test_right_to_left_words_keep_their_place(self, stage: Stage) -> None:
        question = Question(("حديقة", "ميدان"), VOTE, "Write.")
        post = Post("أين نضع المقعد؟", facts=(("Until", "الجمعة 18:00"),), question=question)
        await stage.adapter.deliver(stage.room, post, key="rtl")
        text = (await sees(stage, "ميدان")).text
        assert "أين نضع المقعد؟" in text
        assert text.count("\u2068") == text.count("\u2069") > 0

    # With a whole Bude behind it

    async def test_a_poll_is_asked_and_answered(self, stage: Stage, bude: App) -> None:
        await stage.listens(bude.router)
        await stage.says("anna", POLL)
        await carried(bude, stage, "Where should the bench go?")
        await stage.says("mehmet", "vote 1 2")
        await stage.says("anna", "results 1")
        await sees(stage, "Square: 1")

    async def test_whoever_speaks_first_hears_what_bude_is(
        self, stage: Stage, bude: App
    ) -> None:
        await stage.listens(bude.router)
        await stage.says("anna", "polls")
        first = await sees(stage, "You can leave whenever you like")
        assert "I keep your name, your account" in first.text

    async def test_known_neighbours_vote_among_themselves(
        self, stage: Stage, bude: App
    ) -> None:
        await stage.listens(bude.router)
        await stage.says("anna", "polls")
        await sees(stage, "No poll is open in Hafen")
        await stage.says("mo", f"vouch {await stage.account_of('anna')}")
        await sees(stage, "is known in Hafen now")
        await stage.says("mo", f"{POLL} who=known")
        await carried(bude, stage, "Who may vote")
        await stage.says("mehmet", "vote 1 1")
        await sees(stage, "Only neighbours known in Hafen can vote here.")
        await stage.says("anna", "vote 1 2")
        await sees(stage, "Your vote counts: Square.")
        await stage.says("mo", "results 1")
        await sees(stage, "Park: 0")

    async def test_in_a_secret_poll_nobody_learns_who_chose_what(
        self, stage: Stage, bude: App
    ) -> None:
        need(stage, Ability.BEING_ALONE)
        await stage.listens(bude.router)
        await stage.says("anna", f"{POLL} secret")
        await carried(bude, stage, "nobody learns who chose what")
        assert await stage.polls() == []
        await stage.says("mehmet", "polls")
        await sees(stage, "Open polls")
        for who, choice in (("anna", 1), ("mehmet", 2)):
            await stage.whispers(who, f"vote 1 {choice}")
            assert "Square" not in (await is_told(stage, who, "Your vote counts.")).text
        await stage.says("mo", "close 1 Done.")
        await carried(bude, stage, "The result stays secret: fewer than 5 people voted")
        assert "Park: 1" not in "".join(each.text for each in await stage.seen())

    async def test_what_is_kept_of_somebody_is_told_to_them_alone_and_forgotten(
        self, stage: Stage, bude: App
    ) -> None:
        need(stage, Ability.BEING_ALONE)
        await stage.listens(bude.router)
        await stage.says("anna", POLL)
        await carried(bude, stage, "Where should the bench go?")
        await stage.says("anna", "vote 1 2")
        await sees(stage, "Your vote counts: Square.")
        await stage.whispers("anna", "mydata")
        kept = await is_told(stage, "anna", "What I keep about you")
        assert await stage.account_of("anna") in kept.text
        assert "Answers: Square" in kept.text
        await stage.whispers("anna", "forget me for sure")
        await is_told(stage, "anna", "I have forgotten you")
        await stage.says("mo", "results 1")
        await sees(stage, "People who voted: 0")

    async def test_what_is_kept_of_somebody_is_handed_to_them_alone(
        self, stage: Stage, bude: App
    ) -> None:
        need(stage, Ability.BEING_ALONE, Ability.FILES)
        await stage.listens(bude.router)
        await stage.whispers("anna", "mydata data")
        await is_told(stage, "anna", "to take it elsewhere")
        [file] = await stage.files("anna")
        assert (file.name, file.mime) == ("mydata.json", "application/json")
        [mine] = json.loads(file.content)["Your accounts"]
        assert mine["Account"] == await stage.account_of("anna")
        assert await stage.files() == []

    async def test_nothing_of_it_is_told_where_others_read(
        self, stage: Stage, bude: App
    ) -> None:
        need(stage, Ability.COMPANY)
        await stage.listens(bude.router)
        for line in ("mydata", "forget me for sure"):
            await stage.says("anna", line)
        await sees(stage, "That is between you and me.")
        await stage.says("anna", "polls")
        await sees(stage, "No poll is open")
        assert "What I keep about you" not in "".join(each.text for each in await stage.seen())

    async def test_what_is_missing_is_asked_for(self, stage: Stage, bude: App) -> None:
        await stage.listens(bude.router)
        await stage.says("anna", "poll")
        await stage.answers("anna", await sees(stage, "What do you want to ask"), "Where now?")
        await stage.answers("anna", await sees(stage, "Which answers"), "Park\nSquare")
        await carried(bude, stage, "Where now?")

    async def test_heard_twice_counts_once(self, stage: Stage, bude: App) -> None:
        need(stage, Ability.CATCHING_UP)
        ear = Eavesdropping(bude.router)
        await stage.listens(ear)
        beginning = ear.cursors[-1].value
        await stage.says("anna", POLL)
        await carried(bude, stage, "Where should the bench go?")
        await stage.stops()
        again = Eavesdropping(bude.router, rewound=beginning)
        await stage.listens(again)
        await stage.says("anna", "polls")
        await sees(stage, "Open polls")
        replies = [reply is not None for _, reply in again.replies]
        assert replies == [False, True]

    async def test_a_restart_loses_nothing(self, stage: Stage, bude: App) -> None:
        need(stage, Ability.CATCHING_UP)
        await stage.listens(bude.router)
        await stage.stops()
        before = datetime.now(UTC)
        await stage.says("anna", POLL)
        ear = Eavesdropping(bude.router)
        await stage.listens(ear)
        await carried(bude, stage, "Where should the bench go?")
        [heard] = [heard for heard, reply in ear.replies if reply]
        assert heard.said_at
        assert abs(heard.said_at - before) < timedelta(minutes=1)


async def carried(bude: App, stage: Stage, words: str) -> None:
    """Once it was heard, the postman brings it to the room."""
    async with asyncio.timeout(PATIENCE):
        while not any(words in seen.text for seen in await stage.seen()):
            await bude.postman.round()
            await asyncio.sleep(0.05)


class AdapterContract(RoomContract, WhoIsWho):
    """All scenes. Linking, roles and codes are settled above the adapter, and reach people as
    the words and private answers of `RoomContract` do: one kind of room is enough for them."""
