"""What the desk's decisions mean for an idea."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from bot import store
from bot.context import Context
from bot.language import N_
from bot.refusals import Refusal
from ideas import joining, photos, publishing, similar, stepping
from ideas.models import ALIVE, Idea, Photo, State
from ideas.wording import Better, put
from moderation import desk
from moderation.contributions import Contribution

KIND = "idea"
GONE = (State.WITHDRAWN, State.MERGED)


def contribution(session: Session, idea: Idea) -> Contribution:
    joinable = idea.state in ALIVE
    more = [part for part in (idea.place, idea.problem, idea.goal, idea.solution) if part]
    return Contribution(
        KIND,
        idea.id,
        "\n".join([idea.text, *more]),
        idea.title,
        photos.of_idea(session, idea),
        joinable=joinable,
        mended_by=("amend", str(idea.id)) if more else None,
        what=(N_("idea {number}"), {"number": str(idea.id)}),
    )


def compared(session: Session, idea: Idea) -> Contribution:
    """With what says much the same as it does now."""
    return contribution(session, idea)._replace(alike=similar.beside(session, idea))


def inheriting(session: Session, idea: Idea, given: Contribution) -> Contribution:
    """What belongs to an idea is of young people if the idea is, and as many must agree."""
    case = desk.newest_about(session, KIND, idea.id)
    if case is None:
        return given
    return given._replace(of_youth=case.of_youth, eyes=case.eyes if case.needs_two else 1)


def hold(context: Context, idea: Idea) -> None:
    """As it became, whatever another Bude does to it at this moment: else words could be
    changed that were published just now."""
    if store.dialect(context.session) == "postgresql":
        desk.hold(context.session, KIND, idea.id)
        context.session.refresh(idea)


def needs_two(session: Session, idea: Idea) -> bool:
    """Whether one moderator alone cannot change it."""
    case = desk.newest_about(session, KIND, idea.id)
    return case is not None and case.needs_two


def show_pictures_anew(context: Context, which: ColumnElement[bool]) -> None:
    """They may be locked away by now, or released: wherever the same are shown, too."""
    for idea in photos.with_the_same(context.session, which):
        publishing.show_anew(context.session, idea, context.now)


class Ideas:
    """Obeys moderation.subjects.Subject."""

    def shown(self, session: Session, number: int) -> Contribution | None:
        idea = session.get(Idea, number)
        if idea is None or idea.state in GONE:
            return None
        return contribution(session, idea)

    def approved(self, context: Context, number: int) -> None:
        idea = _there(context, number)
        if idea.state in (State.RECEIVED, State.TURNED_AWAY):
            publishing.publish(context.session, idea, context.now)
        show_pictures_anew(context, Photo.idea_id == number)

    def declined(self, context: Context, number: int, reason: str) -> None:
        idea = _there(context, number)
        by = context.person.id
        stepping.enter(context.session, idea, State.TURNED_AWAY, reason, by, context.now)
        publishing.show_anew(context.session, idea, context.now)
        show_pictures_anew(context, Photo.idea_id == number)

    def edited(self, context: Context, number: int, title: str, text: str) -> None:
        better, idea = Better(title or None, text or None), _there(context, number)
        if better.said:
            put(context.session, idea, better, context.person.id, context.now)
            desk.compare(context.session, compared(context.session, idea))

    def split(self, context: Context, number: int, parts: Sequence[str]) -> Sequence[int]:
        idea = _there(context, number)
        made = joining.split(context.session, idea, parts, context.person.id, context.now)
        return [each.id for each in made]

    def merged(self, context: Context, number: int, into: int) -> None:
        other = context.session.get(Idea, into)
        if other is not None and other.state == State.RECEIVED:
            raise Refusal(
                "Idea {number} waits itself. Publish it first, then this can join it.",
                number=str(into),
            )
        if other is None or other.state not in ALIVE:
            raise Refusal("There is no open idea {number} here.", number=str(into))
        one = _there(context, number)
        joining.merge(context.session, one, other, context.person.id, context.now)


def _there(context: Context, number: int) -> Idea:
    idea = context.session.get(Idea, number)
    if idea is None or idea.state in GONE:
        raise Refusal("Idea {number} is no longer there.", number=str(number))
    return idea
