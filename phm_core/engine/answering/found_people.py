"""Pages of a list: in what order, on what evidence, and what else is open."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from phm_core.definitions.finders import FoundPeople, Listing, Order
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.partition import partition
from phm_core.engine.answering.rows import (
    NOBODY,
    PSEUDONYM,
    column_of,
    never_listed,
    under,
)
from phm_core.engine.bits import Ids, Words, flags_of, from_ids, size, to_ids
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.here import Here
from phm_core.engine.last_days import last_days
from phm_core.engine.listing import Listed, Piece, listed
from phm_core.engine.open_needs import near_misses, open_needs
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, RefusedInput

ABOUT = (
    "pseudonym", "age", "sex", "practice_code", "main_language", "interpreter_needed",
    "housebound", "care_home",
)  # fmt: skip
# Shown by their day alone.
DATED = ("medication", "process", "condition", "activity")
CONTACT = ("activity", "gp")
FIFTHS = "deprivation_quintile"
Evidence = tuple[NDArray[np.float64], Days]


@exact.register
def _(question: FoundPeople, here: Here) -> answers.FoundPeople:
    if question.page < 1 or question.size < 1:
        raise RefusedInput("Pages and their size start at 1.")
    listing, scope = listed(question, here), here.scope(question, None)
    lane = lane_of(listing, question.lane, here, scope)
    urgent = urgent_of(listing, here, scope)
    if question.lane == "list":
        lane = lane & ~named(question.aside, here)
    if question.only is not None:
        lane = lane & named(question.only, here)
    ids = to_ids(lane & ~never_listed(here), here.index.count)
    evidence = tuple(evidence_of(listing.evidence, here, scope.day))
    priority = priority_of(listing, ids, here, scope)
    if question.lane == "list":
        order = in_order(question, question.order, ids, here, scope)
    else:
        order = np.lexsort((by_lot(ids, here), -newest(evidence, ids)))
    first = (question.page - 1) * question.size
    chosen = order[first : first + question.size]
    page = ids[chosen]
    others = open_needs(here, scope, page, but=question.finder)
    nearly = near_misses(here, scope, page, but=question.finder)
    return answers.FoundPeople(
        as_at=scope.day,
        finder=question.finder,
        evidence=listing.evidence,
        waits=question.lane == "list",
        columns={name: column_of(name, page, here, scope.day) for name in _known(here)},
        priority=priority[chosen],
        urgent=flags_of(urgent, page),
        needs={identity: found for identity, found in others if found.any()},
        near={identity: found for identity, found in nearly if found.any()},
        values=tuple(values[page] for values, _ in evidence),
        days=tuple(days[page] for _, days in evidence),
        last_contact=_last(*CONTACT, here, scope.day)[page],
        total=size(lane),
        withheld=size(lane) - len(ids),
        page=question.page,
        pages=max(1, -(-len(ids) // question.size)),
    )


def _known(here: Here) -> Iterator[str]:
    """What is told of each person, as far as this snapshot has it."""
    held = here.index.columns.names
    return (name for name in ABOUT if name == "age" or name in held)


def _last(table: str, kind: str, here: Here, day: date) -> Days:
    """Days of the last entries; of nobody where such records are not held."""
    try:
        return last_days(table, kind, here, day)
    except NotHeld:
        return np.full(here.index.count, NO_DAY, dtype=np.int32)


def in_order(
    question: Listing, order: Order, ids: Ids, here: Here, scope: Scope
) -> NDArray[np.int64]:
    """Places of these people as they are seen: by priority, then as the order says."""
    listing = listed(question, here)
    keys = _within(listing, question.finder, order, ids, here, scope)
    priority = priority_of(listing, ids, here, scope)
    return np.lexsort((by_lot(ids, here), *reversed(keys), priority))


def by_lot(ids: Ids, here: Here) -> NDArray[np.uint64]:
    """What decides where nothing else does: neither practice nor anything about them.

    Pseudonyms are drawn, and the same each time; rows lie by practice.
    """
    names = here.index.columns.array(PSEUDONYM).take(pa.array(ids, pa.int64()))
    return pc.rank(names).to_numpy()


def _within(
    listing: Listed, finder: str, order: Order, ids: Ids, here: Here, scope: Scope
) -> list[NDArray[np.float64] | NDArray[np.int64]]:
    """What decides inside one priority, the most important first."""
    evidence = tuple(evidence_of(listing.evidence, here, scope.day))
    fresh = -newest(evidence, ids)
    if order == "waiting":
        return [last_days(*CONTACT, here, scope.day)[ids].astype(np.int64), fresh]
    if order == "open_needs":
        others = np.zeros(len(ids), dtype=np.int64)
        for _, found in open_needs(here, scope, ids, but=finder):
            others -= found
        return [others, fresh]
    if order == "balanced":
        groups = partition(here, FIFTHS, scope.day).codes[ids].astype(np.int64)
        priority = priority_of(listing, ids, here, scope)
        return [_turn(priority, groups, np.lexsort((by_lot(ids, here), fresh))), fresh]
    return [fresh]


def _turn(
    priority: NDArray[np.int64], groups: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How far down their own group each stands: whoever goes by it takes all alike."""
    turn = np.zeros(len(order))
    cells = priority * (groups.max(initial=0) + 1) + groups
    for cell in np.unique(cells):
        own = order[cells[order] == cell]
        turn[own] = (np.arange(len(own)) + 0.5) / len(own)
    return turn


def newest(evidence: tuple[Evidence, ...], ids: Ids) -> NDArray[np.int64]:
    """The day of the first piece of evidence of each; nothing is the oldest."""
    if not evidence:
        return np.zeros(len(ids), dtype=np.int64)
    return evidence[0][1][ids].astype(np.int64)


def lane_of(listing: Listed, lane: str, here: Here, scope: Scope) -> Words:
    """Everybody of a lane. Raises RefusedInput where nothing is declared urgent."""
    if lane == "list":
        return here.bounds(listing.definition, scope).must
    if listing.red_flag is None:
        name = listing.definition.name
        raise RefusedInput(f"'{name}' declares nothing that cannot wait.")
    return urgent_of(listing, here, scope)


def urgent_of(listing: Listed, here: Here, scope: Scope) -> Words:
    """Those who cannot wait."""
    if listing.red_flag is None:
        return from_ids(np.zeros(0, dtype=np.int64), here.index.count)
    return here.bounds(listing.red_flag, scope).must


def priority_of(
    listing: Listed, ids: Ids, here: Here, scope: Scope
) -> NDArray[np.int64]:
    """The place of each person's priority; after the last for who is not listed."""
    found = np.full(len(ids), len(listing.groups), dtype=np.int64)
    for place, group in enumerate(listing.groups):
        people = here.bounds(group, scope).must
        found[flags_of(people, ids)] = place
    return found


def evidence_of(pieces: tuple[Piece, ...], here: Here, day: date) -> Iterator[Evidence]:
    """Values and days of each piece of evidence, for everybody."""
    nothing = np.full(here.index.count, np.nan)
    for family, identity in pieces:
        if family in DATED:
            yield nothing, _last(family, identity, here, day)
            continue
        measure = here.catalogue.measurements.get(identity)
        lowest = measure is not None and measure.same_day == "lowest"
        found = here.index.latest(family, identity, day, here.watch, lowest=lowest)
        yield np.where(found.day == NO_DAY, np.nan, found.value), found.day


def named(pseudonyms: tuple[str, ...], here: Here) -> Words:
    """The people under these pseudonyms; one that is not here is nobody."""
    ids = under(pseudonyms, here)
    return from_ids(ids[ids != NOBODY], here.index.count)
