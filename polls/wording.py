"""Other words for a poll; whoever voted did so on these, so they stay from then on."""

from collections.abc import Sequence

from bot import outbox
from bot.context import Context
from bot.parameters import Line, Several
from bot.refusals import Refusal
from polls import ballots, posts, results
from polls.models import Poll, State

FEWEST, MOST = 2, 20
QUESTION, ANSWERS = Line(300), Several(FEWEST, MOST)


def refuse_settled(context: Context, poll: Poll) -> None:
    """Raises Refusal."""
    if poll.state not in (State.HELD, State.TURNED_AWAY):
        ballots.refuse_when_closed(poll, context.said_at)
    if outbox.is_adopted(context.session, poll.key):
        raise Refusal("This poll was made by other means than mine, so I cannot change it.")
    if results.has_ballots(context.session, poll):
        raise Refusal(
            "Somebody has voted on these words already, so they stay. You can ask a new poll."
        )


def put(
    context: Context, poll: Poll, question: str | None, options: Sequence[str] | None
) -> None:
    """What is None stays; where the poll stands, it reads so from now on."""
    poll.question = question or poll.question
    poll.options = list(options or poll.options)
    context.session.flush()
    if poll.state == State.OPEN:
        outbox.revise(
            context.session,
            lambda words: posts.opened(poll, words),
            key=poll.key,
            now=context.now,
        )
