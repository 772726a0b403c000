"""The roles people have: who may do what, and where."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import sharing
from bot.people import Person
from bot.places import Neighbourhood
from bot.store import Base


class Role(StrEnum):
    """Held in sets, in one neighbourhood or in all. A neighbour needs none."""

    MODERATOR = "moderator"
    ORGANISER = "organiser"
    CITY_OFFICER = "city officer"
    ADMIN = "admin"


class Grant(Base):
    """A role somebody has; without a neighbourhood, in all of them."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "neighbourhood_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    role: Mapped[str]
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey(Neighbourhood.id))


_HELD = select(Grant.role).where(
    Grant.person_id == bindparam("person"),
    (Grant.neighbourhood_id == bindparam("place")) | Grant.neighbourhood_id.is_(None),
)


def held(session: Session, person_id: int, neighbourhood_id: int | None) -> frozenset[Role]:
    """The roles a person has in a neighbourhood, those held everywhere included."""
    there = {"person": person_id, "place": neighbourhood_id}
    return frozenset(Role(role) for role in session.scalars(_HELD, there))


def known(names: Iterable[str]) -> frozenset[Role]:
    """Those of these that are roles of ours."""
    ours = set(Role)
    return frozenset(Role(name) for name in names if name in ours)


def grant(session: Session, person_id: int, role: Role, neighbourhood_id: int | None) -> bool:
    """Give a role; False if the person had it already."""
    if _grant(session, person_id, role, neighbourhood_id):
        return False
    session.add(Grant(person_id=person_id, role=role.value, neighbourhood_id=neighbourhood_id))
    sharing.look_anew(session)
    return True


def take(session: Session, person_id: int, role: Role, neighbourhood_id: int | None) -> bool:
    """Take a role back; False if the person did not have it there."""
    given = _grant(session, person_id, role, neighbourhood_id)
    if given is None:
        return False
    session.delete(given)
    sharing.look_anew(session)
    return True


def _grant(
    session: Session, person_id: int, role: Role, neighbourhood_id: int | None
) -> Grant | None:
    which = {"person_id": person_id, "role": role, "neighbourhood_id": neighbourhood_id}
    return session.scalar(select(Grant).filter_by(**which))


def is_last_admin(
    session: Session, person_id: int, neighbourhood_id: int | None = None
) -> bool:
    """Whether nobody would be left to look after that neighbourhood; or, without one, any of
    those that this person looks after."""
    theirs = select(Grant.neighbourhood_id).filter_by(person_id=person_id, role=Role.ADMIN)
    others = select(Grant.neighbourhood_id).where(
        Grant.role == Role.ADMIN, Grant.person_id != person_id
    )
    looked_after = set(session.scalars(theirs))
    if neighbourhood_id is not None:
        looked_after = set() if None in looked_after else looked_after & {neighbourhood_id}
    by_others = set(session.scalars(others))
    return bool(looked_after - by_others) and None not in by_others
