"""Questions of ours that are still open on a platform, for whoever must look there again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import heard, letters, sharing
from bot.adapter import Standing
from bot.incoming import Address
from bot.outbox import Letter, SentMessage, State
from bot.picks import Pick

# No platform's own poll lasts longer, nor could be answered afterwards.
LONGEST = timedelta(days=60)


def on(session: Session, platform: str, *, since: datetime, now: datetime) -> list[Standing]:
    """Each with the message that shows it, the first of its letter; and the last that was
    heard there, in whatever form, before we heard again `since` then."""
    open_ones = _still_open(session, platform, now)
    first = select(SentMessage).where(SentMessage.platform == platform, SentMessage.part == 0)
    theirs = sharing.among(session, SentMessage.letter_id, open_ones)
    found = session.scalars(first.where(theirs)).all()
    picked = _picked(session, platform, [message.letter_id for message in found])
    last = heard.last(session, platform, since) if found else None
    return [_standing(each, picked[each.letter_id], last) for each in found]


def _standing(message: SentMessage, kept: Sequence[Pick], last: datetime | None) -> Standing:
    picks: defaultdict[str, set[int]] = defaultdict(set)
    for pick in kept:
        picks[pick.user_id].update(map(int, pick.options.split()))
    return Standing(
        Address(message.platform, message.target),
        message.message_id,
        {who: tuple(sorted(options)) for who, options in picks.items()},
        {pick.user_id: pick.said_at for pick in kept},
        last,
    )


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
    session: Session, platform: str, letter_ids: Collection[int]
) -> Mapping[int, list[Pick]]:
    """What was picked, letter by letter, the newest last."""
    kept: defaultdict[int, list[Pick]] = defaultdict(list)
    mine = select(Pick).where(Pick.platform == platform, Pick.is_reaction)
    theirs = mine.where(sharing.among(session, Pick.letter_id, letter_ids))
    for pick in session.scalars(theirs.order_by(Pick.said_at, Pick.id)):
        kept[pick.letter_id].append(pick)
    return kept
