"""Ideas in a list, and one with all its history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.language import Words
from bot.places import City
from bot.posts import Post
from ideas import fields
from ideas.models import Idea, Step, Wording
from ideas.posts import View, standing, state_of, told
from ideas.topics import Topic


def overview(ideas: Sequence[View], place: str, words: Words) -> Post:
    if not ideas:
        line = words.line("idea")
        return Post(
            words.say(
                "There is no idea in {place} yet. Have one: {line}", place=place, line=line
            )
        )
    facts = tuple(
        (f"{seen.idea.id}: {seen.idea.title}", _in_short(seen, words)) for seen in ideas
    )
    line = words.line("ideas", str(ideas[0].idea.id))
    return Post(
        words.say("To see one with all there is about it, write: {line}", line=line),
        title=words.say("Ideas in {place}", place=place),
        facts=facts,
    )


def _in_short(seen: View, words: Words) -> str:
    people = words.plural("{count} supporter", "{count} supporters", seen.supporters)
    state = state_of(seen.idea, words)
    late = [words.say("the answer is overdue")] if seen.overdue else []
    return "; ".join([people, state, *late])


def overdue(ideas: Sequence[View], place: str, words: Words) -> Post:
    if not ideas:
        return Post(words.say("In {place} the city owes no answer.", place=place))
    facts = tuple(
        (
            f"{seen.idea.id}: {seen.idea.title}",
            words.say("due {moment}", moment=seen.idea.answer_due),
        )
        for seen in ideas
    )
    return Post(
        title=words.say("Answers that are overdue in {place}", place=place), facts=facts
    )


def topics(found: Sequence[Topic], ideas: Sequence[Idea], place: str, words: Words) -> Post:
    """Each with the ideas it was found in, so that everybody can check it."""
    titles = {idea.id: idea.title for idea in ideas}
    facts = [
        (", ".join(topic.words), "; ".join(f"{n}: {titles[n]}" for n in topic.ideas))
        for topic in found
    ]
    alone = len(ideas) - sum(len(topic.ideas) for topic in found)
    if alone:
        count = words.plural("{count} idea", "{count} ideas", alone)
        facts.append((words.say("On other things"), count))
    title = words.say("What the ideas in {place} are about", place=place)
    return Post(title=title, facts=tuple(facts))


def too_few(count: int, fewest: int, words: Words) -> Post:
    if not count:
        none = words.say(
            "From {fewest} ideas on I sort them by what they are about; so far there are none.",
            fewest=fewest,
        )
        return Post(none)
    said = words.say(
        "From {fewest} ideas on I sort them by what they are about; {count} so far. {line} "
        "shows them.",
        fewest=fewest,
        count=count,
        line=words.line("ideas"),
    )
    return Post(said)


def all_fields(counts: Mapping[str, int], city: City, words: Words) -> Post:
    facts = tuple(_field(field.slug, counts, city, words) for field in fields.FIELDS)
    line = words.line("field", words.term("choice", fields.SLUGS[0]))
    return Post(
        words.say("To see the ideas in one of them, write: {line}", line=line),
        title=words.say("The twelve fields of action"),
        facts=facts,
    )


def _field(slug: str, counts: Mapping[str, int], city: City, words: Words) -> tuple[str, str]:
    code = fields.code(slug, city)
    label = fields.label(slug, words) + (f" ({code})" if code else "")
    ideas = words.plural("{count} idea", "{count} ideas", counts.get(slug, 0))
    return f"{words.term('choice', slug)}: {label}", f"{fields.easy(slug, words)}; {ideas}"


def whole(seen: View, steps: Sequence[Step], before: Sequence[Wording], words: Words) -> Post:
    """The idea with its history, for whoever wants to know: of its words, those that everybody
    could read. What was mended and published in one moment nobody could."""
    post = standing(seen, words)
    published = seen.idea.published_at if seen.idea.is_public else None
    public = [each for each in before if published and each.changed_at > published]
    past = [(words.moment(step.at), _step(step, words)) for step in steps]
    past += _revived(seen.idea, words)
    past += [
        (
            words.moment(each.changed_at),
            words.say("before it was called “{title}”", title=each.title),
        )
        for each in public
    ]
    return replace(post, facts=(*post.facts, *past))


def _revived(idea: Idea, words: Words) -> list[tuple[str, str]]:
    since, first = idea.gather_from, idea.published_at
    if since is None or first is None or since <= first:
        return []
    return [(words.moment(since), words.say("it gathers supporters once more"))]


def own(seen: View, words: Words, *, alone: bool) -> Post:
    """One that nobody else may read yet, for who wrote it: the words only where no other sees
    them, as they have passed no moderator."""
    idea = seen.idea
    title = words.say("Idea {number}: {title}", number=str(idea.id), title=idea.title)
    return replace(standing(seen, words), title=title, text=told(idea) if alone else "")


def _step(step: Step, words: Words) -> str:
    said = state_of(step, words)
    return f"{said}: {step.reason}" if step.reason else said
