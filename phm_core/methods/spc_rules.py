"""Runs and patterns that chance alone would rarely make, by Making Data Count."""

import numpy as np

from phm_core.methods.estimates import Flags, Floats, Integers

RUN = 7
WINDOW = 3
# The mean of 0.1, 0.2 and 0.3 is not exactly 0.2; that is not being above it.
ROUNDING = 1e-12


def outside(values: Floats, lower: Floats, upper: Floats) -> Flags:
    """Points strictly outside the process limits (astronomical points)."""
    return (values > upper) | (values < lower)


def shift(values: Floats, centre: Floats) -> Flags:
    """Points in a run of seven or more strictly on one side of the mean."""
    return _in_runs(_side(values, centre), RUN)


def trend(values: Floats) -> tuple[Flags, Integers]:
    """Points in a run of seven or more all rising or all falling, and the direction.

    A point that ends one trend and starts the next has the direction of the next.
    """
    steps = np.sign(np.nan_to_num(np.diff(values))).astype(np.int64)
    running = _in_runs(steps, RUN - 1)
    direction = np.zeros(values.size, dtype=np.int64)
    direction[1:] = np.where(running, steps, 0)
    direction[:-1] = np.where(running, steps, direction[:-1])
    return direction != 0, direction


def two_in_three(
    values: Floats, centre: Floats, near: tuple[Floats, Floats], flagged: Flags
) -> Flags:
    """Points in the outer third, two or more among three on one side of the mean.

    near: the limits two thirds of the way out. flagged: points outside the process
    limits, which do not count towards the two.
    """
    side = _side(values, centre)
    outer = ((values > near[1]) | (values < near[0])) & ~flagged
    found = np.zeros(values.size, dtype=np.bool_)
    for first in range(values.size - WINDOW + 1):
        window = slice(first, first + WINDOW)
        together = np.abs(side[window].sum()) == WINDOW
        if together and np.count_nonzero(outer[window]) >= WINDOW - 1:
            found[window] |= outer[window]
    return found


def _side(values: Floats, centre: Floats) -> Integers:
    """1 above the mean, -1 below, 0 on it (but for rounding) or where missing."""
    apart = np.nan_to_num(values - centre)
    on_it = np.abs(apart) <= ROUNDING * np.nan_to_num(np.abs(centre))
    return np.where(on_it, 0, np.sign(apart)).astype(np.int64)


def _in_runs(signs: Integers, shortest: int) -> Flags:
    """Where a sign other than nought stands in a row of at least that many."""
    starts = np.flatnonzero(np.append([True], signs[1:] != signs[:-1]))
    lengths = np.diff(np.append(starts, signs.size))
    return (np.repeat(lengths, lengths) >= shortest) & (signs != 0)
