"""A message of one's own becomes an idea by a reply that says nothing but `!idea`."""

import pytest

from tests.adapters.matrix.hafen import Hafen

pytestmark = pytest.mark.synapse
WORDS = "Under the bridge it is so dark, there should be light!"


async def test_its_author_may_and_nobody_else(hafen: Hafen) -> None:
    anna, mehmet = await hafen.person("anna"), await hafen.person("mehmet")
    message = await anna.say(WORDS)
    await mehmet.say("!idea", reply_to=message)
    await hafen.reads("Only whoever wrote this can make it an idea")
    await anna.say("!idea", reply_to=message)
    await hafen.reads(f"“{WORDS}”")
