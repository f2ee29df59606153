"""Joins groups whose own total is small: nothing inside them could be shown safely."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.rule import Counts, Rule

Groups: TypeAlias = tuple[tuple[int, ...], ...]


def collapsed(counts: Counts, rule: Rule, *, times: int = 1) -> Groups:
    """Rows put together until no row's total is small: positions for each new row.

    Small is below the rule's threshold, or so many times that. A small row is joined to
    its neighbour with the fewer people, so that an order (such as of ages) still makes
    sense. Rows with nobody stay. One row may stay small when there is no other to join.
    """
    if rule.exact:
        return tuple((position,) for position in range(len(counts)))
    least = rule.suppress_below * times
    groups: list[tuple[int, ...]] = [(position,) for position in range(len(counts))]
    totals = [int(total) for total in counts.sum(axis=1)]
    while True:
        small = [
            at
            for at, total in enumerate(totals)
            if 0 < total < least and sum(map(bool, totals)) > 1
        ]
        if not small:
            return tuple(groups)
        at = min(small, key=totals.__getitem__)
        beside = _neighbour(totals, at)
        first, last = sorted((at, beside))
        groups[first] = tuple(sorted((*groups[first], *groups[last])))
        totals[first] += totals[last]
        del groups[last], totals[last]


def collapsed_in_both(one: Counts, other: Counts, rule: Rule) -> Groups:
    """Rows put together until no row's total is small in either of two tables."""
    first = collapsed(one, rule)
    second = collapsed(joined(other, first), rule)
    return tuple(tuple(at for part in group for at in first[part]) for group in second)


def few_not_known(counts: Sequence[Counts], rule: Rule, *, rest: bool) -> Groups:
    """A few people not known to be in a group are put with everyone else.

    counts: numbers by group, the last of those not known. rest: whether the others are
    one group and everyone else; of any other groups nothing is put together. To hide
    the few would take hiding the group as well, since the whole is shown; the group and
    all others tell no more than two counts of cohorts do.
    """
    alone = tuple((position,) for position in range(len(counts[0])))
    few = rest and any(rule.hides(each[-1:]).any() for each in counts)
    return ((0,), (1, 2)) if few else alone


def _neighbour(totals: list[int], at: int) -> int:
    """The nearest row with people before or after, the smaller of the two."""
    before = next((i for i in range(at - 1, -1, -1) if totals[i]), None)
    after = next((i for i in range(at + 1, len(totals)) if totals[i]), None)
    found = [place for place in (before, after) if place is not None]
    return min(found, key=totals.__getitem__)


def joined(counts: Counts, groups: Groups) -> NDArray[np.int64]:
    """The table with its rows put together."""
    return np.array(
        [counts[list(group)].sum(axis=0) for group in groups], dtype=np.int64
    )
