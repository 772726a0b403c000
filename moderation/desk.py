"""The desk: everything neighbours publish becomes a case here, and what waits can be found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot import outbox, places, watchlists
from bot.context import Context
from bot.parameters import Suggestion
from bot.people import Account, Person
from bot.posts import Post
from bot.privately import refuse_settling
from bot.refusals import Refusal
from moderation import (
    answers,
    cases,
    deciders,
    dossiers,
    room_rules,
    rules,
    seen,
    shares,
    standing,
    telling,
    triage,
)
from moderation.contributions import Alike, Contribution
from moderation.dossiers import Dossier
from moderation.models import NOT_DECIDED, Case, Report, State
from moderation.triage import House

SHOWN = 10
REPEATED_WITHIN = timedelta(days=7)


def open_case(context: Context, given: Contribution, *, agrees: bool = False) -> Case:
    """Take a contribution of the speaker to the desk, in the transaction that keeps it; who
    `agrees` moderates, and is the first of several who must.

    If the case `is_published`, publish it at once; else it waits (`with_reason` says why),
    the moderators have a letter about it, and `Subject.approved` will be called.
    """
    place, house = context.neighbourhood, _house(context, given)
    held = triage.signs(given, _author(context, given), house)
    case = Case(
        neighbourhood=place,
        author_id=context.person.id,
        held=[sign.value for sign in held],
        marks=list(triage.marks(given, house)),
        eyes=room_rules.eyes(place, house, given),
        of_youth=given.of_youth,
        seconded_by=context.person.id if agrees else None,
        alike=_kept(given.alike),
        language=context.words.tag,
        platform=context.at.platform,
        target=context.at.target,
        thread=context.at.thread,
    )
    return _opened(context, case, given, State.WAITING if held else State.PUBLISHED)


def would_wait(context: Context, given: Contribution) -> bool:
    """Whether the speaker could not publish this at once."""
    return bool(triage.signs(given, _author(context, given), _house(context, given)))


def _house(context: Context, given: Contribution) -> House:
    return room_rules.house(context.session, context.room, context.neighbourhood, given)


def open_part(
    context: Context, whole: Case, given: Contribution, *, agrees: bool = False
) -> Case:
    """A part of what was split waits for itself, under its author's name."""
    case = Case(
        neighbourhood=whole.neighbourhood,
        author_id=whole.author_id,
        held=whole.held,
        marks=whole.marks,
        eyes=whole.eyes,
        of_youth=whole.of_youth,
        seconded_by=context.person.id if agrees else None,
        language=whole.language,
        platform=whole.platform,
        target=whole.target,
        thread=whole.thread,
    )
    return _opened(context, case, given, State.WAITING)


def _opened(context: Context, case: Case, given: Contribution, state: State) -> Case:
    case.kind, case.number = given.kind, given.number
    case.fingerprint, case.opened_at = triage.fingerprint(given), context.now
    case.becomes(state)
    if case.is_open:
        case.keeper_id = shares.whose_turn(context.session, case, context.now)
    context.session.add(case)
    context.session.flush()
    if case.is_open:
        dossier = dossiers.of(context.session, case, given, given.alike)
        put_before_moderators(context, dossier)
    return case


def _kept(alike: Sequence[Alike]) -> list[tuple[int, float, bool]]:
    return [(each.number, each.score, each.likely_the_same) for each in alike]


def with_reason(context: Context, post: Post) -> Post:
    """Of what the speaker just said, and what waits: its author reads why."""
    mine = select(Case).where(Case.author_id == context.person.id, Case.is_open)
    case = context.session.scalars(mine.order_by(Case.id.desc()).limit(1)).first()
    if case is None or not case.held:
        return post
    why = standing.because(case, context.words, standing.YOU)
    return replace(post, facts=(*post.facts, (context.words.say("Waits because"), why)))


def _author(context: Context, given: Contribution) -> triage.Author:
    who = {"person": context.person.id}
    since = context.session.scalar(_met(), who)
    same = {"said": triage.fingerprint(given), "after": context.now - REPEATED_WITHIN}
    return triage.Author(
        known_for=context.now - (since or context.now),
        repeats=context.session.scalar(_repeats(), who | same) or 0,
        warned=watchlists.warn_of(context.session, context.who),
    )


@cache
def _met() -> Select[datetime | None]:
    return select(func.min(Account.since)).where(Account.person_id == bindparam("person"))


@cache
def _repeats() -> Select[int]:
    return select(func.count()).where(
        Case.author_id == bindparam("person"),
        Case.fingerprint == bindparam("said"),
        Case.opened_at > bindparam("after"),
    )


def put_before_moderators(context: Context, dossier: Dossier) -> None:
    """A letter to their rooms, once they are awake; one more if there was one before."""
    case = dossier.case
    case.letters += 1
    context.session.flush()
    outbox.announce(
        context.session,
        places.rooms_of(context.session, case.neighbourhood_id, desk=True),
        partial(cases.letter, dossier),
        key=case.keys[-1],
        now=context.now,
        due=rules.after_quiet(case.neighbourhood.city, context.now),
    )


