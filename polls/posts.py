"""How a poll is put into words."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.incoming import Call, Picks
from bot.language import N_, Words
from bot.posts import Button, Post, Question
from polls import secret_posts, voice_posts
from polls.models import Poll, State
from polls.results import Count
from polls.tally import Tally

DECIDES = N_("nothing by itself; it is advice")
ANSWERED_BY = N_("the moderators of {neighbourhood}")

Facts: TypeAlias = list[tuple[str, str]]


def opened(poll: Poll, words: Words, so_far: Count = 0) -> Post:
    """The poll as it stands in a room, with the running total of all rooms, or how many have
    voted."""
    facts = _over(poll, words) if poll.state == State.CLOSED else conditions(poll, words)
    return Post(
        poll.question,
        title=words.say("Poll {number}", number=str(poll.id)),
        facts=tuple(facts + _so_far(poll, so_far, words) + _weight(poll, words)),
        question=question(poll, words),
    )


def vote(poll: Poll) -> Call:
    """What answering the poll means, wherever it is shown."""
    return Call("vote", {"poll": poll.id})


def end(poll: Poll) -> Call:
    """What ending it on a platform means."""
    return Call("close", {"poll": poll.id})


def question(poll: Poll, words: Words) -> Question:
    return Question(
        options=tuple(poll.options),
        answer=vote(poll),
        how=secret_posts.how(poll, words) if poll.secret else _how(poll, words),
        several=poll.several,
        closes=poll.closes,
        closed=poll.state == State.CLOSED,
        public=not poll.hidden,
        secret=poll.secret,
        end=end(poll),
        opens=_opens(poll, words) if poll.secret else None,
    )


def _opens(poll: Poll, words: Words) -> Button:
    line = words.line("polls", str(poll.id))
    return Button(words.say("Vote in secret"), Call("polls", {"poll": poll.id}), line)


def _how(poll: Poll, words: Words) -> str:
    if poll.several:
        line = words.line("vote", f"{poll.id} 1 2")
        return words.say("To vote for answers 1 and 2, write: {line}", line=line)
    line = words.line("vote", f"{poll.id} 2")
    return words.say("To vote for answer 2, write: {line}", line=line)


def conditions(poll: Poll, words: Words, *, briefly: bool = False) -> Facts:
    """Until when it is open, for whom, and what of it is shown; `briefly` for who need not be
    told what a secret poll cannot hide."""
    facts = [(words.say("Open until"), words.moment(poll.closes))]
    facts += voice_posts.who(poll, words)
    if poll.several:
        facts.append((words.say("You may choose"), words.say("as many answers as you like")))
    if poll.secret:
        facts += secret_posts.facts(words)[: 1 if briefly else None]
    elif poll.hidden:
        facts.append((words.say("Result"), words.say("shown to everybody after the end")))
    if poll.quorum:
        enough = words.plural(
            "if at least {count} person votes",
            "if at least {count} people vote",
            poll.quorum,
        )
        facts.append((words.say("It counts"), enough))
    return facts


def _over(poll: Poll, words: Words) -> Facts:
    closed = (words.say("Closed"), words.moment(poll.closed_at or poll.closes))
    return [closed, *_early(poll, words)]


def _early(poll: Poll, words: Words) -> Facts:
    return [(words.say("Closed early"), poll.reason)] if poll.reason else []


def _weight(poll: Poll, words: Words) -> Facts:
    """What the result decides, and who answers it by when."""
    place = poll.neighbourhood.name
    who = words.own(poll.answered_by) or words.say(ANSWERED_BY, neighbourhood=place)
    answer = words.say("{who}, by {moment}", who=who, moment=words.day(poll.answer_by))
    decides = words.own(poll.decides) or words.say(DECIDES)
    return [(words.say("What it decides"), decides), (words.say("Who answers"), answer)]


def _so_far(poll: Poll, so_far: Count, words: Words) -> Facts:
    if isinstance(so_far, int) and poll.state == State.CLOSED:
        voted = [_turnout(so_far, words)] if so_far else []
        withheld = secret_posts.withheld(poll, so_far, words)
        return [(voice_posts.heading(poll, words), withheld), *voted]
    if isinstance(so_far, int):
        return [(words.say("So far"), _people(so_far, words))] if so_far else []
    counts = ", ".join(_counts(poll, so_far, words))
    if poll.state == State.CLOSED:
        votes = [(words.say("Votes"), counts)] if so_far.turnout else []
        apart = voice_posts.apart(poll, so_far, words)
        result = _verdict(poll, so_far, words)
        return [(voice_posts.heading(poll, words), result), *votes, *apart]
    return [(words.say("So far"), counts)] if so_far.turnout else []


def _people(turnout: int, words: Words) -> str:
    return words.plural("{count} person has voted", "{count} people have voted", turnout)


def _counts(poll: Poll, tally: Tally, words: Words) -> list[str]:
    pairs = zip(poll.options, tally.counts, strict=True)
    return [f"{label} {words.number(count)}" for label, count in pairs]


def standing(poll: Poll, count: Count, words: Words) -> Post:
    """The count, each answer on a line of its own, the most votes first."""
    if isinstance(count, int) or poll.state == State.CLOSED:
        return closed(poll, count, words)
    return Post(
        "\n".join([poll.question, *_ranking(poll, count, words)]),
        title=words.say("Poll {number}: the votes so far", number=str(poll.id)),
        facts=(
            _turnout(count.turnout, words),
            (words.say("Open until"), words.moment(poll.closes)),
        ),
    )


def _turnout(turnout: int, words: Words) -> tuple[str, str]:
    return words.say("People who voted"), words.number(turnout)


def _ranking(poll: Poll, tally: Tally, words: Words) -> Sequence[str]:
    order = sorted(enumerate(tally.counts), key=lambda pair: (-pair[1], pair[0]))
    votes = (words.plural("{count} vote", "{count} votes", count) for _, count in order)
    return [f"{poll.options[n]}: {said}" for (n, _), said in zip(order, votes, strict=True)]


def closed(poll: Poll, count: Count, words: Words) -> Post:
    """The result, as it is announced wherever the poll stands."""
    if isinstance(count, int):
        turnout, lines = count, [secret_posts.withheld(poll, count, words)]
    else:
        turnout, lines = count.turnout, [_verdict(poll, count, words)]
        lines += ["", *_ranking(poll, count, words)] if turnout else []
    facts = [_turnout(turnout, words)]
    if isinstance(count, Tally):
        facts += voice_posts.apart(poll, count, words)
    facts += voice_posts.worth(poll, turnout, words)
    facts += [*_early(poll, words), *_weight(poll, words)]
    return Post(
        "\n".join([poll.question, *lines]),
        title=voice_posts.title(poll, words),
        facts=tuple(facts),
    )


def _verdict(poll: Poll, tally: Tally, words: Words) -> str:
    if not tally.turnout:
        return words.say("Nobody voted.")
    if not tally.reaches(poll.quorum):
        return words.plural(
            "It does not count: {count} person voted, {quorum} were needed.",
            "It does not count: {count} people voted, {quorum} were needed.",
            tally.turnout,
            quorum=poll.quorum or 0,
        )
    leading = [poll.options[number - 1] for number in tally.leading]
    if len(leading) > 1:
        return words.say("A tie: {answers}.", answers=_listed(leading))
    return words.say("Most votes: {answer}.", answer=leading[0])


def _listed(answers: Sequence[str]) -> str:
    # Answers may have commas of their own.
    return " / ".join(answers)


def answers(poll: Poll, chosen: Picks) -> str:
    options = poll.options
    return _listed([options[number - 1] for number in chosen])


def asked(poll: Poll, rooms: int, words: Words) -> Post:
    """For whoever asked: it is done, and this is how it was understood."""
    place = poll.neighbourhood.name
    where = words.plural(
        "Poll {number} now stands in {place}, in {count} room.",
        "Poll {number} now stands in {place}, in {count} rooms.",
        rooms,
        number=str(poll.id),
        place=place,
    )
    until = words.say("It is open until {closes}.", closes=poll.closes)
    return Post(f"{where} {until}")


def closed_early(poll: Poll, words: Words) -> Post:
    return Post(
        words.say(
            "Poll {number} is closed. The result goes to all its rooms.", number=str(poll.id)
        )
    )


def reworded(poll: Poll, words: Words) -> Post:
    number = str(poll.id)
    if poll.state == State.HELD:
        return Post(
            words.say(
                "Poll {number} has the new words now, and still waits for a moderator.",
                number=number,
            )
        )
    return Post(words.say("Poll {number} now has the new words everywhere.", number=number))


def overview(polls: Sequence[Poll], place: str, words: Words) -> Post:
    if not polls:
        line = words.line("poll")
        return Post(
            words.say(
                "No poll is open in {place}. To ask one, write: {line}", place=place, line=line
            )
        )
    line = words.line("polls", str(polls[0].id))
    return Post(
        words.say("To see one with its answers, write: {line}", line=line),
        title=words.say("Open polls in {place}", place=place),
        facts=tuple(
            (f"{poll.id}: {poll.question}", words.say("until {closes}", closes=poll.closes))
            for poll in polls
        ),
    )
