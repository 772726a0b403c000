"""Talk under an idea: a reply in one room is a comment, and is quoted in the others."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox, places
from bot.context import Context
from bot.incoming import Address
from bot.language import N_, Words
from bot.people import Person
from bot.places import Room
from bot.posts import Post
from bot.refusals import Refusal
from ideas import checking, depending, quoting
from ideas.models import Comment, Idea, State
from ideas.rules import rules
from moderation import desk, slowing
from moderation.contributions import Contribution

KIND = "comment"
SHOWN = 15
MANY = N_(
    "So that everybody is heard, I take {most} comments an hour from each person: the "
    "next one from {moment} on. This one is not in the other rooms."
)


def comment(context: Context, idea: Idea, text: str) -> bool:
    """Whether others can read it already; else it waits at the desk. Raises Refusal."""
    if not idea.is_public:
        raise Refusal("Idea {number} is not published.", number=str(idea.id))
    if not any(map(str.isalnum, text)):
        checking.refuse_wordless(text)
    most = rules(context.neighbourhood.city).comments_an_hour
    slowing.refuse_flood(context, Comment.author_id, Comment.said_at, most, MANY)
    said = _kept(context, idea, text)
    case = desk.open_case(context, _contribution(context.session, said))
    if case.is_published:
        publish(context.session, said, context.now)
    return case.is_published


def _kept(context: Context, idea: Idea, text: str) -> Comment:
    said = Comment(
        idea_id=idea.id,
        author_id=context.person.id,
        text=text,
        platform=context.at.platform,
        target=context.at.target,
        message_id=context.message_id,
        in_the_room=context.room is not None and not context.between_us,
        state=State.RECEIVED,
        said_at=context.said_at,
    )
    context.session.add(said)
    context.session.flush()
    return said


def _contribution(session: Session, said: Comment) -> Contribution:
    """Moderators read what it is about: few comments can be judged by themselves."""
    idea = session.get_one(Idea, said.idea_id)
    what = N_("a comment on idea {number}: “{title}”")
    of = {"number": str(idea.id), "title": idea.title}
    return Contribution(KIND, said.id, said.text, what=(what, of))


def publish(session: Session, said: Comment, now: datetime) -> None:
    """Quoted under the idea in all rooms but the one where it stands already; where it was
    taken down, it stands again."""
    idea = session.get_one(Idea, said.idea_id)
    again = said.state == State.TURNED_AWAY
    said.state, idea.restless = State.PUBLISHED, True
    session.flush()
    say = _say(session, said)
    for room in places.rooms_of(session, idea.neighbourhood_id):
        if not _stands_in(said, room):
            to = outbox.under(session, room.address, idea.key)
            outbox.send(session, to, say(places.tongue(room)), key=_key(said), now=now)
    if again:
        outbox.revise(session, say, key=_key(said), now=now)


def take_down(session: Session, said: Comment, state: State, now: datetime) -> None:
    """Where it was quoted, it is no longer to be read."""
    said.state = state
    session.get_one(Idea, said.idea_id).restless = True
    session.flush()
    outbox.revise(session, partial(quoting.gone, said.idea_id), key=_key(said), now=now)


def removed(session: Session, at: Address, message_id: str, now: datetime) -> None:
    """Whoever removes a comment in its room removes it everywhere."""
    place = {"platform": at.platform, "target": at.target}
    said = session.scalar(select(Comment).filter_by(message_id=message_id, **place))
    if said is not None and said.state != State.WITHDRAWN:
        forget(session, said, now)


def forget(session: Session, said: Comment, now: datetime) -> None:
    """Neither neighbours nor moderators read it any more."""
    said.text = ""
    take_down(session, said, State.WITHDRAWN, now)
    desk.withdrawn(session, KIND, said.id, now)


def take_back(context: Context, idea: Idea) -> tuple[str, bool]:
    """The speaker's newest comment on it: how it read, and whether their own message with it
    still stands in its room, where Bude removes nothing. Raises Refusal."""
    mine = select(Comment).filter_by(idea_id=idea.id, author_id=context.person.id)
    there = mine.where(Comment.state.in_((State.RECEIVED, State.PUBLISHED)))
    said = context.session.scalars(there.order_by(Comment.id.desc()).limit(1)).first()
    if said is None:
        raise Refusal(
            "There is no comment of yours on idea {number} to take back.", number=str(idea.id)
        )
    was = said.text, said.in_the_room
    forget(context.session, said, context.now)
    return was


def lapse(session: Session, idea: Idea, now: datetime) -> None:
    """The idea is gone for good, and what still waits under it has no place any more."""
    waits = select(Comment).filter_by(idea_id=idea.id, state=State.RECEIVED)
    for said in session.scalars(waits).all():
        desk.lapsed(session, _contribution(session, said), now)
        said.text, said.state = "", State.WITHDRAWN


def _stands_in(said: Comment, room: Room) -> bool:
    here = (said.platform, said.target) == (room.platform, room.target)
    return said.in_the_room and here


def _key(said: Comment) -> str:
    return f"comment:{said.id}"


def _say(session: Session, said: Comment) -> Callable[[Words], Post]:
    author = session.get(Person, said.author_id) if said.author_id else None
    return partial(quoting.quoted, said.idea_id, said.text, author.name if author else "")


def newest(session: Session, idea: Idea) -> Sequence[tuple[Comment, str]]:
    """The latest comments, in their order, each with the name of who wrote it."""
    query = (
        select(Comment, Person.name)
        .outerjoin(Person, Person.id == Comment.author_id)
        .where(Comment.idea_id == idea.id, Comment.state == State.PUBLISHED)
    )
    rows = session.execute(query.order_by(Comment.id.desc()).limit(SHOWN)).all()
    return [(said, name or "") for said, name in reversed(rows)]


class Comments:
    """Obeys moderation.subjects.Subject."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        said = session.get(Comment, number)
        if said is None or said.state == State.WITHDRAWN:
            return None
        return _contribution(session, said)

    def approved(self, context: Context, number: int) -> None:
        said = context.session.get_one(Comment, number)
        depending.refuse_gone(context, KIND, number, said.idea_id)
        if said.state != State.PUBLISHED:
            publish(context.session, said, context.now)

    def declined(self, context: Context, number: int, reason: str) -> None:
        said = context.session.get_one(Comment, number)
        take_down(context.session, said, State.TURNED_AWAY, context.now)

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        said = context.session.get_one(Comment, number)
        said.text = text or said.text
        context.session.flush()
        if said.state == State.PUBLISHED:
            say = _say(context.session, said)
            outbox.revise(context.session, say, key=_key(said), now=context.now)

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        raise Refusal("A comment cannot be taken apart.")

    def merged(self, context: Context, number: int, into: int) -> None:
        raise Refusal("A comment cannot be joined with others.")
