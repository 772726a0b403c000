"""What those read who use a right that not everybody has."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language import Words
from bot.posts import Post
from bot.roles import Role
from moderation.log import Finding, Line


def granted(name: str, role: Role, words: Words) -> Post:
    return Post(
        words.say(
            "{name} now has the role of {role} here.", name=name, role=_called(role, words)
        )
    )


def pass_it_on(said: Post, words: Words) -> Post:
    more = words.say(
        "I cannot write to them alone at the moment, so please tell them yourself."
    )
    return replace(said, text=f"{said.text} {more}")


def taken(name: str, role: Role, lent_by: Sequence[str], words: Words) -> Post:
    """`lent_by` are platforms whose own roles give them this one."""
    said = words.say(
        "{name} no longer has the role of {role} here.", name=name, role=_called(role, words)
    )
    if not lent_by:
        return Post(said)
    there = words.say(
        "It came with a role of {platform}: take that there, too, or it counts again as soon "
        "as they say something.",
        platform=", ".join(each.capitalize() for each in lent_by),
    )
    return Post(f"{said} {there}")


def you_have(role: Role, place: str, by: str, words: Words) -> Post:
    return Post(
        words.say(
            "{by} has given you a role in {place}: {role}. {line} shows what I can do for you "
            "now.",
            by=by,
            place=place,
            role=_called(role, words),
            line=words.line("help"),
        )
    )


def you_have_no_longer(role: Role, place: str, by: str, words: Words) -> Post:
    return Post(
        words.say(
            "{by} has taken back your role in {place}: {role}.",
            by=by,
            place=place,
            role=_called(role, words),
        )
    )


def entries(rows: Sequence[Line], place: str, words: Words) -> Post:
    if not rows:
        return Post(words.say("The log of {place} is still empty.", place=place))
    facts = tuple((words.moment(line.entry.at), _deed(line, words)) for line in rows)
    return Post(title=words.say("The log of {place}", place=place), facts=facts)


def _deed(line: Line, words: Words) -> str:
    if not line.who:
        return words.say("an entry without words: somebody in it asked to be forgotten")
    role = _called(line.reason, words)
    deed = words.say(line.entry.act, subject=line.subject, reason=line.reason, role=role)
    return f"{line.who} {deed}"


def checked(finding: Finding, words: Words) -> Post:
    if finding.broken is not None:
        return Post(
            words.say(
                "The log is not whole: entry {number} does not fit what comes before it. "
                "Somebody has changed the database.",
                number=str(finding.broken),
            )
        )
    facts = [(words.say("Entries"), words.number(finding.count))]
    if finding.erased:
        facts.append((words.say("Their words erased"), words.number(finding.erased)))
    facts.append((words.say("Seal of the last one"), finding.last[:16]))
    whole = words.say("The log is whole. Nothing was changed or taken out.")
    return Post(whole, facts=tuple(facts))


def _called(role: str, words: Words) -> str:
    return words.term("choice", role)
