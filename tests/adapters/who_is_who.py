"""What every platform keeps when accounts are linked, and when roles are given and taken."""

from dataclasses import dataclass

import pytest

from bot import appointing, places
from bot.app import App
from bot.incoming import Address
from tests.adapters.stage import Ability, Seen, Stage, appears, need
from tests.fakes import FakePlatform
from tests.neighbours.scene import alone, code_in, number_in, told_alone
from tests.scenes import told

POLL = 'poll "Where should the bench go?" "Park" "Square"'
ROOM = "#hafen"


@dataclass
class Talk:
    """Somebody says something, and Bude's answer comes: in the room or alone, as the platform
    has it, and by letter, too."""

    stage: Stage
    bude: App

    async def says(self, who: str, line: str, expected: str) -> str:
        await self.stage.says(who, line)
        return (await self._comes(who, expected)).text

    async def whispers(self, who: str, line: str, expected: str) -> str:
        await self.stage.whispers(who, line)
        return await self.is_told(who, expected)

    async def is_told(self, who: str, words: str) -> str:
        return (await self._comes(who, words, alone=True)).text

    async def agrees(self, who: str, expected: str) -> None:
        """Says yes to a link, as one does there: with a press, or with the line to write."""
        asked = await self._comes(who, "become one person here", alone=True)
        if Ability.PRESSING in self.stage.lacks:
            await self.stage.whispers(who, f"confirm {number_in(asked.text)}")
        else:
            await self.stage.presses(who, asked.message_id, 1)
        await self._comes(who, expected)

    async def links(self, who: str, also: str) -> None:
        """Two accounts of one person on this platform."""
        code = code_in(await self.whispers(who, "link", "Your code"))
        await self.whispers(also, f"link {code}", "become one person here")
        await self.agrees(who, "has to say yes, too")
        await self.agrees(also, "are one person here now")
        await self.is_told(who, "are one person here now")

    async def _comes(self, who: str, words: str, *, alone: bool = False) -> Seen:
        async def look() -> list[Seen]:
            await self.bude.postman.round()
            everywhere = [] if alone else await self.stage.seen()
            return [*everywhere, *await self.stage.told(who)]

        return await appears(self.stage, look, words)


