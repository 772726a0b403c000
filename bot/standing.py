"""Questions of ours that are still open on a platform, for whoever must look there again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import letters, sharing
from bot.adapter import Standing
from bot.incoming import Address, Picks
from bot.outbox import Letter, SentMessage, State
from bot.picks import Pick

# No platform's own poll lasts longer, nor could be answered afterwards.
LONGEST = timedelta(days=60)


def on(session: Session, platform: str, now: datetime) -> list[Standing]:
    """Each with the message that shows it, the first of its letter."""
    open_ones = _still_open(session, platform, now)
    first = select(SentMessage).where(SentMessage.platform == platform, SentMessage.part == 0)
    found = [
        message
        for part in sharing.in_parts(open_ones)
        for message in session.scalars(first.where(SentMessage.letter_id.in_(part)))
    ]
    picked = _picked(session, platform, [message.letter_id for message in found])
    return [
        Standing(Address(platform, each.target), each.message_id, picked[each.letter_id])
        for each in found
    ]


def _still_open(session: Session, platform: str, now: datetime) -> list[int]:
    """The letters that ask a question which their newest words do not call closed."""
    newest: dict[int, str] = {}
    said = select(Letter.id, Letter.edits, Letter.post).where(
        Letter.platform == platform, Letter.queued > now - LONGEST, Letter.state != State.FAILED
    )
    for number, edits, post in session.execute(said.order_by(Letter.id)):
        newest[edits or number] = post
    return [number for number, post in newest.items() if _asks(post)]


def _asks(document: str) -> bool:
    if '"question"' not in document:
        return False
    question = letters.read(document).question
    return question is not None and not question.closed


def _picked(
    session: Session, platform: str, letter_ids: Iterable[int]
) -> Mapping[int, dict[str, Picks]]:
    """What each account stands by, letter by letter."""
    kept: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    mine = select(Pick.letter_id, Pick.user_id, Pick.options).where(
        Pick.platform == platform, Pick.is_reaction
    )
    for part in sharing.in_parts(sorted(letter_ids)):
        for letter_id, user_id, options in session.execute(
            mine.where(Pick.letter_id.in_(part))
        ):
            kept[letter_id][user_id].update(map(int, options.split()))
    return defaultdict(
        dict,
        {
            letter_id: {who: tuple(sorted(options)) for who, options in each.items()}
            for letter_id, each in kept.items()
        },
    )
