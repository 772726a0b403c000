"""What is said about digests: how often one comes, when the next one, or that none does."""

from bot.language import Words
from bot.posts import Post
from digest.compose import Digest
from digest.letters import EVERY, NEVER, how_often, line, title, told
from digest.models import Often, Subscription


def preview(seen: Digest, place: str, days: int, words: Words) -> Post:
    """For who gets none so far."""
    offer = words.say(
        "Shall I send you such news every week? Then say: {weekly}. Every day or every month "
        "is possible, too: {daily} or {monthly}",
        weekly=line(Often.WEEKLY, words),
        daily=line(Often.DAILY, words),
        monthly=line(Often.MONTHLY, words),
    )
    said = words.say("In the last {days} days nothing new has happened.", days=days)
    if seen.items:
        said = words.say("What has happened in the last {days} days:", days=days)
    facts = tuple(told(seen, words))
    return Post(f"{offer}\n\n{said}", title=title(place, words), facts=facts)


def so_far(
    seen: Digest, wanted: Subscription, place: str, reachable: bool, words: Words
) -> Post:
    """For who gets it: what the next one will tell, if nothing more happens."""
    said = words.say(
        "I send you the news {often}, the next time on {moment}. If there is none, I send "
        "nothing.",
        often=words.say(EVERY[Often(wanted.often)]),
        moment=wanted.due,
    )
    now = words.say("So far nothing new has happened.")
    if seen.items:
        now = words.say("So far this has happened:")
    facts = (*told(seen, words), *how_often(wanted.often, words))
    text = f"{_with_door(said, reachable, words)}\n\n{now}"
    return Post(text, title=title(place, words), facts=facts)


def subscribed(wanted: Subscription, place: str, reachable: bool, words: Words) -> Post:
    said = words.say(
        "From now on I tell you {often} what has happened in {place}, for the first time on "
        "{moment}. If nothing has happened, I send nothing. To end it: {line}",
        often=words.say(EVERY[Often(wanted.often)]),
        place=place,
        moment=wanted.due,
        line=line(NEVER, words),
    )
    return Post(_with_door(said, reachable, words))


def ended(was: bool, words: Words) -> Post:
    if not was:
        return Post(words.say("I have not been sending you any news."))
    shows = words.line("digest")
    return Post(
        words.say(
            "I send you no more news. You can still see what is new whenever you like: {line}",
            line=shows,
        )
    )


def _with_door(said: str, reachable: bool, words: Words) -> str:
    if reachable:
        return said
    door = words.say(
        "So that I can, please write to me alone once, in a direct message: {line}",
        line=words.line("help"),
    )
    return f"{said}\n\n{door}"
