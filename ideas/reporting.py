"""What those read who speak for the city, and everybody who asks about projects."""

from collections.abc import Sequence

from bot.language import Words
from bot.posts import Enclosure, Post
from ideas import posts, profile
from ideas.models import Idea, Project, State
from ideas.profile import Profile

# What each form is for a computer.
FORMS = {
    "table": ("csv", "text/csv", profile.to_csv),
    "data": ("json", "application/json", profile.to_json),
}


def answered(idea: Idea, words: Words) -> Post:
    return Post(
        words.say(
            "Idea {number} is now: {state}. Its room, its author and all who support it hear "
            "why.",
            number=str(idea.id),
            state=posts.state_of(idea, words),
        )
    )


def exported(given: Sequence[Profile], form: str, words: Words) -> Post:
    ending, mime, written = FORMS[form]
    told = words.plural(
        "{count} idea, as the city writes its projects.",
        "{count} ideas, as the city writes its projects.",
        len(given),
    )
    name = f"{words.term('command', 'ideas')}.{ending}"
    return Post(told, enclosure=Enclosure(name, mime, written(given)))


def nothing_to_export(words: Words) -> Post:
    return Post(words.say("No idea is published here yet."))


def referred(idea: Idea, words: Words) -> Post:
    return Post(
        words.say(
            "Idea {number} has this reference of the city now: {reference}. Its post shows it.",
            number=str(idea.id),
            reference=idea.city_reference or "",
        )
    )


def united(one: Idea, other: Idea, words: Words) -> Post:
    return Post(
        words.say(
            "Idea {one} is now part of idea {other}, with all its supporters.",
            one=str(one.id),
            other=str(other.id),
        )
    )


def parted(idea: Idea, made: Sequence[Idea], words: Words) -> Post:
    numbers = ", ".join(str(each.id) for each in [idea, *made])
    said = words.say("These are ideas of their own now: {numbers}.", numbers=numbers)
    if any(each.state == State.RECEIVED for each in made):
        said += " " + words.say("A moderator reads what is new in them first.")
    return Post(said)


def changed(idea: Idea, words: Words) -> Post:
    line = words.line("ideas", str(idea.id))
    return Post(
        words.say(
            "A moderator has changed something in it. {line} shows it, and how it was called "
            "before.",
            line=line,
        )
    )


def made(project: Project, sources: Sequence[Idea], words: Words) -> Post:
    head = words.say("Project {number} is made.", number=str(project.id))
    return Post(head, title=project.title, facts=_sources(sources, words))


def project(project: Project, sources: Sequence[Idea], words: Words) -> Post:
    title = words.say("Project {number}: {title}", number=str(project.id), title=project.title)
    since = words.say("It was made on {moment} of these ideas:", moment=project.made_at)
    return Post(since, title=title, facts=_sources(sources, words))


def _sources(sources: Sequence[Idea], words: Words) -> tuple[tuple[str, str], ...]:
    return tuple(
        (words.say("Idea {number}", number=str(each.id)), each.title) for each in sources
    )


def projects(listed: Sequence[tuple[Project, int]], place: str, words: Words) -> Post:
    if not listed:
        return Post(words.say("There is no project in {place} yet.", place=place))
    facts = tuple(
        (
            f"{each.id}: {each.title}",
            words.plural("of {count} idea", "of {count} ideas", count),
        )
        for each, count in listed
    )
    return Post(title=words.say("Projects in {place}", place=place), facts=facts)
