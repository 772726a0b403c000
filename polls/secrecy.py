"""Which polls are secret, and what becomes of a secret vote that others can see."""

from bot import outbox
from bot.context import Context
from bot.posts import Reply
from bot.refusals import Refusal
from bot.roles import Role
from polls import secret_posts
from polls.models import Poll
from polls.rules import rules


def is_wanted(context: Context, *, said: bool | None, live: bool, adopting: bool) -> bool:
    """What the asker said, or else what the city lays down. Raises Refusal."""
    if adopting:
        if said:
            raise Refusal(
                "In this poll everybody saw who chose what, so it cannot become secret. Ask a "
                "new one."
            )
        return False
    wanted = _by_default(context) if said is None else said
    if wanted and live:
        raise Refusal("A secret poll shows its result only after the end.")
    return wanted


def _by_default(context: Context) -> bool:
    laid_down = rules(context.neighbourhood.city).secret
    return Role.CITY_OFFICER in context.roles if laid_down is None else laid_down


def is_picked_openly(context: Context, poll: Poll) -> bool:
    return poll.secret and context.picked and not context.between_us


def answer_to_picking(context: Context, poll: Poll) -> Reply:
    """Not a Refusal, because it must be taken away all the same."""
    _remove(context)
    said = secret_posts.not_by_picking(poll, context.words)
    return Reply(said, private=True, refused=True)


def take_away(context: Context, poll: Poll) -> bool:
    """A secret vote that others could read counts, but shall not stay there. Whether it was
    one."""
    openly = poll.secret and not context.between_us
    if openly:
        _remove(context)
    return openly


def _remove(context: Context) -> None:
    outbox.remove(context.session, context.at, context.message_id, context.now)
