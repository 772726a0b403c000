"""What is said once about an idea: to whoever asked, and to a room when something happens."""

from collections.abc import Sequence
from dataclasses import replace

from bot.incoming import Argument, Call
from bot.language import Words
from bot.posts import Ask, Button, Post
from ideas import fields
from ideas.models import Follow, Gathering, Idea, State
from ideas.posts import View, committee, last_day, owed, reference, standing, state_of
from ideas.similar import Similar


def received(idea: Idea, photos: int, words: Words) -> Post:
    """Whoever sent one photo may have more, and what comes without words is not looked at."""
    taken = _taken(idea, words)
    if photos != 1:
        return taken
    more = words.say(
        "More photos? Send each together with {line}; if that is not possible, send it first, "
        "and then reply to it with that line.",
        line=words.line("amend", str(idea.id)),
    )
    return replace(taken, text=f"{taken.text}\n{more}")


def _taken(idea: Idea, words: Words) -> Post:
    number, title = str(idea.id), idea.title
    if idea.state == State.RECEIVED:
        line = words.line("ideas", number)
        return Post(
            words.say(
                "Thank you! Your idea “{title}” is idea {number}. A moderator reads it, and I "
                "tell you what becomes of it. {line} shows it.",
                title=title,
                number=number,
                line=line,
            )
        )
    return Post(
        words.say(
            "Thank you! Your idea “{title}” is idea {number}, and now stands in all rooms of "
            "{place}. To say more about it, write: {line}",
            title=title,
            number=number,
            place=idea.neighbourhood.name,
            line=words.line("amend", f'{number} {words.term("parameter", "goal")}="…"'),
        )
    )


def alike(found: Sequence[Similar], call: Call, words: Words) -> Post:
    """Before one more is made: is it one of these?"""
    facts = tuple((str(each.idea.id), each.idea.title) for each in found)
    joins = [_join(each.idea, words) for each in found]
    new: dict[str, Argument] = {**call.arguments, "join": 0}
    own = Button(
        words.say("No, mine is another one"),
        Call(call.command, new),
        words.term("choice", "new"),
    )
    return Post(
        words.say(
            "They are much like it. Answer with a number to join that idea; then both count "
            "together. Or answer “{new}”, and yours becomes one of its own. Nothing is passed "
            "on until you answer.",
            new=words.term("choice", "new"),
        ),
        title=words.say("Is yours one of these?"),
        facts=facts,
        buttons=(*joins, own),
        ask=Ask(call, "join"),
    )


def _join(idea: Idea, words: Words) -> Button:
    number = str(idea.id)
    label = words.say("Join idea {number}", number=number)
    return Button(label, Call("support", {"idea": idea.id}), words.line("support", number))


def supported(seen: View, news: bool, words: Words) -> Post:
    number = str(seen.idea.id)
    if not news:
        text = words.say("You support idea {number} already; once is enough.", number=number)
        return Post(text)
    so_far = words.plural(
        "You support idea {number}. So far {count} person does.",
        "You support idea {number}. So far {count} people do.",
        seen.supporters,
        number=number,
    )
    return Post(so_far)


def unsupported(idea: Idea, was: bool, words: Words) -> Post:
    number = str(idea.id)
    if not was:
        return Post(
            words.say("You were not among those who support idea {number}.", number=number)
        )
    return Post(words.say("You no longer support idea {number}.", number=number))


def gathered(idea: Idea, count: int, words: Words) -> Post:
    """A word on how far it is: each week, at success, at the end."""
    number, title, needed = str(idea.id), idea.title, idea.gather_needed or 0
    head = words.say("Idea {number}: {title}", number=number, title=title)
    match idea.gathering:
        case Gathering.REACHED:
            text = words.say(
                "It is done: {needed} neighbours support this idea. Now {committee} has to "
                "decide on it.",
                needed=needed,
                committee=committee(idea, words),
            )
        case Gathering.EXPIRED:
            text = words.say(
                "The time is over. This idea has {count} of the {needed} supporters that it "
                "needs. It is not lost: whoever had it can revive it with {line}",
                count=count,
                needed=needed,
                line=words.line("revive", number),
            )
        case _:
            text = words.say(
                "So far this idea has {count} of the {needed} supporters that it needs. There "
                "is time until {until}: {line}",
                count=count,
                needed=needed,
                until=last_day(idea, words),
                line=words.line("support", number),
            )
    return Post(text, title=head)


