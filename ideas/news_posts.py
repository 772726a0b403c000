"""How news of ideas are put into words, where whoever had them is not named."""

from bot.language import Words
from bot.posts import Post
from ideas import posts
from ideas.models import ALIVE, Idea, Step


def new(idea: Idea, words: Words) -> Post:
    """Everybody can read it now."""
    return Post(
        posts.told(idea),
        title=posts.title(idea, words),
        facts=tuple(posts.described(idea, words)),
        buttons=(posts.support(idea, words),) if idea.state in ALIVE else (),
    )


def answer(idea: Idea, step: Step, words: Words) -> Post:
    """The city's word at that step, with its reason."""
    said = words.say("The city's answer: {state}.", state=posts.state_of(step, words))
    return Post(
        f"{said}\n{step.reason}".strip(),
        title=posts.title(idea, words),
        facts=tuple(posts.reference(idea, words)),
    )
