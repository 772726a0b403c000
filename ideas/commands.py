"""What neighbours can do with ideas."""

from typing import Annotated

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Line, Paragraphs, ShortText
from bot.posts import Reply
from bot.privately import refuse_settling
from ideas import (
    amending,
    finding,
    following,
    hour_commands,
    office,
    pool_commands,
    quoting,
    reading,
    supporting,
    taking_off,
    talk,
    telling,
    threshold,
    withdrawing,
)
from ideas.having import IDEA
from ideas.kinds import EXPLAINED, WHICH, Body, Part, Slug, ThatIdea, Title
from ideas.photos import SentPhotos, Which
from ideas.wording import Better
from moderation import desk


def comment(context: Context, idea: ThatIdea, text: Part) -> Reply:
    found = finding.find(context, idea)
    published = talk.comment(context, found, text)
    # Who merely talks with neighbours is told only if not all of them can read it.
    post = quoting.said(found, published, context.words)
    shown = post if published else desk.with_reason(context, post)
    return Reply(shown, private=True, refused=not published)


def dropcomment(context: Context, idea: ThatIdea) -> Reply:
    refuse_settling(context)
    found = finding.find(context, idea)
    text, in_the_room = talk.take_back(context, found)
    post = quoting.taken_back(found, text, in_the_room, context.words)
    return Reply(post, private=True)


def follow(context: Context, what: Annotated[str, Line()] | None = None) -> Reply:
    followed = following.follow(context, what)
    place, can = context.neighbourhood.name, following.reachable(context)
    return Reply(telling.followed(followed, place, can, context.words), private=True)


def unfollow(context: Context) -> Reply:
    refuse_settling(context)
    return Reply(telling.unfollowed(following.unfollow(context), context.words), private=True)


def amend(
    context: Context,
    idea: ThatIdea,
    *,
    title: Title | None = None,
    text: Body | None = None,
    place: ShortText | None = None,
    field: Slug | None = None,
    problem: Part | None = None,
    goal: Part | None = None,
    solution: Part | None = None,
    photo: SentPhotos | None = None,
) -> Reply:
    refuse_settling(context)
    found = finding.find(context, idea)
    better = Better(title, text, field, problem, goal, solution, place)
    done = amending.amend(context, found, better, photo or ())
    say = telling.amended if better.said else telling.illustrated
    post = say(found, done, context.words)
    return Reply(post if done else desk.with_reason(context, post), private=True)


def dropphoto(context: Context, idea: ThatIdea, which: Which, reason: Paragraphs = "") -> Reply:
    refuse_settling(context)
    found = finding.find(context, idea)
    explained = taking_off.take_off(context, found, which, reason)
    say = telling.taken_down if explained else telling.lessened
    return Reply(say(found, which, context.words), private=True)


def drop(context: Context, idea: ThatIdea) -> Reply:
    refuse_settling(context)
    found = finding.find(context, idea)
    withdrawing.withdraw(context, found)
    return Reply(telling.withdrawn(found, context.words), private=True)


def revive(context: Context, idea: ThatIdea) -> Reply:
    found = finding.find(context, idea)
    threshold.revive(context, found)
    return Reply(telling.revived(found, context.words))


COMMANDS = [
    IDEA,
    *reading.COMMANDS,
    *supporting.COMMANDS,
    Command(
        "comment",
        comment,
        N_("Say something about an idea; a reply under it does the same"),
        prompts={"idea": WHICH, "text": N_("What do you want to say about it?")},
        counts_late=True,
    ),
    Command(
        "dropcomment",
        dropcomment,
        N_("Take back what you last said about an idea"),
        prompts={"idea": WHICH},
        always=True,
    ),
    Command(
        "amend",
        amend,
        N_("Say more about an idea, say it better, or add photos"),
        prompts={"idea": WHICH},
        explains={
            **EXPLAINED,
            "text": N_("the whole text anew"),
            "photo": N_("more photos, sent together with this"),
        },
    ),
    Command(
        "follow",
        follow,
        N_("Hear of new ideas, of a street, of a field of action, or of all"),
        explains={"what": N_("a street or a field of action; without it, all ideas")},
    ),
    Command("unfollow", unfollow, N_("Hear no more of new ideas"), always=True),
    Command(
        "dropphoto",
        dropphoto,
        N_("Take a photo off an idea"),
        prompts={
            "idea": WHICH,
            "which": N_("Which photo? Count them as the idea shows them: 1, 2, and so on."),
        },
        explains={"reason": N_("why, if you moderate: whoever sent it reads it")},
        always=True,
    ),
    Command(
        "drop", drop, N_("Take back an idea of yours"), prompts={"idea": WHICH}, always=True
    ),
    Command(
        "revive",
        revive,
        N_("Gather supporters for an idea once more, after its time was over"),
        prompts={"idea": WHICH},
    ),
    *office.COMMANDS,
    *pool_commands.COMMANDS,
    *hour_commands.COMMANDS,
]