class WhoIsWho:
    """Scenes of the contract; a stage that cannot be alone with anybody skips them."""

    @pytest.fixture
    async def talk(self, stage: Stage, bude: App) -> Talk:
        need(stage, Ability.BEING_ALONE)
        await stage.listens(bude.router)
        return Talk(stage, bude)

    @pytest.fixture
    async def elsewhere(self, bude: App) -> FakePlatform:
        """Another platform beside this one, with a room of the same neighbourhood."""
        other = FakePlatform("elsewhere", inbox=bude.router)
        bude.adapters[other.platform] = other
        with bude.store.begin() as session:
            hafen = places.find(session, "hafen")
            assert hafen
            places.settle(session, Address(other.platform, ROOM), hafen)
        return other

    async def test_two_accounts_become_one_person_once_both_said_yes(self, talk: Talk) -> None:
        await talk.says("mo", POLL, "Where should the bench go?")
        await talk.says("anna", "vote 1 1", "Your vote counts: Park.")
        await talk.says("anni", "vote 1 2", "Your vote counts: Square.")
        await talk.says("mo", "results 1", "People who voted: 2")
        await talk.links("anna", "anni")
        counted = await talk.says("mo", "results 1", "People who voted: 1")
        assert "Square: 1" in counted
        assert "Park: 0" in counted

    async def test_an_account_elsewhere_joins_and_the_latest_word_stands(
        self, talk: Talk, elsewhere: FakePlatform
    ) -> None:
        await talk.says("mo", POLL, "Where should the bench go?")
        await elsewhere.says("anna", "vote 1 1")
        await talk.says("anna", "vote 1 2", "Your vote counts: Square.")
        code = code_in(await alone(elsewhere, "anna", "link"))
        asked = await talk.whispers("anna", f"link {code}", "become one person here")
        assert "elsewhere:anna" in asked
        there = await told_alone(talk.bude, elsewhere, "anna")
        await talk.agrees("anna", "has to say yes, too")
        agreed = await alone(elsewhere, "anna", f"confirm {number_in(there)}")
        assert "are one person here now" in agreed
        await talk.is_told("anna", "are one person here now")
        counted = await talk.says("mo", "results 1", "People who voted: 1")
        assert "Square: 1" in counted
        await elsewhere.says("anna", "vote 1 1")
        await talk.says("mo", "results 1", "Park: 1")

    async def test_an_account_parts_again_and_takes_no_second_voice_along(
        self, talk: Talk, elsewhere: FakePlatform
    ) -> None:
        await talk.says("mo", POLL, "Where should the bench go?")
        await talk.says("anna", "vote 1 2", "Your vote counts: Square.")
        code = code_in(await talk.whispers("anna", "link", "Your code"))
        number = number_in(await alone(elsewhere, "anna", f"link {code}"))
        await talk.agrees("anna", "has to say yes, too")
        await alone(elsewhere, "anna", f"confirm {number}")
        left = "elsewhere:anna is a person of its own now"
        await talk.whispers("anna", "unlink", left)
        assert "is no longer one person" in await told_alone(talk.bude, elsewhere, "anna")
        refused = told(await elsewhere.says("anna", "vote 1 1"))
        assert "you were one person with another account" in refused
        assert "Square: 1" in await talk.says("mo", "results 1", "People who voted: 1")

    async def test_one_yes_is_none(self, talk: Talk) -> None:
        code = code_in(await talk.whispers("anna", "link", "Your code"))
        await talk.whispers("anni", f"link {code}", "become one person here")
        await talk.agrees("anni", "has to say yes, too")
        await talk.whispers("anni", "unlink", "This account is not linked to another one.")

    async def test_a_code_that_others_read_is_void(self, stage: Stage, talk: Talk) -> None:
        need(stage, Ability.COMPANY)
        code = code_in(await talk.whispers("anna", "link", "Your code"))
        await talk.says("anni", f"link {code}", "Others may have read that")
        await talk.whispers("anni", f"link {code}", "This code does not work")

    async def test_a_role_comes_and_goes_with_a_word_to_the_person(
        self, stage: Stage, talk: Talk
    ) -> None:
        anna = await stage.account_of("anna")
        await talk.says("anna", "polls", "No poll is open")
        await talk.whispers("anna", "log", "Only moderators may do this.")
        await talk.says("mo", f"grant {anna} moderator", "now has the role of moderator here")
        await talk.is_told("anna", "has given you a role in Hafen: moderator.")
        log = await talk.whispers("anna", "log", "The log of Hafen")
        assert "a role: moderator" in log
        await talk.says(
            "mo", f"take {anna} moderator", "no longer has the role of moderator here"
        )
        await talk.is_told("anna", "has taken back your role in Hafen: moderator.")
        await talk.whispers("mo", "log", "took a role from")

    async def test_the_last_admin_stays(self, stage: Stage, talk: Talk) -> None:
        anna = await stage.account_of("anna")
        await talk.says("anna", "polls", "No poll is open")
        await talk.says("mo", f"grant {anna} admin", "now has the role of admin here")
        with talk.bude.store.begin() as session:
            appointing.appoint(session, [], talk.bude.clock())
        await talk.says("anna", f"take {anna} admin", "is the only one that looks after Hafen.")
        await talk.whispers("anna", "forget me for sure", "Nobody else looks after Bude")

    async def test_a_personal_code_makes_known_and_of_a_home_only_the_place_is_kept(
        self, talk: Talk
    ) -> None:
        await talk.says("mo", "polls", "No poll is open")
        code = code_in(await talk.whispers("mo", "codes 1", "These are the codes"))
        await talk.whispers("anna", f"redeem {code}", "You are known in Hafen now.")
        await talk.whispers("anna", "live Hafen", "You are at home in Hafen.")
        await talk.whispers("anni", f"redeem {code}", "This code does not work")
        kept = await talk.whispers("anna", "mydata", "What I keep about you")
        assert "Neighbourhood: Hafen" in kept
        assert "By a code" in kept

    async def test_what_everybody_may_vote_on_is_headed_as_unverified(self, talk: Talk) -> None:
        await talk.says("mo", POLL, "Where should the bench go?")
        await talk.says("anna", "vote 1 2", "Your vote counts: Square.")
        closed = await talk.says("mo", "close 1 Done.", "has closed (unverified)")
        assert "Square: 1" in closed

    async def test_by_which_name_when_and_in_which_language(self, talk: Talk) -> None:
        await talk.whispers("anna", "name Anna vom Kiosk", "I call you Anna vom Kiosk now.")
        await talk.whispers("anna", "quiet 22:00 7:00", "Between 22:00 and 7:00")
        await talk.whispers("anna", "language German", "auf Deutsch")
        kept = await talk.whispers("anna", "mydata", "Was ich über dich weiß")
        assert "Anna vom Kiosk" in kept
        assert "22:00–7:00" in kept
