"""Process limits of an XmR chart, phase by phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats, Integers

# 3 over 1.128, the mean of the range of two normal values; rounded as published.
TO_LIMITS = 2.66
# Moving ranges this many times their mean are outliers (upper range limit).
TO_RANGE_LIMIT = 3.267
FEWEST_POINTS = 7


@dataclass(frozen=True)
class Baseline:
    """How limits are made. ranges: "screened" leaves outlying moving ranges out.

    rebase_at: positions where a new phase begins (see series.positions_of). first:
    limits come from that many first points of each phase and are then kept.
    """

    ranges: Literal["screened", "all"] = "screened"
    rebase_at: Sequence[int] = ()
    first: int | None = None


def phases(size: int, how: Baseline) -> Integers:
    """Number of the phase, from 0, that each point belongs to.

    Raises RefusedInput for a phase or a fixed baseline outside the series.
    """
    starts = sorted(set(how.rebase_at))
    if any(not 0 < start < size for start in starts):
        raise RefusedInput(f"A phase must begin after the first of {size} points.")
    if how.first is not None and not FEWEST_POINTS <= how.first <= size:
        raise RefusedInput(
            f"A fixed baseline needs {FEWEST_POINTS} to {size} points, not {how.first}."
        )
    found = np.searchsorted(np.array(starts), np.arange(size), side="right")
    return np.asarray(found, dtype=np.int64)


def limits_of(
    x: Floats, phase: Integers, how: Baseline
) -> tuple[Floats, Floats, Floats]:
    """Mean, distance of the process limits from it, and moving range, per point."""
    centre, half = np.full(x.size, np.nan), np.full(x.size, np.nan)
    ranges = np.full(x.size, np.nan)
    for each in np.unique(phase):
        here = phase == each
        ranges[np.flatnonzero(here)[1:]] = np.abs(np.diff(x[here]))
        used = np.flatnonzero(here)[: how.first]
        known = x[used][~np.isnan(x[used])]
        centre[here] = _mean(known)
        if known.size >= FEWEST_POINTS:
            half[here] = TO_LIMITS * _mean_range(ranges[used[1:]], how)
    return centre, half, ranges


def _mean(known: Floats) -> float:
    if not known.size:
        return float("nan")
    # A constant series lies on its mean exactly, whatever rounding says.
    return float(known[0] if known.min() == known.max() else known.mean())


def _mean_range(ranges: Floats, how: Baseline) -> float:
    known = ranges[~np.isnan(ranges)]
    if not known.size:
        return float("nan")
    mean = float(known.mean())
    if how.ranges == "all" or not mean:
        return mean
    screened = float(known[known < TO_RANGE_LIMIT * mean].mean())
    # Limits without width would call every point astronomical.
    return screened or mean
