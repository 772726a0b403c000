"""Element's own SDK, with its own cryptography, in an encrypted room with Bude."""

import pytest

from tests.adapters.matrix.hafen import Hafen
from tests.adapters.matrix.test_elements_tally import QUESTION
from tests.servers.element import Element, Stands, stands
from tests.servers.neighbour import Neighbour

pytestmark = pytest.mark.synapse


async def test_they_read_each_other_and_count_the_same(
    sealed_hafen: Hafen, element: Element
) -> None:
    hafen, room = sealed_hafen, sealed_hafen.stage.room.target
    ella = hafen.synapse.register("ella")
    async with await Neighbour.join(hafen.synapse.url, ella.access_token, room):
        pass
    async with element.neighbour(hafen.synapse.url, ella, room) as somebody:
        poll = await hafen.asks()
        await somebody.does(read="Poll 1")
        await somebody.does(pick=[poll, ["bude.1"]])
        await hafen.counts(1, 0, 0)
        await (await hafen.person("anna")).pick(poll, ["bude.3"])
        await somebody.does(pick=[poll, ["bude.2"]])
        await hafen.counts(0, 1, 1)
        await somebody.does(say="!results 1")
        await somebody.does(read="People who voted: 2")
        await hafen.stage.says("mo", "close 1 Done.")
        await hafen.reads("Poll 1 has closed")
        await somebody.does(read="Poll 1 has closed")
        theirs = stands(await somebody.does(tally=poll))
    tally = await hafen.tally()
    assert tally
    ours = Stands(QUESTION, tally.counts, tally.turnout, ended=True)
    assert theirs == ours == Stands(QUESTION, (0, 1, 1), 2, ended=True)


async def test_strict_clients_deal_with_bude(sealed_hafen: Hafen, element: Element) -> None:
    """They read only what comes from devices that are signed, and give no others their keys."""
    hafen, room = sealed_hafen, sealed_hafen.stage.room.target
    ella = hafen.synapse.register("ella")
    async with await Neighbour.join(hafen.synapse.url, ella.access_token, room):
        pass
    async with element.neighbour(hafen.synapse.url, ella, room, strict=True) as somebody:
        poll = await hafen.asks()
        await somebody.does(read="Poll 1")
        await somebody.does(pick=[poll, ["bude.2"]])
        await hafen.counts(0, 1, 0)
