"""How comments are put into words."""

from collections.abc import Sequence

from bot.incoming import Call
from bot.language import Words
from bot.posts import Ask, Post
from ideas.models import Comment, Idea


def under(idea_id: int) -> Ask:
    """What is said under such a post is a comment on the idea."""
    return Ask(Call("comment", {"idea": idea_id}), "text")


def quoted(idea_id: int, text: str, name: str, words: Words) -> Post:
    number = str(idea_id)
    title = words.say("{name} on idea {number}", name=name, number=number)
    return Post(text, title=title, comment=under(idea_id))


def gone(idea_id: int, words: Words) -> Post:
    number = str(idea_id)
    return Post(words.say("A comment on idea {number} was taken down.", number=number))


def said(idea: Idea, published: bool, words: Words) -> Post:
    number = str(idea.id)
    if published:
        return Post(words.say("Your comment on idea {number} is in all rooms.", number=number))
    return Post(
        words.say(
            "A moderator reads your comment on idea {number} first; then it goes to the other "
            "rooms, too.",
            number=number,
        )
    )


def taken_back(idea: Idea, text: str, in_the_room: bool, words: Words) -> Post:
    told = words.say(
        "Your comment on idea {number} is taken back: “{text}”", number=str(idea.id), text=text
    )
    if in_the_room:
        told += "\n" + words.say("Your own message stays where you wrote it; delete it there.")
    return Post(told)


def listed(idea: Idea, comments: Sequence[tuple[Comment, str]], words: Words) -> Post:
    number, title = str(idea.id), idea.title
    if not comments:
        line = words.line("comment", number)
        text = words.say("Nobody has said anything about it yet. Write: {line}", line=line)
        return Post(text, title=words.say("Idea {number}: {title}", number=number, title=title))
    facts = tuple((name or "…", each.text) for each, name in comments)
    head = words.say("What people say about idea {number}: {title}", number=number, title=title)
    return Post(title=head, facts=facts)
