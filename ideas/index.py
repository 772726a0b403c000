"""The search index of ideas: FTS5's trigrams on SQLite, pg_trgm on PostgreSQL.

It is made from the ideas whenever it is missing, so no migration knows of it.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from functools import cache, partial

from sqlalchemy import (
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from bot import sharing, store
from bot.sharing import Insert
from ideas.models import Idea, Trigram

logger = logging.getLogger(__name__)

# So many ideas at most are looked at when there is no index.
NEWEST = 2_000
# How many ideas the rarest trigrams of a search may bring up together, by our estimate. More
# would be slower, and they would hardly be similar.
POSTINGS = 1_000
FEWEST, MOST = 5, 24
# More ideas than there will ever be.
MANY = 1_000_000_000
# Trigrams are counted in every eighth idea, which is exact enough to know the rare ones.
SAMPLED = 8

_TABLE = text(
    "CREATE VIRTUAL TABLE idea_search USING fts5"
    "(likeness, neighbourhood UNINDEXED, tokenize = 'trigram')"
)
_FILL = text(
    "INSERT INTO idea_search (rowid, likeness, neighbourhood)"
    " SELECT id, likeness, neighbourhood_id FROM idea"
)
_ENTER = text(
    "INSERT INTO idea_search (rowid, likeness, neighbourhood) VALUES (:id, :likeness, :place)"
)
_REMOVE = text("DELETE FROM idea_search WHERE rowid = :id")
_TIDY = text("INSERT INTO idea_search (idea_search) VALUES ('optimize')")
_SEARCH = text(
    "SELECT rowid AS id, likeness FROM idea_search"
    " WHERE idea_search MATCH :trigrams AND neighbourhood = :place ORDER BY rank LIMIT :most"
)
_THERE = text("SELECT 1 FROM sqlite_master WHERE name = 'idea_search'")
# Whoever owns the database may create it, as it is a trusted extension; else we go without.
_EXTENSION = text(
    """
    DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
        NULL;
    END $$
    """
)
_INSTALLED = text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
# The planner takes the index for dear, and reads all ideas instead.
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
_AS_BEFORE = text("SET LOCAL enable_seqscan TO DEFAULT")
_INDEX = text(
    "CREATE INDEX IF NOT EXISTS ix_idea_likeness ON idea USING gin (likeness gin_trgm_ops)"
)


def prepare(session: Session) -> None:
    """Make the index if it is missing; at every start."""
    if store.dialect(session) == "sqlite":
        if session.scalar(_THERE) is None:
            session.execute(_TABLE)
            session.execute(_FILL)
        return
    store.one_at_a_time(session, "prepare the index of ideas")
    session.execute(_EXTENSION)
    if session.scalar(_INSTALLED):
        session.execute(_INDEX)
        return
    logger.warning(
        "the database has no pg_trgm and we may not create it: similar ideas are looked for "
        "among the newest %d of a neighbourhood only (CREATE EXTENSION pg_trgm helps)",
        NEWEST,
    )


def enter(session: Session, idea: Idea, *, new: bool = False) -> None:
    """Let an idea be found by how it is worded now."""
    session.flush()
    if store.dialect(session) == "sqlite":
        if not new:
            session.execute(_REMOVE, {"id": idea.id})
        row = {"id": idea.id, "likeness": idea.likeness, "place": idea.neighbourhood_id}
        session.execute(_ENTER, row)
    if idea.id % SAMPLED == 0:
        count = _count(store.dialect(session))
        for letters in trigrams(idea.likeness):
            sharing.later(session, count, {"letters": letters, "ideas": SAMPLED})


def remove(session: Session, ids: Sequence[int]) -> None:
    """Leave nothing of these ideas in the index, not even in pages that are free."""
    if store.dialect(session) == "sqlite" and ids:
        session.execute(_REMOVE, [{"id": each} for each in ids])
        session.execute(_TIDY)


def candidates(
    session: Session, place_id: int, likeness: str, most: int
) -> Sequence[tuple[int, str]]:
    """Ideas of a neighbourhood that share rare trigrams with a text, the most alike first."""
    chosen = _rarest(session, likeness)
    if not chosen:
        return ()
    if store.dialect(session) == "sqlite":
        wanted = _expression(chosen)
        found = session.execute(_SEARCH, {"trigrams": wanted, "place": place_id, "most": most})
        return [(row.id, row.likeness) for row in found]
    return _on_postgresql(session, place_id, chosen, most)


def _ways(chosen: Mapping[str, int]) -> Sequence[Sequence[Sequence[str]]]:
    """An idea is near if it holds, in one of these ways, one of each of these trigrams.

    One that hardly any idea has is enough. Of the others it must hold two, one of each half,
    or among 100,000 ideas thousands would be ranked for each search.
    """
    known = [letters for letters, count in chosen.items() if count]
    halves = [half for half in (known[::2], known[1::2]) if half]
    unheard_of = [[[letters]] for letters, count in chosen.items() if not count]
    return [*unheard_of, halves] if halves else unheard_of


def _expression(chosen: Mapping[str, int]) -> str:
    return " OR ".join(
        " AND ".join(f"({' OR '.join(_quoted(half))})" for half in halves)
        for halves in _ways(chosen)
    )


def _quoted(half: Sequence[str]) -> Sequence[str]:
    return [f'"{letters}"' for letters in half]


def _on_postgresql(
    session: Session, place_id: int, chosen: Mapping[str, int], most: int
) -> Sequence[tuple[int, str]]:
    installed = partial(session.scalar, _INSTALLED)
    if not sharing.once(session, "pg_trgm", installed):
        here = select(Idea.id, Idea.likeness).where(Idea.neighbourhood_id == place_id)
        newest = session.execute(here.order_by(Idea.id.desc()).limit(NEWEST))
        return [(row.id, row.likeness) for row in newest]
    session.execute(_BY_INDEX)
    unheard_of = sum(not count for count in chosen.values())
    nearest = _nearest(unheard_of, len(chosen) - unheard_of)
    wanted = {"place": place_id, "most": most, **_slots(chosen)}
    rows = session.execute(nearest, wanted).all()
    session.execute(_AS_BEFORE)
    return [(row.id, row.likeness) for row in rows]


@cache
def _nearest(unheard_of: int, known: int) -> Select[int, str]:
    """The statement for so many trigrams, those that no idea has first: to make it takes longer
    than to carry it out.

    Ranked as FTS5 does it, by the rarity of what they share: `similarity` takes as long for
    one text as all of this for fifty. In two steps, so that the first can only be taken by the
    index of trigrams."""
    chosen = {str(slot): int(slot >= unheard_of) for slot in range(unheard_of + known)}
    holds = {slot: Idea.likeness.like(bindparam(f"like{slot}")) for slot in chosen}
    weights = ((holds[slot], bindparam(f"rarity{slot}", type_=Float)) for slot in chosen)
    shared = sum((case((hold, weight), else_=0.0) for hold, weight in weights), literal(0))
    ways = [
        and_(*(or_(*(holds[slot] for slot in half)) for half in halves))
        for halves in _ways(chosen)
    ]
    all_of_them = select(Idea.id, Idea.likeness, Idea.neighbourhood_id, shared.label("shared"))
    near = all_of_them.where(or_(*ways)).cte("near")
    near = near.prefix_with("MATERIALIZED")
    here = select(near.c.id, near.c.likeness).where(
        near.c.neighbourhood_id == bindparam("place")
    )
    nearest_first = here.order_by(near.c.shared.desc(), func.length(near.c.likeness))
    return nearest_first.limit(bindparam("most", type_=Integer))


def _slots(chosen: Mapping[str, int]) -> dict[str, str | float]:
    slots: dict[str, str | float] = {}
    for slot, (letters, count) in enumerate(chosen.items()):
        slots |= {f"like{slot}": f"%{letters}%", f"rarity{slot}": _rarity(count)}
    return slots


def _rarity(count: int) -> float:
    """The logarithm of how few have it, as in any ranking by frequency."""
    return math.log(MANY / (1 + count))


def _rarest(session: Session, likeness: str) -> dict[str, int]:
    """The trigrams of a text that few ideas have, as many as bring up no more than we can
    look at; and how many have each. Those of a slip of the finger hardly any has."""
    counts = dict.fromkeys(trigrams(likeness), 0)
    known = select(Trigram.letters, Trigram.ideas)
    theirs = known.where(sharing.among(session, Trigram.letters, counts))
    counts |= dict(session.execute(theirs).all())
    rarest = sorted(counts, key=counts.__getitem__)[:MOST]
    chosen = {letters: 0 for letters in rarest if not counts[letters]}
    few, postings = FEWEST + len(chosen), 0
    for letters in rarest[len(chosen) :]:
        postings += counts[letters]
        if len(chosen) >= few and postings > POSTINGS:
            break
        chosen[letters] = counts[letters]
    return chosen


def trigrams(likeness: str) -> list[str]:
    """Each once, in the order of the text, none across two words."""
    found = {
        word[start : start + 3]: None
        for word in likeness.split()
        for start in range(len(word) - 2)
    }
    return list(found)


@cache
def _count(dialect: str) -> Insert:
    new = sharing.insert(Trigram, dialect)
    return new.on_conflict_do_update(
        index_elements=["letters"], set_={"ideas": Trigram.ideas + new.excluded.ideas}
    )
