"""The word to somebody of whom nothing can be written down just now."""

from bot import tongues
from bot.commands import CommandBook
from bot.incoming import Call, Incoming, Text
from bot.language import N_
from bot.posts import Post, Reply

NOT_SAVED = N_(
    "I cannot write anything down at the moment, so this does not count yet. I keep trying; "
    "if you hear nothing from me in the next few minutes, please write it once more."
)


def answer(book: CommandBook, incoming: Incoming) -> Reply | None:
    """For those who certainly spoke to us; a pick may be on a post of anybody's."""
    match incoming.said:
        case Text(words=line, addressed=True):
            said = line.split(maxsplit=1)
        case Call():
            said = []
        case _:
            return None
    found = book.named(said[0]) if said else None
    tag = found[1] if found else None
    words = tongues.without_database(tag or incoming.locale)
    return Reply(Post(words.say(NOT_SAVED)), private=True)
