"""All a command needs to know of the moment in which it was called."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import places, roles, sharing
from bot.incoming import Address, Identity
from bot.language import Words
from bot.people import Neighbour
from bot.places import Neighbourhood, Room
from bot.refusals import Refusal
from bot.roles import Role


# Not frozen, which would make every vote a thirtieth dearer. All the same nobody changes it.
@dataclass(slots=True, eq=False)
class Context:
    """`said_at` is when it was said, `now` when we work on it; both are aware UTC.

    `message_id` is the message that said it, `picked` whether by picking instead of words;
    `replies_to` is the message this was said in answer to. `vocabularies` are the languages
    in which times may be written, the speaker's own first. `company` are the ids of all who
    speak in this transaction. `given` are roles that the platform's own roles stand for,
    `alone` says that nobody else saw it being said.
    """

    session: Session
    who: Identity
    person: Neighbour
    at: Address
    room: Room | None
    words: Words
    now: datetime
    said_at: datetime
    vocabularies: Callable[[], Sequence[Words]]
    message_id: str = ""
    picked: bool = False
    replies_to: str | None = None
    private: bool = False
    company: Collection[int] = ()
    given: frozenset[Role] = frozenset()
    alone: bool = False

    @property
    def chat(self) -> str | None:
        """Where the speaker can be told something alone."""
        return self.at.target if self.private else self.person.private_at or None

    @property
    def between_us(self) -> bool:
        """Whether nobody else sees what was said."""
        return self.private or self.alone

    @property
    def at_the_desk(self) -> bool:
        """Whether it was said in a room of moderators."""
        return self.room is not None and self.room.desk

    @property
    def neighbourhood(self) -> Neighbourhood:
        """Where this was said; in private, the person's home. Raises Refusal if nowhere."""
        if self.room:
            return self.room.neighbourhood
        home = self.home if self.private else None
        if home is None and self.private:
            raise Refusal(
                "I do not know your neighbourhood yet. Say something to me in one of its rooms "
                "first."
            )
        if home is None:
            raise Refusal(
                "This room does not belong to a neighbourhood yet. Someone who looks "
                "after Bude can change that by writing {line} and the neighbourhood's name.",
                line=self.words.line("room"),
            )
        return home

    @property
    def place_id(self) -> int | None:
        """The neighbourhood this is about, if that is known; the same as `neighbourhood` where
        there is one, or whoever is shut out there could act in it all the same."""
        if self.room:
            return self.room.neighbourhood_id
        home = self.home if self.private and self.person.home_id is None else None
        return home.id if home else self.person.home_id

    @property
    def home(self) -> Neighbourhood | None:
        home_id = self.person.home_id
        if home_id is not None:
            return self.session.get(Neighbourhood, home_id)
        return sharing.once(self.session, "only place", partial(places.only, self.session))

    @property
    def roles(self) -> frozenset[Role]:
        return self.roles_in(self.place_id)

    def roles_in(self, neighbourhood_id: int | None) -> frozenset[Role]:
        """With those that a role on the platform gives where this is said; none else yet from
        an account that was linked to the person only lately."""
        given = self.given if neighbourhood_id == self.place_id else frozenset()
        if self.person.is_settling(self.now):
            return given
        look_up = partial(roles.held, self.session, self.person.id, neighbourhood_id)
        key = ("roles", self.person.id, neighbourhood_id)
        return sharing.once(self.session, key, look_up) | given
