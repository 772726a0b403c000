"""How a poll is put into words."""

from collections.abc import Sequence

from bot.incoming import Call, Picks
from bot.language import N_, Words
from bot.posts import Post, Question
from polls.models import Poll, State
from polls.rules import Said
from polls.tally import Tally

DECIDES = N_("Nothing by itself: it is advice to those who answer it.")
ANSWERED_BY = N_("the moderators of {neighbourhood}")


def opened(poll: Poll, words: Words, tally: Tally | None = None, turnout: int = 0) -> Post:
    """The poll as it stands in a room, with the running total of all rooms."""
    return Post(
        poll.question,
        title=words.say("Poll {number}", number=str(poll.id)),
        facts=tuple(_facts(poll, words) + _so_far(poll, words, tally, turnout)),
        question=question(poll, words),
    )


def question(poll: Poll, words: Words) -> Question:
    line = words.line("vote", f"{poll.id} 2")
    how = words.say("To vote, write {line} with the number of your answer.", line=line)
    if poll.several:
        several = words.line("vote", f"{poll.id} 1 2")
        how = words.say("To vote, write {line} with all the numbers you like.", line=several)
    return Question(
        options=tuple(poll.options),
        answer=Call("vote", {"poll": poll.id}),
        how=how,
        several=poll.several,
        closes=poll.closes,
        closed=poll.state == State.CLOSED,
    )


def _facts(poll: Poll, words: Words) -> list[tuple[str, str]]:
    if poll.state == State.CLOSED:
        return [(words.say("Closed"), words.moment(poll.closed_at or poll.closes))]
    facts = [(words.say("Open until"), words.moment(poll.closes))]
    if poll.several:
        facts.append((words.say("Answers"), words.say("as many as you like")))
    if poll.hidden:
        facts.append((words.say("Results"), words.say("for everybody, after it has closed")))
    if poll.quorum:
        facts.append(
            (
                words.say("Counts from"),
                words.plural("{count} vote", "{count} votes", poll.quorum),
            )
        )
    return facts + _weight(poll, words)


def _weight(poll: Poll, words: Words) -> list[tuple[str, str]]:
    """What the result decides, and who answers it by when."""
    place = poll.neighbourhood.name
    who = _said(poll.answered_by, words) or words.say(ANSWERED_BY, neighbourhood=place)
    answer = words.say("{who}, by {moment}", who=who, moment=words.day(poll.answer_by))
    decides = _said(poll.decides, words) or words.say(DECIDES)
    return [(words.say("What it decides"), decides), (words.say("Who answers"), answer)]


def _said(text: Said | None, words: Words) -> str | None:
    if text is None or isinstance(text, str):
        return text
    return text.get(words.tag) or text.get("en") or next(iter(text.values()), None)


def _so_far(
    poll: Poll, words: Words, tally: Tally | None, turnout: int
) -> list[tuple[str, str]]:
    if tally and tally.turnout:
        label = words.say("Result") if poll.state == State.CLOSED else words.say("So far")
        return [(label, ", ".join(_counts(poll, tally, words)))]
    if turnout:
        return [(words.say("So far"), words.plural("{count} vote", "{count} votes", turnout))]
    return []


def _counts(poll: Poll, tally: Tally, words: Words) -> list[str]:
    pairs = zip(poll.options, tally.counts, strict=True)
    return [f"{label} {words.number(count)}" for label, count in pairs]


def standing(poll: Poll, tally: Tally, words: Words) -> Post:
    """The count, each answer on a line of its own, the most votes first."""
    facts = [(words.say("People who voted"), words.number(tally.turnout))]
    if poll.state == State.OPEN:
        facts.append((words.say("Open until"), words.moment(poll.closes)))
    return Post(
        "\n".join([poll.question, *_ranking(poll, tally, words)]),
        title=words.say("Poll {number}: the votes so far", number=str(poll.id))
        if poll.state == State.OPEN
        else words.say("Poll {number}: the result", number=str(poll.id)),
        facts=tuple(facts),
    )


def _ranking(poll: Poll, tally: Tally, words: Words) -> Sequence[str]:
    order = sorted(enumerate(tally.counts), key=lambda pair: (-pair[1], pair[0]))
    votes = (words.plural("{count} vote", "{count} votes", count) for _, count in order)
    return [f"{poll.options[n]}: {said}" for (n, _), said in zip(order, votes, strict=True)]


def closed(poll: Poll, tally: Tally, words: Words) -> Post:
    """The result, as it is announced wherever the poll stands."""
    facts = [(words.say("People who voted"), words.number(tally.turnout))]
    if poll.reason:
        facts.append((words.say("Closed early, because"), poll.reason))
    return Post(
        "\n".join(
            [poll.question, *_ranking(poll, tally, words), "", _verdict(poll, tally, words)]
        ),
        title=words.say("Poll {number} has closed", number=str(poll.id)),
        facts=tuple(facts + _weight(poll, words)),
    )


def _verdict(poll: Poll, tally: Tally, words: Words) -> str:
    if not tally.turnout:
        return words.say("Nobody voted.")
    if not tally.reaches(poll.quorum):
        return words.say(
            "Too few took part for it to count: {turnout} of {quorum} needed.",
            turnout=tally.turnout,
            quorum=poll.quorum or 0,
        )
    leading = [poll.options[number - 1] for number in tally.leading]
    if len(leading) > 1:
        return words.say("A tie between: {answers}.", answers=", ".join(leading))
    return words.say("Most votes: {answer}.", answer=leading[0])


def asked(poll: Poll, rooms: int, words: Words) -> Post:
    """For whoever asked: it is done, and this is how it was understood."""
    place = poll.neighbourhood.name
    where = words.plural(
        "Poll {number} is asked in {place}, in {count} room.",
        "Poll {number} is asked in {place}, in {count} rooms.",
        rooms,
        number=str(poll.id),
        place=place,
    )
    until = words.say("It is open until {closes}.", closes=poll.closes)
    return Post(f"{where} {until}")


def counted(poll: Poll, chosen: Picks, words: Words) -> Post:
    answers = ", ".join(poll.options[number - 1] for number in chosen)
    return Post(
        words.say(
            "Your vote is in: {answers}. You can change it until {closes}.",
            answers=answers,
            closes=poll.closes,
        )
    )


def withdrawn(poll: Poll, words: Words) -> Post:
    return Post(
        words.say(
            "Your vote is taken back. You can vote again until {closes}.", closes=poll.closes
        )
    )


def closed_early(poll: Poll, words: Words) -> Post:
    return Post(
        words.say(
            "Poll {number} is closed. The result goes to all its rooms.", number=str(poll.id)
        )
    )


def reworded(poll: Poll, words: Words) -> Post:
    return Post(
        words.say("Poll {number} now has the new words everywhere.", number=str(poll.id))
    )


def overview(polls: Sequence[Poll], place: str, words: Words) -> Post:
    if not polls:
        line = words.line("poll")
        return Post(
            words.say("No poll is open in {place}. {line} asks one.", place=place, line=line)
        )
    until = words.say("until {closes}")
    facts = tuple(
        (f"{poll.id}: {poll.question}", until.replace("{closes}", words.moment(poll.closes)))
        for poll in polls
    )
    line = words.line("vote", f"{polls[0].id} 1")
    return Post(
        words.say("{line} votes in the first of them.", line=line),
        title=words.say("Open polls in {place}", place=place),
        facts=facts,
    )
