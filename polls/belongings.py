"""What polls keep about people, and what becomes of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from bot import sharing, store
from bot.belongings import Belongings
from bot.forgotten import Forgotten
from bot.language import N_
from bot.people import Person
from bot.refusals import Refusal
from polls import ballots, leaving, letting_go, owing, telling, voices
from polls.models import COUNTED, UNCOUNTED, Ballot, Poll, State
from polls.slips import Slips, find_slips

# A poll may close later than its end, if a platform or its key is away.
LONGER = timedelta(days=2)
STILL_SEALED = N_(
    "One thing I still have to do: there is a secret poll that I cannot open at the moment. If "
    "you have voted in it, I take that back as soon as I can; until then nobody can read it."
)
OWNS = {
    "poll.asker_id": "who asked",
    "poll.closed_by": "who closed it early",
    "ballot.voter": "one ballot for each person, found through polls.slips",
    "ballot_owed.person_id": "whose vote is to be taken back once its key is there again",
}


def merge(session: Session, stays: int, goes: int, now: datetime) -> None:
    """In open polls the latest word of both stands. Closed results stay as they were counted:
    where both had a vote, both rows remain."""
    for column in (Poll.asker_id, Poll.closed_by):
        session.execute(update(Poll).where(column == goes).values({column: stays}))
    person = voices.merged(*(session.get_one(Person, each) for each in (stays, goes)))
    for poll in _uncounted(session):
        slips = _slips(session, poll)
        owing.pay(session, poll)
        _merge_ballots(session, poll, slips, stays, goes)
        _set_voice(session, poll, slips.voter(stays), person)
    session.flush()
    _rename_closed(session, str(stays), str(goes))
    sharing.look_anew(session)


def _uncounted(session: Session) -> list[Poll]:
    """With several workers, nobody may count and close them meanwhile."""
    query = select(Poll).where(UNCOUNTED).order_by(Poll.id)
    if store.dialect(session) == "postgresql":
        query = query.with_for_update(of=Poll).execution_options(populate_existing=True)
    return list(session.scalars(query).all())


def _slips(session: Session, poll: Poll) -> Slips:
    """Raises Refusal if the key is lost: were it put back later, both ballots would count."""
    slips = find_slips(session, poll)
    if slips is None:
        raise Refusal(
            "There is a secret poll that I cannot open at the moment, so I cannot put your "
            "votes together. Please try again later; those who look after Bude can see the "
            "reason in the log."
        )
    return slips


def _merge_ballots(session: Session, poll: Poll, slips: Slips, stays: int, goes: int) -> None:
    name, old = slips.voter(stays), slips.voter(goes)
    ours, theirs = (session.get(Ballot, (poll.id, voter)) for voter in (name, old))
    if theirs is None:
        return
    word = slips.read(old, theirs.said_at, theirs.marks)
    if ours is None or word[0] >= slips.read(name, ours.said_at, ours.marks)[0]:
        session.execute(
            ballots.upsert(store.dialect(session)),
            {"poll_id": poll.id, "voter": name} | slips.write(name, word, theirs.via),
        )
    session.delete(theirs)
    session.flush()
    poll.restless = True


def _set_voice(session: Session, poll: Poll, voter: str, person: Person) -> None:
    theirs = update(Ballot).filter_by(poll_id=poll.id, voter=voter)
    session.execute(theirs.values(voice=voices.of(person, poll)))


def _rename_closed(session: Session, stays: str, goes: str) -> None:
    other = aliased(Ballot)
    both = select(other.voter).where(other.poll_id == Ballot.poll_id, other.voter == stays)
    closed = select(Poll.id).where(COUNTED)
    session.execute(
        update(Ballot)
        .where(Ballot.voter == goes, Ballot.poll_id.in_(closed), ~both.exists())
        .values(voter=stays)
        .execution_options(synchronize_session=False)
    )


def erase(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Open votes are withdrawn, of closed ones it is no longer known whose they were. The
    result of a closed poll stays as it was counted. Polls of theirs that nobody may see go."""
    polls = _uncounted(session)
    for poll in polls:
        _withdraw(session, poll, person_id, now)
    session.flush()
    leaving.nobodys(session, Ballot.voter == str(person_id))
    letting_go.unseen_of(session, person_id, now)
    session.execute(update(Poll).where(Poll.closed_by == person_id).values(closed_by=None))
    sharing.look_anew(session)
    last = max((poll.closes for poll in polls), default=None)
    return last and last + LONGER


def remember(session: Session, now: datetime) -> None:
    """Bude was away when a poll ended, and what was said in time may still be heard: who was
    forgotten before is known until it has closed."""
    meanwhile = (Poll.asked_at <= Forgotten.at) & (Forgotten.at < Poll.closes)
    late = exists().where(Poll.state == State.OPEN, Poll.closes <= now, meanwhile)
    longer = update(Forgotten).where(Forgotten.until <= now, late).values(until=now + LONGER)
    session.execute(longer.execution_options(synchronize_session=False))


def _withdraw(session: Session, poll: Poll, person_id: int, now: datetime) -> None:
    slips = find_slips(session, poll)
    if slips is None:
        return owing.withdrawal(session, poll, person_id, now)
    theirs = session.get(Ballot, (poll.id, slips.voter(person_id)))
    if theirs:
        session.delete(theirs)
        poll.restless = True


def left(session: Session, person_id: int) -> Sequence[str]:
    """What could not be done yet, of all that somebody wanted forgotten."""
    return [STILL_SEALED] if owing.is_left(session, person_id) else []


UNTOLD = {
    "ballot_owed.person_id": "of a poll without its key everybody is told the same",
}
BELONGINGS = Belongings(OWNS, merge, telling.export, erase, left=left, untold=UNTOLD)
