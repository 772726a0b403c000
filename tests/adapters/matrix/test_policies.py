"""Policy rooms: what Draupnir and Mjolnir publish is read, and nothing else of it."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.matrix.policies import watched
from tests.adapters.matrix.stage import MatrixStage
from tests.adapters.stage import Notebook, until

BAN = {"entity": "@spam:evil.example", "recommendation": "m.ban", "reason": "spam"}


@pytest.mark.parametrize(
    ("kind", "content", "whom"),
    [
        ("m.policy.rule.user", BAN, "@spam:evil.example"),
        (
            "org.matrix.mjolnir.rule.server",
            {"entity": "*.evil.example", "recommendation": "org.matrix.mjolnir.ban"},
            "*.evil.example",
        ),
        ("m.policy.rule.user", {}, None),
        ("m.policy.rule.user", {**BAN, "recommendation": "m.takedown"}, None),
        ("m.policy.rule.user", {**BAN, "entity": ["@spam:evil.example"]}, None),
        ("m.policy.rule.user", "nonsense", None),
    ],
)
def test_a_rule_is_read(kind: str, content: Any, whom: str | None) -> None:
    rule = watched({"type": kind, "state_key": "rule:1", "content": content}, "!list:x")
    assert rule.whom == whom
    assert rule.listed_in == "!list:x"


def test_old_and_new_names_of_a_rule_are_the_same_rule() -> None:
    names = ("m.policy.rule.user", "m.room.rule.user", "org.matrix.mjolnir.rule.user")
    events = [{"type": name, "state_key": "r", "content": BAN} for name in names]
    assert len({watched(event, "!list:x").rule for event in events}) == 1


@pytest.mark.synapse
async def test_only_rooms_that_the_config_names_are_believed(stage: MatrixStage) -> None:
    mo = await stage.person("mo")
    listed = stage.room.target
    stage.settings = replace(stage.settings, policy_rooms=(listed,))
    stage.adapter = stage.fresh()
    inbox = Notebook()
    await stage.listens(inbox)
    for room in (await stage.opens("Elsewhere"), listed):
        await mo._put(f"rooms/{mo._quoted(room)}/state/m.policy.rule.user/rule1", BAN)
    await until(lambda: bool(inbox.warnings))
    assert set(inbox.lists) == {listed}
    assert [(each.listed_in, each.whom) for each in inbox.warnings] == [
        (listed, "@spam:evil.example")
    ]
