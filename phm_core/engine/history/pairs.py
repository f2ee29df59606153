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
OFFSET = 1 << 18  # so that days before 1970 are numbered from 0

Keys = NDArray[np.int64]


def repeats(
    found: Records, good: Flags, *, times: int, apart: int, unbroken: bool
) -> Records:
    """Good days of one person, the last of them at least `times` and `apart` days on.

    unbroken: no day with a value that is not good lies between them; a day with both
    ends one stretch and begins the next.
    """
    days, stretch = _stretches(found, good, unbroken=unbroken)
    keys = stretch << DAY_BITS | (days.seen + np.int64(OFFSET))
    order = np.argsort(keys, kind="stable")
    keys, ids, seen = keys[order], days.ids[order], days.seen[order]
    early = np.searchsorted(keys, keys - apart, side="right") - 1
    first = np.minimum(early, np.arange(len(keys)) - times + 1)
    there = (first >= 0) & (keys[first] >> DAY_BITS == keys >> DAY_BITS)
    return records(ids[there], seen[there], dated=seen[first[there]])


def _stretches(found: Records, good: Flags, *, unbroken: bool) -> tuple[Records, Keys]:
    """Good days, each once in every stretch that it is part of, and which that is."""
    keys = _keys(found.ids, found.seen)
    once, place = np.unique(keys, return_inverse=True)
    fine, broken = (
        np.bincount(place, weights=flags, minlength=len(once)) > 0
        for flags in (good, ~good)
    )
    ids = once >> DAY_BITS
    days = ((once & ((1 << DAY_BITS) - 1)) - OFFSET).astype(np.int32)
    if not unbroken:
        return _plain(ids[fine], days[fine]), ids[fine]
    begins = np.diff(ids, prepend=-1) != 0
    after = np.cumsum(begins.astype(np.int64) + broken)
    both = fine & broken
    stretch = np.concatenate([after[fine], after[both] - 1])
    of = np.concatenate([np.flatnonzero(fine), np.flatnonzero(both)])
    return _plain(ids[of], days[of]), stretch


def _plain(ids: Keys, days: Days) -> Records:
    return Records(ids.astype(np.int32), days, days, np.zeros(0, np.uint8))


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
    return records(then.ids[there], then.seen[there], dated=earlier)


def _keys(ids: NDArray[np.int32], days: Days) -> Keys:
    return ids.astype(np.int64) << DAY_BITS | (days + np.int64(OFFSET))
