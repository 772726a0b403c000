"""What neighbours can do about being known, and where they live."""

from collections.abc import Sequence
from typing import Annotated

from bot.commands import Command
from bot.context import Context
from bot.language import N_
from bot.parameters import Anybody, Line, Number
from bot.posts import Reply
from bot.privately import refuse_openly, refuse_settling
from bot.roles import Role
from neighbours import attempts, handing_out, home, known_posts, vouching
from neighbours.commands import Code, no_such_code, read_by_others
from neighbours.standing import Changed

WHO = N_("Who? Write the name or the account.")


def _vouch(changed: Sequence[Changed]) -> Command:
    def vouch(context: Context, person: Anybody) -> Reply:
        refuse_settling(context)
        place = context.neighbourhood.name
        is_known = vouching.vouch(context, person, changed)
        said = known_posts.vouched(person.name, place, is_known, context.words)
        return Reply(said, private=True)

    return Command(
        "vouch",
        vouch,
        N_("Say that somebody lives here, so that they are known"),
        prompts={"person": WHO},
    )


def _unvouch(changed: Sequence[Changed]) -> Command:
    def unvouch(context: Context, person: Anybody) -> Reply:
        refuse_settling(context)
        still = vouching.take_back(context, person, changed)
        said = known_posts.taken_back(person.name, still, context.words)
        return Reply(said, private=True)

    return Command(
        "unvouch",
        unvouch,
        N_("Take back that you vouch for somebody"),
        prompts={"person": WHO},
    )


def _redeem(changed: Sequence[Changed]) -> Command:
    def redeem(context: Context, code: Code) -> Reply:
        if not context.between_us:
            return read_by_others(context, code)
        refuse_settling(context)
        attempts.refuse_too_many(context, attempts.WRONG)
        place = handing_out.redeem(context, code, changed)
        if place is None:
            return no_such_code(context)
        return Reply(known_posts.you_are_known(place.name, context.words), private=True)

    return Command(
        "redeem",
        redeem,
        N_("Become known with a personal code from the city or your house"),
        prompts={
            "code": N_(
                "Which code? Write it only in a private chat: once others can read it, it "
                "is void."
            )
        },
    )


def _live(changed: Sequence[Changed]) -> Command:
    def live(context: Context, street: Annotated[str, Line()]) -> Reply:
        refuse_openly(context)
        refuse_settling(context)
        place = home.live(context, street, changed)
        return Reply(known_posts.at_home(place.name, context.words), private=True)

    return Command(
        "live",
        live,
        N_("Say where you live: I keep the neighbourhood, not the street"),
        prompts={
            "street": N_(
                "Which street do you live in? Tell me in a private chat only. I keep the "
                "neighbourhood, not the street."
            )
        },
    )


def known(context: Context) -> Reply:
    place = context.neighbourhood
    if context.person.known_in == place.id:
        return Reply(known_posts.known(place.name, context.words), private=True)
    return Reply(known_posts.not_known(place.name, context.words), private=True)


def vouches(context: Context, person: Anybody | None = None) -> Reply:
    refuse_openly(context)
    rows = vouching.chain(context, person) if person else vouching.newest(context)
    return Reply(known_posts.chain(rows, context.words), private=True)


def codes(context: Context, count: Annotated[int, Number(1, 100)]) -> Reply:
    refuse_openly(context)
    batch, made = handing_out.make(context, count)
    place = context.neighbourhood.name
    return Reply(known_posts.codes(batch, made, place, context.words), private=True)


KNOWN = Command("known", known, N_("See whether you are known here, and how to become so"))
VOUCHES = Command(
    "vouches",
    vouches,
    N_("See who vouches for whom; with a name, for that person"),
    explains={"person": N_("only what concerns this person")},
    needs=frozenset({Role.MODERATOR, Role.ADMIN}),
)
CODES = Command(
    "codes",
    codes,
    N_("Make personal codes to hand out on paper"),
    prompts={"count": N_("How many? From 1 to 100.")},
    needs=frozenset({Role.CITY_OFFICER, Role.ADMIN}),
)


def commands(changed: Sequence[Changed]) -> list[Command]:
    """`changed` are told whose votes count differently from now on."""
    return [
        _vouch(changed),
        _unvouch(changed),
        _redeem(changed),
        _live(changed),
        KNOWN,
        VOUCHES,
        CODES,
    ]
