"""What a neighbour says without words, as Element sends it: polls (MSC3381) and reactions."""

from collections.abc import Sequence
from typing import Any

POLL = "org.matrix.msc3381.poll"
TEXT = "org.matrix.msc1767.text"


class Gestures:
    """Each returns the id of its event."""

    async def send(self, kind: str, content: dict[str, Any], room: str | None = None) -> str:
        raise NotImplementedError

    async def ask(
        self, question: str, *options: str, most: int = 1, kind: str = "disclosed"
    ) -> str:
        """A poll of one's own; its answers have the ids a1, a2, ..."""
        answers = [{"id": f"a{n}", TEXT: option} for n, option in enumerate(options, 1)]
        poll = {
            "kind": f"{POLL}.{kind}",
            "max_selections": most,
            "question": {TEXT: question, "body": question, "msgtype": "m.text"},
            "answers": answers,
        }
        fallback = "\n".join([question, *(f"{n}. {o}" for n, o in enumerate(options, 1))])
        return await self.send(f"{POLL}.start", {TEXT: fallback, f"{POLL}.start": poll})

    async def pick(self, poll: str, answers: Sequence[str], room: str | None = None) -> str:
        relation = {"rel_type": "m.reference", "event_id": poll}
        content = {"m.relates_to": relation, f"{POLL}.response": {"answers": list(answers)}}
        return await self.send(f"{POLL}.response", content, room)

    async def end(self, poll: str, room: str | None = None) -> str:
        relation = {"rel_type": "m.reference", "event_id": poll}
        content = {"m.relates_to": relation, f"{POLL}.end": {}, TEXT: "The poll has ended."}
        return await self.send(f"{POLL}.end", content, room)

    async def react(self, event_id: str, sign: str, room: str | None = None) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        return await self.send("m.reaction", {"m.relates_to": relation}, room)
