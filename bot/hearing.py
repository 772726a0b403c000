"""One transaction's listening: each thing said becomes a call, is carried out, is answered."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import (
    closed_doors,
    coming_back,
    conversation,
    edits,
    first_word,
    forgotten,
    heard,
    lateness,
    left_over,
    lent_roles,
    media,
    outbox,
    people,
    picks,
    sealed,
    sharing,
    silence,
    store,
    telling,
    tongues,
)
from bot.commands import CommandBook, Late, Missing, asking
from bot.context import Context
from bot.heard import Removed
from bot.incoming import Attached, Incoming, Retracted, Sealed, Why
from bot.language import Words
from bot.people import Neighbour
from bot.places import Room, room_at
from bot.posts import Post, Reply
from bot.refusals import Refusal
from bot.understanding import Understood, Unknown, stale, understand, wants_something

logger = logging.getLogger(__name__)


class Hearing:
    """Listens in one session to all that is said there, and looks up together who speaks, what
    of it was heard before, and on what it picks."""

    def __init__(
        self,
        session: Session,
        book: CommandBook,
        now: datetime,
        said: Iterable[Incoming],
        chats: Collection[str] = (),
        removed: Sequence[Removed] = (),
    ) -> None:
        wanting = [each for each in said if wants_something(each)]
        self._session, self._book, self._now = session, book, now
        self._middle_ages, self._chats, self._removed = now - heard.REMEMBERED, chats, removed
        self._new = {heard.key_of(each) for each in wanting}
        self._new -= heard.already(session, self._new)
        self._accounts = {each.sender.account for each in wanting}
        self._look_who_speaks()
        picks.look_up_together(session, wanting)

    def _look_who_speaks(self) -> None:
        if self._accounts:
            store.while_it_stays(self._session, people.WHO_IS_WHO)
        self._as_of = people.changes(self._session)
        self._known = people.known(self._session, self._accounts)
        self._company = {person.id for person in self._known.values()}

    def is_new(self, incoming: Incoming) -> bool:
        """True once for everything that may concern us and was not heard before."""
        key = heard.key_of(incoming)
        if key not in self._new:
            return False
        self._new.remove(key)
        return True

    def answer(
        self,
        incoming: Incoming,
        files: tuple[Attached, ...] = (),
        *,
        promised: bool = False,
    ) -> Reply | None:
        """Carry out what was said; what is stale only if we promised to. Raises Late, and
        whatever is a fault of ours."""
        if self._as_of != people.changes(self._session):
            self._look_who_speaks()
        if isinstance(incoming.said, Sealed):
            return self._cannot_read(incoming, incoming.said)
        understood = understand(self._session, self._book, incoming, self._now, files)
        if understood is None:
            self._perhaps_later(incoming)
            return None
        heard.note(self._session, incoming, self._now)
        is_met = incoming.sender.account in self._known
        if not is_met and forgotten.meant(self._session, incoming, self._now):
            picks.forget_refused(self._session, incoming)
            return None
        is_late = lateness.is_late(incoming, self._now, self._chats)
        if is_late and not promised and stale(understood):
            return self._say_it_again(incoming, understood)
        if isinstance(understood, Unknown):
            return self._unknown(incoming, understood)
        if edits.was_answered(self._session, incoming, understood):
            return self._tell(incoming, understood, edits.SAY_IT_ANEW)
        if understood.who:
            said_at = understood.said_at or incoming.said_at
            incoming = replace(incoming, sender=understood.who, said_at=said_at, roles=None)
        context = self._called(incoming, understood.tag)
        reply = self._carry_out(context, understood, incoming)
        if reply:
            reply = self._with_what_is_besides(reply, incoming, context)
        self._session.flush()
        return None if understood.aside and reply and not reply.refused else reply

    def _with_what_is_besides(
        self, reply: Reply, incoming: Incoming, context: Context
    ) -> Reply:
        person = context.person
        if self._as_of != people.changes(self._session):
            return reply  # Perhaps forgotten by what was just done.
        if first_word.is_due(incoming, person, self._chats):
            self._known[incoming.sender.account] = person._replace(greeted=True)
            reply = first_word.add(context, reply)
        if person.private_at == telling.NOWHERE and incoming.alone and not incoming.said_at:
            who, words = incoming.sender.account, context.words
            return closed_doors.hand_over(self._session, who, reply, words, self._now)
        return reply

    def answer_alone(
        self, incoming: Incoming, files: tuple[Attached, ...] = ()
    ) -> Reply | None:
        """The same in a savepoint; what fails for a fault of ours is kept as unheard.

        Raises OperationalError: that the database is away is no fault of this message.
        """
        try:
            with self._session.begin_nested():
                return self.answer(incoming, files)
        except Late as late:
            reply = late.reply
        except OperationalError:
            raise
        except Exception as error:
            logger.exception("message %s could not be taken in", incoming.message_id)
            heard.keep_unheard(self._session, incoming, type(error).__name__, self._now)
            sorry = Post(self._words(incoming, None, None).say(heard.OUR_FAULT))
            reply = Reply(sorry, private=True, refused=True)
        # What the savepoint took back: that we met this person, that we heard this.
        self._known.pop(incoming.sender.account, None)
        self._known |= people.known(self._session, [incoming.sender.account])
        heard.note(self._session, incoming, self._now)
        return reply

    def _perhaps_later(self, incoming: Incoming) -> None:
        """A poll is shown before we are told its id, and voted on at once."""
        platform = incoming.at.platform
        if isinstance(incoming.said, Retracted):
            for forget in (heard.forget_early, sealed.forget_gone):
                forget(self._session, incoming.at, incoming.said.message_id)
            for take_down in self._removed:
                take_down(self._session, incoming.at, incoming.said.message_id, self._now)
        about = picks.about(incoming.said)
        # Whoever said it alone waits for an answer now, and says it again if there is none.
        if about and not incoming.alone and not outbox.is_ours(self._session, platform, about):
            heard.keep_early(self._session, incoming, about, self._now)

    def onlooker(self, incoming: Incoming) -> Context:
        """For somebody who only looks; nobody is met by that."""
        nobody = Neighbour(0, incoming.sender.name, None, None)
        person = self._known.get(incoming.sender.account, nobody)
        room = room_at(self._session, incoming.at)
        return self._context(incoming, person, room, self._words(incoming, None, person))

    def _cannot_read(self, incoming: Incoming, said: Sealed) -> Reply | None:
        """A key may still come, so that is no answer yet; all else is told at once."""
        if said.why is Why.KEY_MISSING:
            sealed.keep(self._session, incoming, said, self._now)
            return None
        heard.note(self._session, incoming, self._now)
        return Reply(Post(self._words(incoming, None, None).say(sealed.FOR_THE_ROOM[said.why])))

    def _called(self, incoming: Incoming, tag: str | None) -> Context:
        room = room_at(self._session, incoming.at)
        person = self._person(incoming, room)
        words = tongues.for_person(self._session, incoming, person, room, tag)
        return self._context(incoming, person, room, words)

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
            # A platform may lie, but not about the future, nor about the Middle Ages.
            said_at=max(incoming.moment(self._now), self._middle_ages),
            vocabularies=partial(tongues.vocabularies, words),
            message_id=incoming.message_id,
            picked=picks.is_one(incoming.said),
            replies_to=incoming.replies_to,
            private=incoming.private,
            company=self._company,
            given=lent_roles.said_with(incoming),
            alone=incoming.alone,
        )

    def _person(self, incoming: Incoming, room: Room | None) -> Neighbour:
        key = incoming.sender.account
        home_id = room.neighbourhood_id if room else None
        person, chat = self._known.get(key), incoming.own_chat
        if person is None or (person.home_id is None and home_id is not None):
            # Whose answer somebody else takes away was not looked for yet.
            is_unknown = person is None and key in self._accounts
            met = coming_back.meet if is_unknown else people.recognise
            person = met(self._session, incoming.sender, home_id, self._now, chat)
            self._company.add(person.id)
        person = people.by_name(self._session, person, incoming.sender)
        person = silence.broken(self._session, key, person, self._now)
        person = telling.within_reach(self._session, key, person, incoming)
        lent_roles.see(self._session, incoming, home_id or person.home_id, self._now)
        self._known[key] = person
        return person

    def _words(self, incoming: Incoming, tag: str | None, person: Neighbour | None) -> Words:
        room = room_at(self._session, incoming.at)
        return tongues.for_person(self._session, incoming, person, room, tag)

    def _unknown(self, incoming: Incoming, unknown: Unknown) -> Reply:
        if incoming.private and incoming.sender.account in self._known:
            self._person(incoming, None)
        person = self._known.get(incoming.sender.account)
        words = self._words(incoming, unknown.tag, person)
        if unknown.for_files:
            post = left_over.wordless(unknown.for_files, words, asked=unknown.asked)
            return Reply(post, private=True)
        return Reply(Post(tongues.unknown(words, unknown.word, unknown.similar)), private=True)

    def _say_it_again(
        self, incoming: Incoming, understood: Understood | Unknown
    ) -> Reply | None:
        """Once for each person; for mere words that we do not know, never."""
        if isinstance(understood, Unknown):
            return None
        if incoming.private:  # Where they can be told alone of what came of other things.
            self._person(incoming, None)
        if not lateness.first_time(self._session, incoming.sender, self._now):
            return None
        return self._tell(incoming, understood, lateness.SAY_IT_AGAIN)

    def _tell(self, incoming: Incoming, understood: Understood, sentence: str) -> Reply:
        words = self._words(incoming, understood.tag, self._known.get(incoming.sender.account))
        return Reply(Post(words.say(sentence)), private=True)

    def _carry_out(
        self, context: Context, understood: Understood, incoming: Incoming
    ) -> Reply | None:
        before = sharing.changes(self._session)
        command = understood.command
        try:
            self._book.refuse_who_may_not(command, context)
            reply = command.carry_out(understood.call, context)
        except Missing as missing:
            reply = asking(missing, left_over.prompt(missing, context.words))
        except Refusal as refusal:
            post = conversation.refused(refusal, understood.answers, context.words)
            reply = Reply(post, private=True, refused=True)
            if sharing.changed_since(self._session, before):
                raise Late(reply) from refusal
            picks.forget_refused(self._session, incoming)
        if not reply.post.ask and (understood.answers or not command.counts_late):
            conversation.settle(self._session, incoming, reply, command.name)
        if understood.left_over:
            reply = left_over.tell(reply, context.words)
        if reply.post.pictures:
            reply = replace(reply, post=media.shown(self._session, reply.post))
        return self._traceable(reply, incoming, context.words)

    def _traceable(self, reply: Reply, incoming: Incoming, words: Words) -> Reply:
        """Remember a reply that awaits an answer."""
        if not reply.post.awaits:
            return reply.said_in(words.tag)
        reply = conversation.where_to_answer(reply, incoming, words)
        key = conversation.key_of_reply(incoming)
        letter = outbox.record(self._session, incoming.at, reply.post, key=key, now=self._now)
        if reply.post.ask:
            conversation.begin(self._session, incoming, letter, words.tag, self._now)
        return replace(reply, letter=letter, language=words.tag)
