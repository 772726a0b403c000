"""What neighbours can do with polls."""

from typing import Annotated, TypeAlias

from bot import places
from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import (
    Line,
    Moment,
    Number,
    OneOf,
    Paragraphs,
    Picking,
    Reference,
    Several,
    ShortText,
    TheirPoll,
    Yes,
)
from bot.posts import Post, Reply
from bot.roles import Role
from moderation import desk
from polls import (
    asking,
    ballot_posts,
    ballots,
    closing,
    desk_posts,
    posts,
    results,
    rewording,
    secrecy,
    wording,
)
from polls.models import Poll, State
from polls.voices import Who

ThatPoll: TypeAlias = Annotated[int, Reference(asking.suggest)]
Question: TypeAlias = Annotated[str, Line(300)]
Answers: TypeAlias = Annotated[tuple[str, ...], Several(wording.FEWEST, wording.MOST)]
Voting: TypeAlias = Annotated[str, OneOf(tuple(Who))]
Showing: TypeAlias = Annotated[str, OneOf(("live", "after"))]


def poll(
    context: Context,
    question: Question,
    options: Answers,
    *,
    closes: Moment | None = None,
    several: Yes = False,
    who: Voting | None = None,
    secret: Yes | None = None,
    results: Showing | None = None,
    quorum: Annotated[int, Number(1, 1_000_000)] | None = None,
    decides: ShortText | None = None,
    answered: ShortText | None = None,
    adopts: TheirPoll | None = None,
) -> Reply:
    live = results == "live"
    proposal = asking.Proposal(
        question,
        options,
        closes=closes,
        several=several,
        hidden=results == "after",
        quorum=quorum,
        decides=decides,
        answered_by=answered,
        secret=secrecy.is_wanted(context, said=secret, live=live, adopting=adopts is not None),
        who=who,
    )
    asked = asking.adopt(context, proposal, adopts) if adopts else asking.ask(context, proposal)
    return Reply(_received(context, asked), private=True)


def _received(context: Context, poll: Poll) -> Post:
    if poll.state == State.HELD:
        return desk.with_reason(context, desk_posts.waits(poll, context.words))
    rooms = places.rooms_of(context.session, poll.neighbourhood_id)
    return posts.asked(poll, len(rooms), context.words)


def vote(context: Context, poll: ThatPoll, choices: Picking) -> Reply:
    asked = asking.find(context, poll, also=State.TAKEN_DOWN)
    if not choices:
        return withdraw(context, poll)
    if secrecy.is_picked_openly(context, asked):
        return secrecy.answer_to_picking(context, asked)
    stands = ballots.cast(context, asked, choices)
    openly = secrecy.take_away(context, asked)
    if asked.state == State.TAKEN_DOWN:
        return Reply(ballot_posts.kept(asked, context.words), private=True)
    said = ballot_posts.counted(asked, choices, stands, context.words, openly=openly)
    return Reply(said, private=True)


def withdraw(context: Context, poll: ThatPoll) -> Reply:
    asked = asking.find(context, poll, also=State.TAKEN_DOWN)
    before = ballots.standing(context, asked)
    stands = ballots.withdraw(context, asked)
    return Reply(ballot_posts.withdrawn(asked, before, stands, context.words), private=True)


def show(context: Context, poll: ThatPoll) -> Reply:
    asked = asking.find(context, poll)
    return Reply(posts.standing(asked, results.shown(context.session, asked), context.words))


def polls(context: Context, poll: ThatPoll | None = None) -> Reply:
    if poll is not None:
        return _again(context, asking.find(context, poll))
    place = context.neighbourhood.name
    return Reply(posts.overview(asking.open_polls(context), place, context.words))


def _again(context: Context, poll: Poll) -> Reply:
    """Show a poll to somebody who does not want to look for it."""
    so_far = results.so_far(context.session, poll)
    return Reply(posts.opened(poll, context.words, so_far), private=True)


def close(context: Context, poll: ThatPoll, reason: Paragraphs) -> Reply:
    asked = asking.find(context, poll)
    closing.close_early(context, asked, reason)
    return Reply(posts.closed_early(asked, context.words), private=True)


def reword(
    context: Context,
    poll: ThatPoll,
    question: Question | None = None,
    options: Answers | None = None,
) -> Reply:
    asked = asking.find(context, poll, also=State.HELD)
    rewording.reword(context, asked, question, options)
    return Reply(posts.reworded(asked, context.words), private=True)


WHICH = N_("Which poll? Write its number.")

COMMANDS = [
    Command(
        "poll",
        poll,
        N_("Ask the neighbourhood a question"),
        prompts={
            "question": N_("What do you want to ask the neighbourhood?"),
            "options": N_(
                "Which answers can people choose from? Write each on a line of its own, or in "
                "quotation marks."
            ),
        },
        explains={
            "closes": N_("when it closes: in 3 days, Friday 18:00"),
            "several": N_("people may choose more than one answer"),
            "who": N_("who may vote: everybody, or known neighbours"),
            "secret": N_("nobody learns who chose what"),
            "results": N_("live, or after it has closed"),
            "quorum": N_("how many must vote for it to count"),
            "decides": N_("what the result decides"),
            "answered": N_("who answers it"),
            "adopts": N_(
                "a poll made with the chat's own means: reply to it with this command alone"
            ),
        },
    ),
    Command(
        "vote",
        vote,
        N_("Vote, or change your vote"),
        prompts={
            "poll": WHICH,
            "choices": N_("Which answer do you choose? Write its number."),
        },
        counts_late=True,
        counts_edited=True,
    ),
    Command(
        "withdraw",
        withdraw,
        N_("Take your vote back"),
        prompts={"poll": WHICH},
        counts_late=True,
        counts_edited=True,
    ),
    Command("results", show, N_("See how a poll stands"), prompts={"poll": WHICH}),
    Command(
        "polls",
        polls,
        N_("See which polls are open; with its number, one of them"),
        explains={"poll": N_("only what has this number")},
    ),
    Command(
        "close",
        close,
        N_("Close a poll early, with a reason that everybody sees"),
        prompts={
            "poll": WHICH,
            "reason": N_("Why is it closed early? Everybody will read it."),
        },
        needs=frozenset({Role.MODERATOR}),
        counts_late=True,
    ),
    Command(
        "reword",
        reword,
        N_("Change the words of a poll before the first vote"),
        prompts={"poll": WHICH},
        explains={
            "question": N_("the new question"),
            "options": N_("the new answers, each on a line of its own"),
        },
    ),
]
