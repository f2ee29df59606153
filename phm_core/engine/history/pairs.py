"""Records that go in pairs: repeats some time apart, and one event after another.

A pair is seen from its second day and dated by its first, so that it lies in a window
as a whole or not at all. For every second day only the latest first day matters: if
any pair lies in the window, that one does.
"""

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.bits import Flags
from phm_core.engine.columns import Days
from phm_core.engine.history.records import Records, records

DAY_BITS = 20
DAY = (1 << DAY_BITS) - 1
OFFSET = 1 << 18  # so that days before 1970 are numbered from 0

Keys = NDArray[np.int64]


def repeats(
    found: Records, good: Flags, *, times: int, apart: int, unbroken: bool
) -> Records:
    """Good days of one person, the last of them at least `times` and `apart` days on.

    unbroken: no day with a value that is not good lies between them; a day with both
    ends one stretch and begins the next.
    """
    ids, days, stretch = _stretches(found, good, unbroken=unbroken)
    keys = stretch << DAY_BITS | days
    first = np.minimum(_earlier(keys, apart), np.arange(len(keys)) - times + 1)
    there = (first >= 0) & (stretch[first] == stretch)
    seen = (days - OFFSET).astype(np.int32)
    return records(found.months, ids[there], seen[there], dated=seen[first[there]])


def _earlier(keys: Keys, apart: int) -> NDArray[np.intp]:
    """The last place so far before each of some rising keys, or -1."""
    places = np.arange(len(keys)) - min(apart, 1)
    # Mostly the key just before is far enough.
    near = np.flatnonzero(keys[places] > keys - apart)
    places[near] = np.searchsorted(keys, keys[near] - apart, side="right") - 1
    return places


def _stretches(
    found: Records, good: Flags, *, unbroken: bool
) -> tuple[Keys, Keys, Keys]:
    """Good days, each once in every stretch that it is part of: person, day, stretch.

    They are in the order of stretches and days; days are numbered from OFFSET.
    """
    if not unbroken:
        once = _each_once(_keys(found.ids[good], found.seen[good]))
        ids, days = once >> DAY_BITS, once & DAY
        return ids, days, ids
    # The days that are not good of a person stand before the good ones of that day.
    once = _each_once(_keys(found.ids, found.seen) << 1 | good)
    fine, once = once & 1 == 1, once >> 1
    ids = once >> DAY_BITS
    begins = np.diff(ids, prepend=-1) != 0
    stretch = np.cumsum(begins.astype(np.int64) + ~fine)
    both = fine & (np.diff(once, prepend=-1) == 0)
    # A day with both is the last of one stretch and the first of the next.
    of = np.repeat(np.arange(len(once)), fine.astype(np.int64) + both)
    last = both[of] & (np.diff(of, prepend=-1) != 0)
    return ids[of], once[of] & DAY, stretch[of] - last


def _each_once(keys: Keys) -> Keys:
    keys.sort()
    return keys[np.diff(keys, prepend=-1) != 0]


def followed(first: Records, then: Records, days: int) -> Records:
    """Second events 1 to so many days after a first one, with the latest first day."""
    keys, later = _keys(first.ids, first.seen), _keys(then.ids, then.seen)
    keys.sort()
    place = np.searchsorted(keys, later, side="left") - 1
    if not len(keys):
        return then.only(np.zeros(len(then.ids), dtype=np.bool_))
    same = (place >= 0) & (keys[place] >> DAY_BITS == later >> DAY_BITS)
    gap = later - keys[place]
    there = same & (gap <= days)
    earlier = then.seen[there] - gap[there].astype(np.int32)
    return records(then.months, then.ids[there], then.seen[there], dated=earlier)


def _keys(ids: NDArray[np.int32], days: Days) -> Keys:
    return ids.astype(np.int64) << DAY_BITS | (days + np.int64(OFFSET))
