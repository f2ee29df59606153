"""Sets of people day by day, by moving through records once.

Each function takes records in the order of their days, and gives one row of bits for
each day of the months: (days, words).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.bits import Flags, Words, from_flags
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.history.months import Months
from phm_core.engine.history.records import Records


def steps(records: Records, months: Months) -> Iterator[slice]:
    """The records that each day adds to the day before."""
    ends = np.searchsorted(records.days, months.ends, side="right")
    begun = 0
    for end in ends.tolist():
        yield slice(begun, end)
        begun = end


def windows(records: Records, months: Months, within: int | None) -> Iterator[slice]:
    """The records in the window of each day."""
    starts = np.searchsorted(records.days, months.starts(within), side="right")
    ends = np.searchsorted(records.days, months.ends, side="right")
    yield from (
        slice(a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    )


def any_within(
    records: Records, months: Months, people: int, within: int | None
) -> Words:
    """Who has a record in the window: their last one is not too old."""
    last = np.full(people, NO_DAY, dtype=np.int32)
    found = []
    for new, start in zip(
        steps(records, months), months.starts(within).tolist(), strict=True
    ):
        last[records.ids[new]] = records.days[new]
        found.append(from_flags(last > start))
    return np.stack(found)


def latest(records: Records, months: Months, people: int, holds: Flags) -> Words:
    """For whom the last record so far holds; of one day, the last in order decides."""
    state = np.zeros(people, dtype=np.bool_)
    found = []
    for new in steps(records, months):
        state[records.ids[new]] = holds[new]
        found.append(from_flags(state))
    return np.stack(found)


def times_within(
    records: Records,
    months: Months,
    people: int,
    within: int | None,
    *,
    least: int,
    most: int | None = None,
) -> Words:
    """Who has at least, and at most, so many records in the window."""
    found = []
    for window in windows(records, months, within):
        times = np.bincount(records.ids[window], minlength=people)
        holds = times >= least
        if most is not None:
            holds &= times <= most
        found.append(from_flags(holds))
    return np.stack(found)


def apart_within(
    records: Records,
    months: Months,
    people: int,
    within: int | None,
    *,
    least: int,
    days: int,
) -> Words:
    """Who has records on at least so many days, the first and last some days apart."""
    once = _one_a_day(records)
    found = []
    for window in windows(once, months, within):
        ids, when = once.ids[window], once.days[window]
        # Subtracting from the last is safe: who has none is told by the number.
        first, last = np.zeros(people, np.int32), np.zeros(people, np.int32)
        last[ids] = when
        first[ids[::-1]] = when[::-1]
        enough = np.bincount(ids, minlength=people) >= least
        found.append(from_flags(enough & (last - first >= days)))
    return np.stack(found)


def _one_a_day(records: Records) -> Records:
    keys = records.days.astype(np.int64) << 32 | records.ids
    _, first = np.unique(keys, return_index=True)
    first.sort()
    return Records(records.ids[first], records.days[first])


def still_open(
    ids: NDArray[np.int32], begun: Days, ended: Days, ends: Days, people: int
) -> Words:
    """Who has something open on each day: begun by then, and ended after it."""
    found = []
    for end in ends.tolist():
        flags = np.zeros(people, dtype=np.bool_)
        flags[ids[(begun <= end) & (ended > end)]] = True
        found.append(from_flags(flags))
    return np.stack(found)
