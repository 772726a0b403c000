"""Words that were changed after they had been said: a vote counts as it stands now, and what
was carried out is not carried out again."""

from sqlalchemy.orm import Session

from bot import heard
from bot.incoming import Incoming, Text
from bot.language import N_
from bot.understanding import Understood

SAY_IT_ANEW = N_(
    "I have answered what you wrote first, and do not do it again when a message is changed: "
    "please write it as a new one. Only votes count as you change them."
)


def was_answered(session: Session, incoming: Incoming, understood: Understood) -> bool:
    """Whether its first words were heard, and the new ones would be a second wish."""
    match incoming.said:
        case Text(edits=str(first)) if not understood.command.counts_edited:
            return bool(heard.already(session, [(incoming.sender.platform, first)]))
    return False
