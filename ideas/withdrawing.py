"""Taking an idea back: its author may, at any time."""

from bot.context import Context
from bot.refusals import Refusal
from ideas import amending, photos, publishing, stepping, subject, talk
from ideas.models import Amendment, Idea, Photo, State
from moderation import desk

SETTLED = (State.WITHDRAWN, State.MERGED, State.TURNED_AWAY)


def withdraw(context: Context, idea: Idea) -> None:
    subject.hold(context, idea)
    if idea.author_id != context.person.id:
        raise Refusal("Only the person whose idea this is can take it back.")
    if idea.state in SETTLED:
        raise Refusal("Idea {number} is no longer there.", number=str(idea.id))
    stepping.enter(context.session, idea, State.WITHDRAWN, "", context.person.id, context.now)
    desk.withdrawn(context.session, subject.KIND, idea.id, context.now)
    its = Amendment.idea_id == idea.id
    amending.drop_waiting(context.session, its, idea.author_id, context.now)
    talk.lapse(context.session, idea, context.now)
    photos.forget(context.session, Photo.idea_id == idea.id, context.now)
    publishing.show_anew(context.session, idea, context.now)
