"""Which messages of a platform a letter became, as they stand there now."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import letters, outbox, sharing
from bot.incoming import Address
from bot.outbox import Letter, State
from bot.posts import Post

NOTHING = letters.written(Post())


def remember(session: Session, letter_id: int, to: Address, messages: Sequence[str]) -> None:
    """These messages are that letter, in this order; those that were before are gone."""
    known = {each for each in messages if outbox.is_ours(session, to.platform, each)}
    for part, message_id in enumerate(messages):
        if message_id not in known:
            session.add(outbox.message(letter_id, to, message_id, part))
    if known:
        _put_in_order(session, letter_id, messages)
    sharing.look_anew(session)


def said_before(session: Session, letter: Letter) -> Post | None:
    """What the messages say that this letter will change."""
    versions = select(Letter.post).where(
        (Letter.id == letter.edits) | (Letter.edits == letter.edits),
        Letter.id < letter.id,
        Letter.state == State.SENT,
    )
    document = session.scalars(versions.order_by(Letter.id.desc())).first()
    return letters.read(document) if document else None


def forget_former(session: Session, edit: Letter) -> None:
    """What its messages said before stands nowhere any more, so it is kept no longer: else the
    name of somebody forgotten stayed with it, as long as the post can be answered."""
    former = (Letter.id == edit.edits) | (Letter.edits == edit.edits)
    over = Letter.state.in_((State.SENT, State.FAILED)) & (Letter.post != NOTHING)
    session.execute(
        update(Letter)
        .where(former, Letter.id < edit.id, over)
        .values(post=NOTHING)
        .execution_options(synchronize_session="fetch")
    )


def _put_in_order(session: Session, letter_id: int, messages: Sequence[str]) -> None:
    for each in outbox.messages_of(session, letter_id):
        if each.message_id in messages:
            each.part = messages.index(each.message_id)
        elif each.marks is None:  # A poll may have been adopted meanwhile.
            session.delete(each)
