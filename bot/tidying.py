"""What is forgotten with time, once a day: a part of the roof, for it names all rooms."""

from collections.abc import Callable

import ideas.belongings
import ideas.old_photos
import ideas.photos
import moderation.frozen
import moderation.old_words
import neighbours.vouching
import polls.belongings
import polls.leaving
import polls.letting_go
from bot import forgotten, heard, lent_roles, media, old_letters, sealed

FORGETTING: list[Callable[..., None]] = [
    heard.forget_old,
    sealed.forget_old,
    lent_roles.forget_old,
    moderation.frozen.destroy_old,
    media.sweep,
    old_letters.forget_old,
    polls.belongings.remember,
    ideas.belongings.remember,
    forgotten.drop_old,
    polls.leaving.forget_old,
    neighbours.vouching.forget_old,
    moderation.old_words.forget_old,
    ideas.photos.forget_untold,
    ideas.old_photos.forget_declined,
    polls.letting_go.forget_declined,
]
