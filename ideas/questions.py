"""What the desk's decisions mean for a question."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.context import Context
from bot.refusals import Refusal
from ideas import hours
from ideas.models import Question, State
from moderation.contributions import Contribution


class Questions:
    """Obeys moderation.subjects.Subject."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        asked = session.get(Question, number)
        return hours.contribution(asked) if asked and asked.text else None

    def approved(self, context: Context, number: int) -> None:
        asked = context.session.get_one(Question, number)
        if asked.state != State.PUBLISHED:
            hours.publish(context.session, asked, context.now)

    def declined(self, context: Context, number: int, reason: str) -> None:
        asked = context.session.get_one(Question, number)
        asked.state = State.TURNED_AWAY
        hours.show_anew(context.session, asked, context.now)

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        asked = context.session.get_one(Question, number)
        asked.text = text or asked.text
        if asked.state == State.PUBLISHED:
            hours.show_anew(context.session, asked, context.now)

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("A question cannot be taken apart. It can be asked again in parts.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("A question cannot be joined with others.")
