"""A list as work: who is on it, how far a month reaches, and whom it may miss."""

from collections.abc import Iterator
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.finders import Capacity, Membership, Order, Reach
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.found_people import (
    FIFTHS,
    in_order,
    named,
    priority_of,
    urgent_of,
)
from phm_core.engine.answering.partition import Partition, partition
from phm_core.engine.answering.profiles import available
from phm_core.engine.answering.rows import PSEUDONYM, never_listed
from phm_core.engine.bits import Words, to_flags, to_ids
from phm_core.engine.here import Here
from phm_core.engine.listing import listed
from phm_core.engine.scope import Scope
from phm_core.errors import RefusedInput

BREAKDOWNS = (FIFTHS, "ethnicity_group", "practice")
MOST_A_MONTH = 10_000
ORDERS: tuple[Order, ...] = get_args(Order)


@exact.register
def _(question: Membership, here: Here) -> answers.Membership:
    listing, scope = listed(question, here), here.scope(question, None)
    found = here.bounds(listing.definition, scope).must
    hidden = never_listed(here)
    return answers.Membership(
        as_at=scope.day,
        people=pseudonyms(found & ~hidden, here),
        urgent=pseudonyms(urgent_of(listing, here, scope) & ~hidden, here),
        withheld=int(np.bitwise_count(found & hidden).sum()),
    )


@exact.register
def _(question: Capacity, here: Here) -> answers.Capacity:
    if not 1 <= question.a_month <= MOST_A_MONTH:
        raise RefusedInput(
            f"A team sees 1 to {MOST_A_MONTH:,} people a month; this says "
            f"{question.a_month:,}. Change it."
        )
    listing, scope = listed(question, here), here.scope(question, None)
    waiting = here.bounds(listing.definition, scope).must & ~never_listed(here)
    ids = to_ids(waiting & ~named(question.aside, here), here.index.count)
    priority = priority_of(listing, ids, here, scope)
    parts = [(part, part.codes[ids].astype(np.int64)) for part in _parts(here, scope)]
    reached: list[answers.Reached] = []
    for order in ORDERS:
        first = in_order(question, order, ids, here, scope)[: question.a_month]
        reached.append(
            answers.Reached(
                as_at=scope.day,
                order=order,
                priorities=np.bincount(priority[first], minlength=len(listing.groups)),
                groups=tuple(
                    np.bincount(codes[first], minlength=part.size)
                    for part, codes in parts
                ),
            )
        )
    return answers.Capacity(
        as_at=scope.day,
        waiting=len(ids),
        titles=tuple(group.name for group in listing.groups),
        priorities=np.bincount(priority, minlength=len(listing.groups)),
        breakdowns=tuple(
            (part.groups, np.bincount(codes, minlength=part.size))
            for part, codes in parts
        ),
        reached=tuple(reached),
    )


@exact.register
def _(question: Reach, here: Here) -> answers.Reach:
    listing, scope = listed(question, here), here.scope(question, None)
    found = here.bounds(listing.definition, scope)
    could = listing.eligible
    eligible = scope.people if could is None else here.bounds(could, scope).must
    sets = (
        eligible,
        found.must,
        found.may & ~found.must & eligible,
        found.must & never_listed(here),
    )
    return answers.Reach(
        as_at=scope.day,
        breakdowns=tuple(
            (part.groups, np.column_stack([_counts(part, one, here) for one in sets]))
            for part in _parts(here, scope)
        ),
    )


def _parts(here: Here, scope: Scope) -> Iterator[Partition]:
    """The breakdowns by which a list is looked at, as far as they are held."""
    for by in BREAKDOWNS:
        if available(here, by):
            yield partition(here, by, scope.day)


def _counts(part: Partition, people: Words, here: Here) -> NDArray[np.int64]:
    flags = to_flags(people, here.index.count)
    return np.bincount(part.codes[flags].astype(np.int64), minlength=part.size)


def pseudonyms(people: Words, here: Here) -> tuple[str, ...]:
    """The pseudonyms of some people, in the order of the person table."""
    ids = to_ids(people, here.index.count)
    names = here.index.columns.array(PSEUDONYM).take(ids)
    return tuple(str(name) for name in names.to_pylist())
