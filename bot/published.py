"""Who owns what passes the moderators' desk, by the kind of it: a part of the roof, for it
names all rooms."""

import ideas.amending
import ideas.hours
import ideas.photos
import ideas.questions
import ideas.subject
import ideas.taking_down
import ideas.talk
import polls.subject
from moderation import restraints
from moderation.subjects import Subject

SUBJECTS: dict[str, Subject] = {
    polls.subject.KIND: polls.subject.Polls(),
    ideas.subject.KIND: ideas.subject.Ideas(),
    ideas.amending.KIND: ideas.amending.Amendments(),
    ideas.photos.KIND: ideas.taking_down.Photos(),
    ideas.talk.KIND: ideas.talk.Comments(),
    ideas.hours.KIND: ideas.questions.Questions(),
    restraints.KIND: restraints.Restraints(),
}
