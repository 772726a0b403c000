"""What the desk's decisions mean for a poll."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy.orm import Session

from bot import store
from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from moderation import desk
from moderation.contributions import Contribution
from polls import posts, publishing, wording
from polls.models import Poll, State
from polls.rules import rules

KIND = "poll"
_NOT_OVER = (State.HELD, State.OPEN)


def contribution(
    poll: Poll, question: str | None = None, options: Sequence[str] | None = None
) -> Contribution:
    """As it is, or with these words: the answers with their numbers, then what whoever asked
    it says of what it decides."""
    city = poll.neighbourhood.city
    answers = [f"{number}. {each}" for number, each in enumerate(options or poll.options, 1)]
    return Contribution(
        KIND,
        poll.id,
        "\n".join([*answers, *_own(poll)]),
        question or poll.question,
        rule=rules(city).rule,
        what=(N_("poll {number}"), {"number": str(poll.id)}),
        facts=partial(posts.conditions, poll, briefly=True)
        if poll.state in _NOT_OVER
        else None,
    )


def _own(poll: Poll) -> list[str]:
    """What whoever asked it says of what it decides, and who answers."""
    laid_down = rules(poll.neighbourhood.city)
    usual = laid_down.decides, laid_down.answered_by
    return [str(each) for each in (poll.decides, poll.answered_by) if each not in usual]


def hold(context: Context, poll: Poll) -> None:
    """As it became, whatever another Bude does to it at this moment: else words could be
    changed that were published just now. Its case first, as moderators who decide do."""
    if store.dialect(context.session) == "postgresql":
        desk.hold(context.session, KIND, poll.id)
        context.session.refresh(poll, with_for_update={"of": Poll})


class Polls:
    """Obeys moderation.subjects.Subject."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        poll = session.get(Poll, number)
        if poll is None or poll.state == State.GONE:
            return None
        return contribution(poll)

    def approved(self, context: Context, number: int) -> None:
        poll = _there(context, number)
        if poll.state in (State.HELD, State.TURNED_AWAY):
            publishing.open_now(context.session, poll, context.now)
        elif poll.state == State.TAKEN_DOWN:
            publishing.bring_back(context.session, poll, context.now)

    def declined(self, context: Context, number: int, reason: str) -> None:
        publishing.take_down(context.session, _there(context, number), reason, context.now)

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        poll = _there(context, number)
        question = wording.QUESTION.read(title, context) if title else None
        options = wording.ANSWERS.read(_answers(poll, text), context) if text else None
        wording.refuse_settled(context, poll)
        wording.put(context, poll, question, options)

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("A poll cannot be taken apart. It can be asked again in parts.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("A poll cannot be joined with others.")


def _answers(poll: Poll, text: str) -> str:
    """Who mends what the letter shows leaves there what is no answer."""
    lines, own = text.splitlines(), _own(poll)
    return "\n".join(line for line in lines if line.strip() not in own)


def _there(context: Context, number: int) -> Poll:
    """Nobody votes in it meanwhile, and nobody closes it."""
    poll = context.session.get_one(Poll, number)
    context.session.refresh(poll, with_for_update={"of": Poll})
    if poll.state == State.GONE:
        raise Refusal("Poll {number} is no longer there.", number=str(number))
    return poll