def new(seen: View, words: Words) -> Post:
    """For whoever follows the place or the field."""
    post = standing(seen, words)
    line = words.line("unfollow")
    why = words.say("You follow this. To hear no more of new ideas, write: {line}", line=line)
    return replace(post, text=f"{post.text}\n\n{why}".strip())


def followed(what: Follow, place: str, reachable: bool, words: Words) -> Post:
    if what.field:
        field = fields.label(what.field, words)
        text = words.say(
            "From now on I tell you when there are new ideas on “{field}”.", field=field
        )
    else:
        where = what.district or place
        text = words.say(
            "From now on I tell you when there are new ideas in {place}.", place=where
        )
    if not reachable:
        text += " " + words.say(
            "So that I can, please write to me alone once, in a direct message: {line}",
            line=words.line("help"),
        )
    return Post(text)


def unfollowed(count: int, words: Words) -> Post:
    if not count:
        return Post(words.say("You did not follow anything."))
    return Post(words.say("From now on I tell you of no new ideas."))


def answered(seen: View, words: Words) -> Post:
    """The city's word, where the idea came from."""
    post = standing(seen, words)
    number, title = str(seen.idea.id), seen.idea.title
    facts = [
        (words.say("State"), state_of(seen.idea, words)),
        (words.say("Reason"), seen.reason),
    ]
    if seen.by:
        facts.append((words.say("From"), ", ".join(seen.by)))
    facts += reference(seen.idea, words)
    facts.append((words.say("Supporters"), words.number(seen.supporters)))
    facts += owed(seen, words)
    head = words.say("News of idea {number}: {title}", number=number, title=title)
    return Post(title=head, facts=tuple(facts), comment=post.comment)


def amended(idea: Idea, done: bool, words: Words) -> Post:
    number = str(idea.id)
    if done and idea.state == State.RECEIVED:
        return Post(
            words.say(
                "Idea {number} has the new words now, and still waits for a moderator.",
                number=number,
            )
        )
    if done:
        return Post(words.say("Idea {number} now has the new words everywhere.", number=number))
    return Post(
        words.say(
            "Thank you! A moderator reads the new words for idea {number} first.", number=number
        )
    )


def illustrated(idea: Idea, done: bool, words: Words) -> Post:
    """More photos came."""
    number = str(idea.id)
    if done and idea.state == State.RECEIVED:
        return Post(
            words.say(
                "Thank you! The photos now belong to idea {number}, which still waits for a "
                "moderator.",
                number=number,
            )
        )
    if done:
        return Post(
            words.say("Thank you! The photos now stand with idea {number}.", number=number)
        )
    return Post(
        words.say(
            "Thank you! A moderator looks at the photos for idea {number} first.", number=number
        )
    )


def lessened(idea: Idea, which: int, words: Words) -> Post:
    number = str(idea.id)
    return Post(
        words.say("Photo {which} is taken off idea {number}.", which=which, number=number)
    )


def taken_down(idea: Idea, which: int, words: Words) -> Post:
    return Post(
        words.say(
            "Photo {which} is taken off idea {number}, and whoever sent it knows the reason.",
            which=which,
            number=str(idea.id),
        )
    )


def withdrawn(idea: Idea, words: Words) -> Post:
    return Post(words.say("You have taken idea {number} back.", number=str(idea.id)))


def revived(idea: Idea, words: Words) -> Post:
    return Post(
        words.say(
            "Idea {number} lives again: until {until} it takes {needed} neighbours who support "
            "it. Whoever did so before, please do it once more: {line}",
            number=str(idea.id),
            until=last_day(idea, words),
            needed=idea.gather_needed or 0,
            line=words.line("support", str(idea.id)),
        )
    )
