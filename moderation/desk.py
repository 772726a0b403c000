"""The desk: everything neighbours publish becomes a case here, and moderators decide it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot import outbox, places
from bot.context import Context
from bot.language import N_
from bot.parameters import Suggestion
from bot.people import Account, Person, Role
from bot.posts import Post
from bot.refusals import Refusal
from moderation import cases, log, rules, triage
from moderation.contributions import Contribution
from moderation.models import OPEN, Case, State
from moderation.subjects import Subject, Subjects

SHOWN = 10
REPEATED_WITHIN = timedelta(days=7)


def open_case(context: Context, given: Contribution) -> Case:
    """Take a contribution of the speaker to the desk, in the transaction that keeps it.

    If the case `is_published`, publish it at once; else it waits (`case.held` says why), the
    moderators have a letter about it, and `Subject.approved` will be called.
    """
    author = _author(context)
    house = rules.house(context.neighbourhood.city)
    held = triage.signs(given, author, house)
    case = Case(
        neighbourhood=context.neighbourhood,
        kind=given.kind,
        number=given.number,
        author_id=context.person.id,
        state=State.WAITING if held else State.PUBLISHED,
        held=[sign.value for sign in held],
        marks=list(triage.marks(given, house)),
        opened_at=context.now,
        language=context.words.tag,
        platform=context.at.platform,
        target=context.at.target,
        thread=context.at.thread,
    )
    context.session.add(case)
    context.session.flush()
    if case.is_open:
        _show(context, case, given)
    return case


def _author(context: Context) -> triage.Author:
    since = context.session.scalar(
        select(func.min(Account.since)).where(Account.person_id == context.person.id)
    )
    return triage.Author(known_for=context.now - (since or context.now))


def _show(context: Context, case: Case, given: Contribution) -> None:
    """Put it before the moderators."""
    name = context.person.name
    outbox.announce(
        context.session,
        places.rooms_of(context.session, case.neighbourhood_id, desk=True),
        lambda words: cases.waiting(case, given, name, words),
        key=case.key,
        now=context.now,
    )


def queue(context: Context) -> Sequence[tuple[Case, str]]:
    """What waits here and for whom, the oldest first."""
    here = _here(context).where(Case.state.in_(OPEN))
    rows = context.session.execute(here.order_by(Case.opened_at).limit(SHOWN))
    return [(case, name or "") for case, name in rows.all()]


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    """Cases that wait here, by number or author."""
    wanted = typed.casefold()
    return [
        Suggestion(str(case.id), name)
        for case, name in queue(context)
        if wanted in name.casefold() or wanted == str(case.id)
    ]


def _here(context: Context) -> Select[Case, str]:
    joined = select(Case, Person.name).join(Person, Person.id == Case.author_id, isouter=True)
    return joined.where(Case.neighbourhood_id == context.neighbourhood.id)


class Desk:
    """Decides cases, and tells their owners."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def subject(self, case: Case) -> Subject:
        return self._subjects[case.kind]

    def show(self, context: Context, number: int) -> Post:
        """The case as a moderator sees it, or as its author does."""
        case = find(context, number)
        if not _may_moderate(context, case):
            return cases.for_author(case, context.words)
        given = self.subject(case).shown(context, case.number)
        author = name_of(context.session, case.author_id)
        if case.is_open and given:
            return cases.waiting(case, given, author, context.words)
        by = name_of(context.session, case.decided_by)
        return cases.decided(case, given, author, by, context.words)

    def approve(self, context: Context, number: int) -> Case:
        case = self._take_up(context, number)
        self.subject(case).approved(context, case.number)
        log.enter(context, N_("published case {subject}"), str(case.id))
        self._decide(context, case, State.PUBLISHED)
        return case

    def decline(self, context: Context, number: int, reason: str) -> Case:
        case = self._take_up(context, number)
        self.subject(case).declined(context, case.number, reason)
        log.enter(context, N_("declined case {subject}: {reason}"), str(case.id), reason)
        case.reason = reason
        self._decide(context, case, State.DECLINED)
        return case

    def _take_up(self, context: Context, number: int) -> Case:
        """The open case, held until the transaction ends. Raises Refusal."""
        case = find(context, number, hold=True)
        _refuse_unless_moderator(context, case)
        if case.author_id == context.person.id:
            raise Refusal("This is your own contribution, so somebody else must decide on it.")
        if not case.is_open:
            raise _decided_already(context.session, case)
        return case

    def _decide(self, context: Context, case: Case, state: State) -> None:
        case.state, case.decided_at, case.decided_by = state, context.now, context.person.id
        context.session.flush()
        given = self.subject(case).shown(context, case.number)
        author = name_of(context.session, case.author_id)
        outbox.revise(
            context.session,
            lambda words: cases.decided(case, given, author, context.person.name, words),
            key=case.key,
            now=context.now,
        )
        cases.tell_author(context.session, case, author, context.now)


def find(context: Context, number: int, *, hold: bool = False) -> Case:
    """A case that the speaker may see: its author, or a moderator there. Raises Refusal."""
    case = context.session.get(
        Case, number, with_for_update={"of": Case} if hold else None, populate_existing=hold
    )
    if case is None or not (_may_moderate(context, case) or _is_author(context, case)):
        raise Refusal(
            "There is no case {number} here. {line} shows all that wait.",
            number=str(number),
            line=context.words.line("cases"),
        )
    return case


def _is_author(context: Context, case: Case) -> bool:
    return case.author_id == context.person.id


def _may_moderate(context: Context, case: Case) -> bool:
    held = context.roles_in(case.neighbourhood_id)
    return Role.MODERATOR in held


def _refuse_unless_moderator(context: Context, case: Case) -> None:
    if not _may_moderate(context, case):
        raise Refusal("Only moderators may do this. Ask one of them in your room.")


def _decided_already(session: Session, case: Case) -> Refusal:
    who = name_of(session, case.decided_by)
    at = case.decided_at or case.opened_at
    said: dict[str, object] = {"who": who, "number": str(case.id), "at": at}
    match case.state:
        case State.PUBLISHED:
            return Refusal("{who} published case {number} already, on {at}.", **said)
        case State.DECLINED:
            return Refusal("{who} declined case {number} already, on {at}.", **said)
    return Refusal("Case {number} is settled already, since {at}.", number=str(case.id), at=at)


def name_of(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id else None
    return person.name if person else ""
