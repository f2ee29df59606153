"""Means with Student's interval, and ranking into equal groups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import t_value
from phm_core.methods.estimates import Estimates, Floats, Integers, Texts, divide
from phm_core.methods.inputs import numbers, share

FEWEST_GROUPS = 2
NO_VALUES = "no values"
FEWER_VALUES = "fewer values than groups"


def mean(
    values: ArrayLike, groups: ArrayLike | None = None, *, confidence: float = 0.95
) -> Estimates:
    """Mean of each group with Student's t interval.

    values: (n,); missing values are left out. groups: (n,), a group number from 0 for
    each value; none puts all in one. Returns (groups,). Unit: that of the values. The
    numerator is their sum, the denominator how many. One value has a mean but no
    limits; none is null, "no values". Raises RefusedInput for infinite values, shapes
    that differ or group numbers below nought. Source: Student, Biometrika, 1908.
    """
    level = share(confidence)
    x = numbers(values, "values").ravel()
    group = _group_numbers(groups, x.size)
    number = int(group.max(initial=0)) + 1
    kept = ~np.isnan(x)
    n = np.bincount(group[kept], minlength=number).astype(np.float64)
    total = _sums(group[kept], x[kept], number)
    centre = divide(total, n)
    apart = (x[kept] - centre[group[kept]]) ** 2
    squares = _sums(group[kept], apart, number)
    deviation = np.sqrt(divide(squares, np.where(n > 1, n - 1, 0.0)))
    half = t_value(level, n - 1) * deviation / np.sqrt(np.where(n > 0, n, np.nan))
    return Estimates(
        value=centre,
        lower=centre - half,
        upper=centre + half,
        numerator=total,
        denominator=n,
        method="Student's t",
        reason=np.where(n == 0, NO_VALUES, ""),
        confidence=level,
    )


@dataclass(frozen=True, eq=False)
class Quantiles:
    """The group, from 1 (lowest values), of each value; 0 with a reason where none."""

    group: Integers
    number: int
    reason: Texts


def quantiles(
    values: ArrayLike, number: int = 10, within: ArrayLike | None = None
) -> Quantiles:
    """Rank values into `number` groups of equal size; equal values share a group.

    values: (n,); give the negative of the values to put the highest in group 1.
    within: (n,), numbers from 0, ranks inside each of them. Group 0 where the value is
    missing or there are fewer values than groups. Raises RefusedInput for fewer than 2
    groups or shapes that differ.
    """
    if number < FEWEST_GROUPS:
        raise RefusedInput(
            f"Values cannot be ranked into {number} groups. "
            f"Use {FEWEST_GROUPS} or more."
        )
    x = numbers(values, "values").ravel()
    inside = _group_numbers(within, x.size)
    found = np.zeros(x.size, dtype=np.int64)
    reason = np.where(np.isnan(x), "missing value", np.full(x.size, FEWER_VALUES))
    for each in np.unique(inside):
        here = np.flatnonzero((inside == each) & ~np.isnan(x))
        if here.size >= number:
            found[here] = _equal_groups(x[here], number)
            reason[here] = ""
    return Quantiles(found, number, reason)


def _equal_groups(x: Floats, number: int) -> Integers:
    rank = np.searchsorted(np.sort(x), x, side="left") + 1
    # Whole numbers throughout: a rounding error would move a value across a boundary.
    above = (x.size + 1 - rank) * number
    return np.asarray(number + 1 - (above + x.size - 1) // x.size, dtype=np.int64)


def _sums(group: Integers, values: Floats, number: int) -> Floats:
    return np.bincount(group, weights=values, minlength=number).astype(np.float64)


def _group_numbers(groups: ArrayLike | None, size: int) -> Integers:
    if groups is None:
        return np.zeros(size, dtype=np.int64)
    read = numbers(groups, "groups").ravel()
    if read.size != size or np.isnan(read).any() or (read < 0).any():
        raise RefusedInput(
            f"There are {read.size} group numbers for {size} values; each value needs "
            "one, from 0."
        )
    return read.astype(np.int64)
