"""From ideas to a project, which lists the ideas it came from."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.context import Context
from bot.language import N_
from bot.parameters import Suggestion
from ideas.models import Idea, Project, ProjectSource
from moderation import log


def promote(context: Context, ideas: Sequence[Idea], title: str | None) -> Project:
    """Make a project of these ideas; they stay what they are."""
    project = Project(
        neighbourhood=context.neighbourhood,
        title=title or ideas[0].title,
        made_by=context.person.id,
        made_at=context.now,
    )
    context.session.add(project)
    context.session.flush()
    for number in dict.fromkeys(idea.id for idea in ideas):
        context.session.add(ProjectSource(project_id=project.id, idea_id=number))
    log.enter(context, N_("made project {subject}: {reason}"), str(project.id), project.title)
    context.session.flush()
    return project


def sources(session: Session, project: Project) -> Sequence[Idea]:
    query = select(Idea).join(ProjectSource, ProjectSource.idea_id == Idea.id)
    return session.scalars(
        query.where(ProjectSource.project_id == project.id).order_by(Idea.id)
    ).all()


def here(context: Context) -> Sequence[Project]:
    query = select(Project).where(Project.neighbourhood_id == context.neighbourhood.id)
    return context.session.scalars(query.order_by(Project.id.desc()).limit(20)).all()


def suggest(context: Context, typed: str) -> Sequence[Suggestion]:
    wanted = typed.casefold()
    return [
        Suggestion(str(each.id), each.title)
        for each in here(context)
        if wanted in each.title.casefold() or wanted == str(each.id)
    ]