def withdrawn(session: Session, kind: str, number: int, now: datetime) -> None:
    """Its author took a contribution back: whatever waits about it is settled. What is frozen
    is not, for its author can do nothing about it."""
    waiting = select(Case).where(Case.kind == kind, Case.number == number, Case.is_open)
    for case in session.scalars(waiting.where(Case.state != State.FROZEN)).all():
        case.becomes(State.WITHDRAWN)
        case.decided_at = now
        session.flush()
        show_anew(session, dossiers.of(session, case, None), now)
        answers.tell_reporters(session, case, now)


def lapsed(session: Session, given: Contribution, now: datetime) -> None:
    """What it belonged to is gone: nobody could publish it any more. Its author hears so."""
    about = select(Case).where(Case.kind == given.kind, Case.number == given.number)
    for case in session.scalars(about.where(Case.state.in_(NOT_DECIDED))).all():
        before = State(case.state)
        case.becomes(State.LAPSED)
        case.decided_at = now
        session.flush()
        dossier = dossiers.of(session, case, given)
        show_anew(session, dossier, now)
        say = partial(answers.to_author, dossier, before)
        telling.tell(session, telling.author(case), say, case.state, now)


def reworded(context: Context, given: Contribution) -> None:
    """What still waits has other words now: moderators see them, and whoever agreed to those
    before agrees anew."""
    case = newest_about(context.session, given.kind, given.number)
    if case and case.is_open:
        case.seconded_by, case.fingerprint = None, triage.fingerprint(given)
        seen.reworded(context, case)
        case.alike = _kept(given.alike)
        case.edited = case.edited or case.author_id != context.person.id
        context.session.flush()
        dossier = dossiers.of(context.session, case, given, given.alike)
        show_anew(context.session, dossier, context.now)


def compare(session: Session, given: Contribution) -> None:
    """What has other words is much like others than before."""
    case = newest_about(session, given.kind, given.number)
    if case and case.is_open:
        case.alike = _kept(given.alike)


def lessened(session: Session, given: Contribution, now: datetime) -> None:
    """A part of what waits went with somebody who is forgotten."""
    case = newest_about(session, given.kind, given.number)
    if case and case.is_open:
        show_anew(session, dossiers.of(session, case, given, given.alike), now)


def show_anew(session: Session, dossier: Dossier, now: datetime) -> None:
    """Change the letters to the moderators, and to the city's desk, to what is now."""
    case, say = dossier.case, partial(cases.letter, dossier)
    city = case.neighbourhood.city
    words = places.speech(city.language, city)
    for key in case.keys:
        outbox.revise(session, say, key=key, now=now, elsewhere=words)


def hold(session: Session, kind: str, number: int) -> None:
    """With several Budes: what moderators decide at this moment is decided before this
    goes on."""
    cases = select(Case.id).where(Case.kind == kind, Case.number == number)
    session.execute(cases.order_by(Case.id).with_for_update()).all()


# Finding


def find(context: Context, number: int, *, hold: bool = False) -> Case:
    """A case of which the speaker may see something. Raises Refusal."""
    lock = {"of": Case} if hold else None
    case = context.session.get(Case, number, with_for_update=lock, populate_existing=hold)
    if case and may_see(context, case):
        return case
    refuse_settling(context)  # Whatever the number, or it would tell who reported what.
    if case is None or not _is_concerned(context, case):
        raise Refusal(
            "There is no case {number} here. {line} shows all that wait.",
            number=str(number),
            line=context.words.line("cases"),
        )
    return case


def _is_concerned(context: Context, case: Case) -> bool:
    """Its author, or somebody who asked the moderators to look at it."""
    mine = select(Report.id).filter_by(case_id=case.id, person_id=context.person.id)
    if case.author_id == context.person.id:
        return True
    return context.session.scalar(mine.limit(1)) is not None


def may_see(context: Context, case: Case) -> bool:
    """All of it, as moderators do."""
    return deciders.is_moderator(context, case) or deciders.is_of_city_desk(context, case)


def newest_about(session: Session, kind: str, number: int) -> Case | None:
    """The case of a contribution; the newest, if there were several."""
    about = select(Case).where(Case.kind == kind, Case.number == number)
    return session.scalars(about.order_by(Case.id.desc()).limit(1)).first()


def queue(context: Context) -> Sequence[tuple[Case, str]]:
    """What waits here and from whom, the oldest first."""
    here = _here(context).where(Case.is_open)
    rows = context.session.execute(here.order_by(Case.opened_at).limit(SHOWN))
    return [(case, name or "") for case, name in rows.all()]


def waiting(context: Context) -> int:
    """How many wait here; those beyond `cases.MANY` are not counted."""
    here = (Case.neighbourhood_id == context.neighbourhood.id) & Case.is_open
    some = select(Case.id).where(here).limit(cases.MANY).subquery()
    return context.session.scalar(select(func.count()).select_from(some)) or 0


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
