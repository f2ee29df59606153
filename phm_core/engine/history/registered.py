"""Who was registered where on each day, from the history of registrations.

The person table says only where somebody is registered now: by it alone, whoever
moved within the system would be missing from the past.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.base import Integers
from phm_core.engine.bases import Base, base_of
from phm_core.engine.bits import (
    Flags,
    Ids,
    Words,
    from_ids,
    sizes_by_range,
    to_ids,
)
from phm_core.engine.columns import NO_DAY, day_number
from phm_core.engine.history.months import Months
from phm_core.engine.index import PeopleIndex
from phm_core.engine.places import PRACTICE
from phm_core.engine.spells import Spells, spells
from phm_core.engine.tally import Ranges, sorted_ranges
from phm_core.engine.watch import Watch


@dataclass(frozen=True, eq=False)
class OnDay:
    """The people registered on a day, and those of them at another practice than now.

    elsewhere: ids; then, now: codes of the practices where each of them was, and is.
    """

    people: Words
    elsewhere: Ids
    then: NDArray[np.int64]
    now: NDArray[np.int64]

    def holds(self, people: Words) -> Flags:
        """Which of those elsewhere are in a set."""
        held = people.view(np.uint8)[self.elsewhere >> 3]
        return (held >> (self.elsewhere & 7).astype(np.uint8)) & 1 == 1


class Registered:
    """Registrations on every day of the months; the last as the person table says."""

    def __init__(self, index: PeopleIndex, months: Months) -> None:
        self._index = index
        self._base: Base = base_of(index, PRACTICE, months.last)
        self._ranges: Ranges | None = sorted_ranges(index, PRACTICE, months.last)
        whole = _until_death(spells(index, Watch()), index)
        home = self._base.codes[whole.person].astype(np.int64)
        earlier = [self._then(whole, home, day) for day in months.days[:-1]]
        now = index.population("registered", months.last)
        none = np.zeros(0, dtype=np.int64)
        self.days = (*earlier, OnDay(now, none, none, none))

    def _then(self, whole: Spells, home: Ids, day: date) -> OnDay:
        """home: the practice where the person of each spell is now."""
        on = day_number(day)
        there = (whole.start <= on) & (whole.end > on)
        people = from_ids(whole.person[there], self._index.count)
        away = np.flatnonzero(there & (whole.practice != home))
        return OnDay(people, whole.person[away], whole.practice[away], home[away])

    @property
    def people(self) -> Words:
        """Everybody registered, day by day: (days, words)."""
        return np.stack([day.people for day in self.days])

    def by_practice(self, people: Words) -> Integers:
        """People by the practice where they were, day by day: (days, practices + 1)."""
        return np.stack(
            [self._count(day, on) for day, on in zip(self.days, people, strict=True)]
        )

    def _count(self, day: OnDay, people: Words) -> Integers:
        """At the practices of today, then those who were elsewhere put right."""
        base, ranges = self._base, self._ranges
        if ranges is None:
            codes = base.codes[to_ids(people, self._index.count)]
            found = np.bincount(codes, minlength=base.size)
        else:
            found = np.zeros(base.size, dtype=np.int64)
            starts = ranges.starts
            found[ranges.codes] = sizes_by_range(people, starts, self._index.count)
        there = day.holds(people)
        found -= np.bincount(day.now[there], minlength=base.size)
        return found + np.bincount(day.then[there], minlength=base.size)


def _until_death(history: Spells, index: PeopleIndex) -> Spells:
    """Registrations of who has died end on that day at the latest."""
    died = index.columns.days("died_on")[history.person]
    end = np.where(died == NO_DAY, history.end, np.minimum(history.end, died))
    return replace(history, end=end)
