"""Wording a poll better: by whoever asked it, or a moderator."""

from collections.abc import Sequence

from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from bot.roles import Role
from moderation import desk, log
from moderation.contributions import Contribution
from polls import subject, wording
from polls.models import Poll, State


def reword(
    context: Context, poll: Poll, question: str | None, options: Sequence[str] | None
) -> None:
    """Before the first vote. Raises Refusal."""
    asked_it = poll.asker_id == context.person.id
    if not asked_it and Role.MODERATOR not in context.roles:
        raise Refusal("Only the person who asked, or a moderator, can change the words.")
    if not question and not options:
        raise Refusal("Write the new question, the new answers, or both.")
    subject.hold(context, poll)
    wording.refuse_settled(context, poll)
    if asked_it:
        _refuse_unread(context, poll, subject.contribution(poll, question, options))
    else:
        log.enter(context, N_("changed the words of poll {subject}"), str(poll.id))
    wording.put(context, poll, question, options)
    desk.reworded(context, subject.contribution(poll))


def _refuse_unread(context: Context, poll: Poll, given: Contribution) -> None:
    """What stands in rooms must not become by other words what had to wait before."""
    if poll.state == State.OPEN and desk.would_wait(context, given):
        raise Refusal(
            "Poll {number} stands in the rooms, and a moderator would have to read these words "
            "first. Please ask one of them to change it: {line}",
            number=str(poll.id),
            line=context.words.line("reword", str(poll.id)),
        )
