"""One transaction's listening: each thing said becomes a call, is carried out, is answered."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import conversation, heard, outbox, people, sealed, store, tongues
from bot.commands import CommandBook, Missing, asking, refuse_without_role
from bot.context import Context
from bot.heard import MessageKey
from bot.incoming import Attached, Incoming, Sealed, Text, Why
from bot.language import N_, Words
from bot.people import AccountKey, Neighbour
from bot.places import Room, room_at
from bot.posts import Post, Reply
from bot.refusals import Refusal
from bot.understanding import Understood, Unknown, understand

logger = logging.getLogger(__name__)

OUR_FAULT = N_(
    "Something went wrong here, and it is our fault. What you wrote is kept, and will be "
    "taken up again once it is mended."
)


class Late(Exception):
    """A refusal after something was written: this one must be rolled back alone."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.post.text)
        self.reply = reply


class Hearing:
    """Listens in one session to all that is said there, and looks up together who speaks and
    what of it was heard before."""

    def __init__(
        self, session: Session, book: CommandBook, now: datetime, said: Iterable[Incoming]
    ) -> None:
        wanting = [each for each in said if wants_something(each)]
        self._session = session
        self._book = book
        self._now = now
        self._new = {_message(each) for each in wanting}
        self._new -= heard.already(session, self._new)
        self._known = people.known(session, {_account(each) for each in wanting})
        self._company = {person.id for person in self._known.values()}

    def is_new(self, incoming: Incoming) -> bool:
        """True once for everything that may concern us and was not heard before."""
        if _message(incoming) not in self._new:
            return False
        self._new.remove(_message(incoming))
        return True

    def answer(self, incoming: Incoming, files: tuple[Attached, ...] = ()) -> Reply | None:
        """Carry out what was said. Raises Late, and whatever is a fault of ours."""
        if isinstance(incoming.said, Sealed):
            return self._cannot_read(incoming, incoming.said.why)
        understood = understand(self._session, self._book, incoming, self._now, files)
        if understood is None:
            return None
        heard.note(self._session, incoming, self._now)
        if isinstance(understood, Unknown):
            return self._unknown(incoming, understood)
        if understood.who:
            incoming = replace(incoming, sender=understood.who)
        reply = self._carry_out(self._called(incoming, understood.tag), understood, incoming)
        self._session.flush()
        return reply

    def answer_alone(
        self, incoming: Incoming, files: tuple[Attached, ...] = ()
    ) -> Reply | None:
        """The same in a savepoint; what fails for a fault of ours is kept as unheard."""
        try:
            with self._session.begin_nested():
                return self.answer(incoming, files)
        except Late as late:
            reply = late.reply
        except OperationalError:
            raise
        except Exception as error:
            logger.exception("message %s could not be taken in", incoming.message_id)
            heard.keep_unheard(self._session, incoming, repr(error), self._now)
            reply = Reply(Post(self._words(incoming, None, None).say(OUR_FAULT)), private=True)
        self._known.pop(_account(incoming), None)
        heard.note(self._session, incoming, self._now)
        return reply

    def onlooker(self, incoming: Incoming) -> Context:
        """For somebody who only looks; nobody is met by that."""
        nobody = Neighbour(0, incoming.sender.name, None, None)
        person = self._known.get(_account(incoming), nobody)
        room = room_at(self._session, incoming.at)
        return self._context(incoming, person, room, self._words(incoming, None, person))

    def _cannot_read(self, incoming: Incoming, why: Why) -> Reply | None:
        """A key may still come, so that is no answer yet; all else is told at once."""
        if why is Why.KEY_MISSING:
            sealed.keep(self._session, incoming, self._now)
            return None
        heard.note(self._session, incoming, self._now)
        words = self._words(incoming, None, None)
        return Reply(Post(words.say(sealed.FOR_THE_ROOM[why])))

    def _called(self, incoming: Incoming, tag: str | None) -> Context:
        room = room_at(self._session, incoming.at)
        person = self._person(incoming, room)
        return self._context(incoming, person, room, self._words(incoming, tag, person))

    def _context(
        self, incoming: Incoming, person: Neighbour, room: Room | None, words: Words
    ) -> Context:
        return Context(
            session=self._session,
            who=incoming.sender,
            person=person,
            at=incoming.at,
            room=room,
            words=words,
            now=self._now,
            said_at=min(incoming.said_at, self._now) if incoming.said_at else self._now,
            vocabularies=partial(tongues.vocabularies, words),
            replies_to=incoming.replies_to,
            private=incoming.private,
            company=self._company,
        )

    def _person(self, incoming: Incoming, room: Room | None) -> Neighbour:
        key = _account(incoming)
        home_id = room.neighbourhood_id if room else None
        person = self._known.get(key)
        if person is None or (person.home_id is None and home_id is not None):
            person = people.recognise(self._session, incoming.sender, home_id, self._now)
            self._known[key] = person
            self._company.add(person.id)
        return person

    def _words(self, incoming: Incoming, tag: str | None, person: Neighbour | None) -> Words:
        said = incoming.said.words if isinstance(incoming.said, Text) else ""
        return tongues.for_person(
            self._session,
            person,
            tag,
            incoming.locale,
            said,
            room_at(self._session, incoming.at),
        )

    def _unknown(self, incoming: Incoming, unknown: Unknown) -> Reply:
        words = self._words(incoming, None, self._known.get(_account(incoming)))
        return Reply(Post(tongues.unknown(words, unknown.word, unknown.similar)), private=True)

    def _carry_out(
        self, context: Context, understood: Understood, incoming: Incoming
    ) -> Reply | None:
        before = store.changes(self._session)
        command = understood.command
        try:
            refuse_without_role(command, context)
            arguments = command.bind(understood.call, context)
            reply = command.run(context, **arguments)
        except Missing as missing:
            reply = asking(missing, context.words.say(missing.parameter.prompt))
        except Refusal as refusal:
            post = Post(context.words.refuse(refusal), ask=understood.answers)
            reply = Reply(post, private=True)
            if store.changes(self._session) != before:
                raise Late(reply) from refusal
        if understood.answers and not reply.post.ask:
            conversation.end(self._session, incoming.sender, incoming.at)
        return self._traceable(reply, incoming, context.words.tag)

    def _traceable(self, reply: Reply, incoming: Incoming, language: str) -> Reply:
        """Remember a reply that awaits an answer."""
        if not reply.post.awaits:
            return reply
        key = f"reply:{incoming.message_id}"
        letter = outbox.record(self._session, incoming.at, reply.post, key=key, now=self._now)
        if reply.post.ask:
            who, at = incoming.sender, incoming.at
            conversation.begin(self._session, who, at, letter, language, self._now)
        return replace(reply, letter=letter)


def _account(incoming: Incoming) -> AccountKey:
    return incoming.sender.platform, incoming.sender.user_id


def wants_something(incoming: Incoming) -> bool:
    """Whether this could be a call; mere talk between neighbours is not even looked at."""
    said = incoming.said
    return not isinstance(said, Text) or said.addressed or incoming.replies_to is not None


def _message(incoming: Incoming) -> MessageKey:
    return incoming.sender.platform, incoming.message_id
