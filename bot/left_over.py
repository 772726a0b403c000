"""Files that came along where nobody takes them: they do not go without a word."""

from collections.abc import Sequence

from bot.commands import Missing
from bot.incoming import is_file
from bot.language import N_, Words
from bot.posts import Post, Reply, with_besides

WORDS_ONLY = N_("The file that came along is not part of it: here I take words only.")
ONCE_MORE = N_("Please send what came along once more, together with your answer.")
UNSAID = N_(
    "A file came without words, so I do not know what it belongs to. Please send it once more, "
    "and write with it what it is for:"
)
UNASKED = N_(
    "A file came without words, while I wait for your answer. Please answer first; then send "
    "it once more, and write with it what it is for:"
)


def tell(reply: Reply, words: Words) -> Reply:
    """Besides the answer; whoever is refused does it anew anyway."""
    if reply.refused:
        return reply
    return with_besides(reply, [Reply(Post(words.say(WORDS_ONLY)), private=True)])


def wordless(takers: Sequence[str], words: Words, *, asked: bool) -> Post:
    """As when several are sent one after the other, and only the first says what it is."""
    lines = "\n".join(words.line(each) for each in takers)
    said = words.say(UNASKED if asked else UNSAID)
    return Post(f"{said}\n{lines}")


def prompt(missing: Missing, words: Words) -> str:
    """A file is not kept while we wait for the answer."""
    asked = words.say(missing.parameter.prompt)
    came = any(map(is_file, missing.call.arguments.values()))
    return f"{asked} {words.say(ONCE_MORE)}" if came else asked
