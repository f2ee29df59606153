"""Sets of people day by day, by moving through records once.

Each function takes records in the steps of the months, and gives one row of bits for
each of their days: (days, words).
"""

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.bits import Flags, Words, from_flags, nobody
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.history.records import Records


def any_within(found: Records, people: int, within: int | None) -> Words:
    """Who has a record in the window: their last one is not too old."""
    if not len(found.ids):
        return _nobody_ever(found, people)
    last = np.full(people, NO_DAY, dtype=np.int32)
    days = []
    starts = found.months.starts(within).tolist()
    for new, start in zip(found.steps, starts, strict=True):
        if found.one_day:
            last[found.ids[new]] = found.seen[new]
        else:
            np.maximum.at(last, found.ids[new], found.dated[new])
        days.append(from_flags(last > start))
    return np.stack(days)


def latest(found: Records, people: int, holds: Flags) -> Words:
    """For whom the last record so far holds; of one day, the last in order decides."""
    if not len(found.ids):
        return _nobody_ever(found, people)
    state = np.zeros(people, dtype=np.bool_)
    days = []
    for new in found.steps:
        state[found.ids[new]] = holds[new]
        days.append(from_flags(state))
    return np.stack(days)


def times_within(
    found: Records,
    people: int,
    within: int | None,
    *,
    least: int,
    most: int | None = None,
) -> Words:
    """Who has at least, and at most, so many records in the window."""
    days = []
    starts = found.months.starts(within).tolist()
    for start, end in zip(starts, found.upto.tolist(), strict=True):
        inside = found.dated[:end] > start
        times = np.bincount(found.ids[:end][inside], minlength=people)
        holds = times >= least
        if most is not None:
            holds &= times <= most
        days.append(from_flags(holds))
    return np.stack(days)


def still_open(
    ids: NDArray[np.int32], begun: Days, ended: Days, ends: Days, people: int
) -> Words:
    """Who has something open on each day: begun by then, and ended after it."""
    days = []
    for end in ends.tolist():
        flags = np.zeros(people, dtype=np.bool_)
        flags[ids[(begun <= end) & (ended > end)]] = True
        days.append(from_flags(flags))
    return np.stack(days)


def _nobody_ever(found: Records, people: int) -> Words:
    return np.stack([nobody(people)] * len(found.months.days))
