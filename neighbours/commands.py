"""What neighbours can do about who they are."""

from collections.abc import Sequence
from typing import Annotated

from bot import telling
from bot.belongings import Belongings
from bot.commands import Command
from bot.context import Context
from bot.incoming import Address
from bot.language import N_, languages
from bot.outbox import send
from bot.parameters import Line, Number
from bot.people import AccountKey
from bot.posts import Reply
from bot.privately import refuse_openly
from neighbours import attempts, handing_out, linking, parting, posts
from neighbours.linking import Pair
from neighbours.models import Link

Code = Annotated[str, Line(40)]


def link(context: Context, code: Code = "") -> Reply:
    if code and not context.between_us:
        return read_by_others(context, code)
    refuse_openly(context, answered_later=True)
    if not code:
        return Reply(posts.code(linking.begin(context), context.words), private=True)
    attempts.refuse_too_many(context, attempts.WRONG)
    found = linking.enter(context, code)
    if found is None:
        return no_such_code(context)
    return _entered(context, found)


def _confirm(rooms: Sequence[Belongings]) -> Command:
    def confirm(context: Context, link: Annotated[int, Number()]) -> Reply:
        refuse_openly(context, answered_later=True)
        found = linking.find(context, link)
        pair = linking.agree(context, found, rooms)
        if pair is None:
            still = linking.pair_of(context.session, found)
            said = posts.one_more_yes(still, context.who.account, context.words)
            return Reply(said, private=True)
        _tell_of_link(context, pair)
        return Reply(posts.linked(pair, context.words), private=True)

    return Command(
        "confirm",
        confirm,
        N_("Say yes to a link of two accounts"),
        prompts={"link": N_("Which link? Write the number that I named.")},
    )


def _unlink(rooms: Sequence[Belongings]) -> Command:
    def unlink(context: Context, account: Annotated[str, Line()] = "") -> Reply:
        refuse_openly(context)
        done = parting.part(context, account, rooms)
        if done.due:
            said = posts.parts_later(done.account, done.due, context.words)
        else:
            said = posts.parted(done.account, context.words)
        return Reply(said, private=True)

    return Command(
        "unlink",
        unlink,
        N_("Part accounts again; without a name, the one linked last"),
        explains={"account": N_("which of your accounts")},
    )


def stay(context: Context) -> Reply:
    if parting.stay(context):
        return Reply(posts.stays(context.words), private=True)
    return Reply(posts.nothing_to_object(context.words), private=True)


def read_by_others(context: Context, code: str) -> Reply:
    """A guess in a room is one, too. However many there were, a code that others saw is void:
    they may have guessed only so that it stays good."""
    was_one = linking.void(context, code) or handing_out.void(context, code)
    if not was_one:
        attempts.refuse_too_many(context, attempts.WRONG)
    attempts.note(context, attempts.WRONG)
    return Reply(posts.read_by_others(context.words), private=True, refused=True)


def no_such_code(context: Context) -> Reply:
    """Not a Refusal, because the attempt must be kept."""
    attempts.note(context, attempts.WRONG)
    return Reply(posts.no_code(context.words), private=True, refused=True)


def _entered(context: Context, link: Link) -> Reply:
    """Both are asked, each in their own language."""
    pair = linking.pair_of(context.session, link)
    for account, target, tag in _sides(link):
        if account == context.who.account:
            continue
        words = languages().words(tag or "", context.words.zone, context.words.formal)
        send(
            context.session,
            Address(account[0], target or ""),
            posts.to_confirm(link.id, pair, account, words),
            key=f"link:{link.id}:{account[1]}",
            now=context.now,
        )
    said = posts.to_confirm(link.id, pair, context.who.account, context.words)
    return Reply(said, private=True)


def _sides(link: Link) -> list[tuple[AccountKey, str | None, str | None]]:
    first, other = linking.both(link)
    return [
        (first, link.target, link.language),
        (other, link.other_target, link.other_language),
    ]


def _tell_of_link(context: Context, pair: Pair) -> None:
    """Every account of theirs, so that nobody is taken over quietly."""
    telling.tell(
        context.session,
        pair.stays.person.id,
        lambda words: posts.linked(pair, words),
        key=f"linked:{':'.join(pair.goes.account)}:{context.now.isoformat()}",
        now=context.now,
        besides=[context.who.account],
        warning=True,
    )


LINK = Command(
    "link",
    link,
    N_("Link another account of yours, so that you are one person here"),
    explains={"code": N_("the code that I gave to your other account")},
)
STAY = Command("stay", stay, N_("Object when your account is to be parted"))


def commands(rooms: Sequence[Belongings]) -> list[Command]:
    """`rooms` are all that keep things about people."""
    return [LINK, _confirm(rooms), _unlink(rooms), STAY]
