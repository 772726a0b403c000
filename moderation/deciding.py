"""Deciding: what moderators do with a case, what its owner does then, and who hears of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import places
from bot.context import Context
from bot.language import N_
from bot.people import Neighbour
from bot.posts import Post
from bot.privately import refuse_settling
from bot.refusals import Refusal
from moderation import (
    answers,
    canned,
    cases,
    city_desk,
    deciders,
    desk,
    dossiers,
    frozen,
    log,
    rules,
    seen,
    shares,
    telling,
)
from moderation.canned import Ground, Reason
from moderation.contributions import Alike, Contribution
from moderation.dossiers import Dossier
from moderation.models import RESTRAINT, Case, State
from moderation.subjects import Subject, Subjects


class Desk:
    """Decides cases, and tells their owners, authors and reporters."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def subject(self, case: Case) -> Subject:
        return self._subjects[case.kind]

    def approve(self, context: Context, number: int) -> Case:
        """Publish it, or leave it there; with two pairs of eyes, the first only agrees."""
        case = self._take_up_as_seen(context, number)
        if self._waits_for_other_eyes(context, case):
            return case
        if not case.is_published:
            frozen.release(context, case)
            self.subject(case).approved(context, case.number)
        _enter(context, case, _published(case))
        deciders.settle_appeal(context, case, right=True)
        self._decide(context, case, State.PUBLISHED)
        return case

    def _waits_for_other_eyes(self, context: Context, case: Case) -> bool:
        if case.eyes < 2 or case.is_published:
            return False
        first = deciders.agreed_first(context.session, case)
        if first == context.person.id:
            raise Refusal("You agreed already. Now one more moderator must look at it.")
        if first:
            return False
        case.seconded_by = context.person.id
        _enter(context, case, N_("would publish case {subject}"))
        self.show_anew(context, case)
        return True

    def decline(self, context: Context, number: int, written: str) -> Case:
        """Do not publish it, or take it down. Who declines must say why."""
        case = self._take_up_as_seen(context, number)
        city = case.neighbourhood.city
        author = places.speech(case.language, city)
        reason = canned.read(written, context, city, author)
        if case.state not in (State.APPEALED, State.FROZEN):
            self.subject(case).declined(context, case.number, reason.text)
        frozen.destroy(context, case)
        # What was taken down after it was published, or declined by those above, is a decision
        # of its own.
        of_its_own = case.state in (State.REPORTED, State.FROZEN)
        case.was_appealed = case.was_appealed and not of_its_own
        self._restrict(context, case, reason)
        deciders.settle_appeal(context, case, right=False)
        self._decide(context, case, State.DECLINED)
        return case

    def _restrict(self, context: Context, case: Case, reason: Reason) -> None:
        case.reason, case.ground, case.cause = reason.text, reason.ground, reason.cause
        _enter(context, case, _declined(case), reason.text)

    def freeze(self, context: Context, number: int) -> Case:
        """Nobody gets to see it any more, moderators included, until those above decide."""
        case = self.take_up(context, number)
        deciders.refuse_frozen(context, case)
        deciders.refuse_restraint(context, case)
        given, before = self._given(context.session, case), State(case.state)
        case.reason, case.ground = frozen.reason(case), Ground.LAW
        frozen.lock_away(context, case, given)
        self.subject(case).declined(context, case.number, case.reason)
        _enter(context, case, N_("froze case {subject}"))
        case.becomes(State.FROZEN)
        self.show_anew(context, case)
        self._tell_author(context, case, before)
        city_desk.escalate(context, case)
        return case

    def correct(self, context: Context, number: int, text: str, title: str) -> Case:
        """Better words; that it is published must still be said."""
        case = self.take_up(context, number)
        deciders.refuse_frozen(context, case)
        deciders.refuse_other_words(context, case)
        self.subject(case).edited(context, case.number, title, text)
        _enter(context, case, N_("changed the words of case {subject}"))
        case.edited, case.seconded_by = True, None
        seen.reworded(context, case)
        self.show_anew(context, case)
        return case

    def merge(self, context: Context, number: int, into: int) -> Case:
        """It becomes part of another one, `into` being its owner's number of that."""
        case = self._take_up_as_seen(context, number)
        deciders.refuse_frozen(context, case)
        deciders.refuse_alone(context, case)
        whole = self.dossier(context.session, case)
        self.subject(case).merged(context, case.number, into)
        _enter(context, case, N_("put case {subject} together with another"))
        deciders.settle_appeal(context, case, right=True)
        case.reason = str(into)
        self._decide(context, case, State.MERGED, whole)
        return case

    def split(self, context: Context, number: int, parts: Sequence[str]) -> list[Case]:
        """Several cases out of one, each of which is then decided by itself."""
        case = self.take_up(context, number)
        deciders.refuse_frozen(context, case)
        deciders.refuse_other_words(context, case)
        subject, whole = self.subject(case), self.dossier(context.session, case)
        numbers = subject.split(context, case.number, parts)
        _enter(context, case, N_("took case {subject} apart"))
        case.reason = ", ".join(map(str, numbers))
        self._decide(context, case, State.SPLIT, whole)
        shown = (subject.shown(context.session, each) for each in numbers)
        return [desk.open_part(context, case, given) for given in shown if given]

    def mark_youth(self, context: Context, number: int) -> Case:
        """Children or young people wrote it: as many must agree as the city lays down."""
        case = self.take_up(context, number)
        deciders.refuse_restraint(context, case)
        case.of_youth = True
        case.eyes = max(case.eyes, rules.rules(case.neighbourhood.city).youth_pairs)
        self.show_anew(context, case)
        return case

    def hand(self, context: Context, number: int, to: Neighbour) -> Case:
        case = self.take_up(context, number)
        shares.hand(context, case, to)
        self.show_anew(context, case)
        return case

    def leave(self, context: Context, until: datetime) -> int:
        """Away until then. How many cases went to the others, whose letters say so."""
        handed = shares.leave(context, until)
        for case in handed:
            self.show_anew(context, case)
        return len(handed)

    def hand_on(self, session: Session, now: datetime) -> None:
        """What those keep who moderate no more goes to the others, their agreement lapses, and
        the letters say so."""
        changed = [*shares.without_role(session, now), *shares.agreed_without_role(session)]
        for case in dict.fromkeys(changed):
            self._show_anew(session, case, now)

    def look_at(self, context: Context, number: int) -> Case:
        """A case for a moderator, open or not. Raises Refusal."""
        case = desk.find(context, number)
        deciders.refuse_unless_may_decide(context, case)
        return case

    def show(self, context: Context, number: int) -> Post:
        """The case as moderators read it; its author and reporters get to see their part."""
        case = desk.find(context, number)
        dossier = self.dossier(context.session, case)
        mine = case.author_id == context.person.id
        if not mine and desk.may_see(context, case):
            above = deciders.is_above(context, case)
            return cases.letter(dossier, context.words, above=above)
        if mine:
            refuse_settling(context)
            return answers.to_author(dossier, State(case.state), context.words)
        return answers.to_reporter(case, context.words)

    def queue(self, context: Context) -> list[Dossier]:
        """What waits here, the oldest first, with its words."""
        session, waits = context.session, desk.queue(context)
        return [dossiers.of(session, case, self._given(session, case)) for case, _ in waits]

    def picture(self, context: Context, number: int, which: int, *, veiled: bool) -> Post:
        """One of its pictures, for a moderator alone. Raises Refusal."""
        case = self.look_at(context, number)
        if case.state == State.FROZEN:
            raise Refusal("This is frozen: nobody gets to see it.")
        given = self._given(context.session, case)
        pictures = given.pictures if given else ()
        if not 1 <= which <= len(pictures):
            raise Refusal("Case {number} has no such picture.", number=str(number))
        return cases.picture(case, pictures, which, context.words, veiled=veiled)

    def take_up(self, context: Context, number: int) -> Case:
        """The open case, held until the transaction ends. Raises Refusal."""
        case = desk.find(context, number, hold=True)
        deciders.refuse_unless_may_decide(context, case)
        deciders.refuse_settled(context, case)
        if case.state != State.FROZEN and self.is_gone(context.session, case):
            raise Refusal("Its author took this back meanwhile, so there is nothing to decide.")
        return case

    def _take_up_as_seen(self, context: Context, number: int) -> Case:
        """To decide on the words that the letter shows, and on no others."""
        case = self.take_up(context, number)
        seen.refuse_unseen(context, case)
        return case

    def _decide(
        self, context: Context, case: Case, state: State, whole: Dossier | None = None
    ) -> None:
        """`whole` is what it was, if it is that no more: its author knows it by that."""
        before = State(case.state)
        case.becomes(state)
        case.decided_at, case.decided_by = context.now, context.person.id
        if before not in (State.REPORTED, State.APPEALED):
            case.first_decided_at = context.now
        self.show_anew(context, case)
        self._tell_author(context, case, before, whole)
        answers.tell_reporters(context.session, case, context.now)

    def _tell_author(
        self, context: Context, case: Case, before: State, whole: Dossier | None = None
    ) -> None:
        dossier = whole or self.dossier(context.session, case)
        say = partial(answers.to_author, dossier, before)
        telling.tell(context.session, telling.author(case), say, case.state, context.now)

    def is_gone(self, session: Session, case: Case) -> bool:
        """Whether its author took it back, or it is part of another by now."""
        return self._given(session, case) is None

    def _given(self, session: Session, case: Case) -> Contribution | None:
        return self.subject(case).shown(session, case.number)

    def dossier(self, session: Session, case: Case) -> Dossier:
        alike = self._alike(session, case) if case.is_open else ()
        return dossiers.of(session, case, self._given(session, case), alike)

    def _alike(self, session: Session, case: Case) -> list[Alike]:
        """What said much the same when this was last worded, as far as it is still there."""
        subject = self.subject(case)
        shown = [(subject.shown(session, each[0]), each) for each in case.alike]
        return [
            Alike(given.number, given.title, *each[1:], joinable=given.joinable)
            for given, each in shown
            if given
        ]

    def show_anew(self, context: Context, case: Case) -> None:
        """Change the letter in the moderators' room."""
        self._show_anew(context.session, case, context.now)

    def _show_anew(self, session: Session, case: Case, now: datetime) -> None:
        session.flush()
        desk.show_anew(session, self.dossier(session, case), now)


def _enter(context: Context, case: Case, act: str, reason: str = "") -> None:
    """The moderators of the place read it, also if the city's desk did it."""
    place = case.neighbourhood_id
    log.enter(context, act, str(case.id), reason, case.author_id, place=place)


def _published(case: Case) -> str:
    """What the log says: a case may be about somebody who was shut out."""
    if case.kind == RESTRAINT:
        return N_("upheld the appeal in case {subject}")
    return N_("published case {subject}")


def _declined(case: Case) -> str:
    if case.kind == RESTRAINT:
        return N_("turned down the appeal in case {subject}: {reason}")
    return N_("declined case {subject}: {reason}")
