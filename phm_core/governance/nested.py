"""Nested sets of people counted in areas that nest, overlap or cross.

A practice lies in a PCN, that in a Place; a small area lies in a ward and in the
footprint of a neighbourhood; a cohort lies in its denominator, that in everybody.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from phm_core.governance.rule import Counts

Flags = NDArray[np.bool_]
# Areas of so many units at most are searched at once: larger ones take too long.
WINDOW = 64


def meeting(areas: Flags, units: Flags) -> Flags:
    """Which areas have any of some units: (areas,)."""
    return (areas & units).sum(axis=1) > 0


@dataclass(frozen=True, eq=False)
class Nested:
    """Sets of people, each within the one before, by unit; and the areas of the units.

    areas: (areas, units), which units belong to an area. people: (sets, units). A
    number is the count of a set in an area, or of the people of a set who are not in
    the next: numbers are (areas, 2 * sets - 1).
    """

    areas: Flags
    people: Counts

    @property
    def sets(self) -> int:
        """How many sets there are."""
        return len(self.people)

    @cached_property
    def parts(self) -> Counts:
        """People of each set who are not in the next: (units, sets)."""
        after = np.vstack([self.people[1:], np.zeros_like(self.people[:1])])
        return (self.people - after).T

    @cached_property
    def values(self) -> Counts:
        """Every number: people of each set, then of each set without the next."""
        inside = self.areas.astype(np.int64)
        return np.hstack([inside @ self.people.T, inside @ self.parts[:, :-1]])

    def adds_up(self, number: int) -> Flags:
        """Which parts a number adds up: (sets,)."""
        part = np.arange(self.sets)
        return part >= number if number < self.sets else part == number - self.sets

    def with_area(self, units: Flags) -> "Nested":
        """The same with one area more."""
        return Nested(np.vstack([self.areas, units]), self.people)

    def first(self, sets: int) -> "Nested":
        """The same without the sets that come later."""
        return Nested(self.areas, self.people[:sets])

    @cached_property
    def size(self) -> Counts:
        """Number of units of each area."""
        return self.areas.sum(axis=1, dtype=np.int64)

    def around(self, area: int) -> Flags:
        """The units of all larger areas that an area lies in, of a size to be searched.

        All units, where it lies in none.
        """
        searched = self._searched(area)
        return meeting(self.areas.T, searched) if searched.any() else self._everything

    def home(self, area: int) -> Flags:
        """The units of the largest of these areas; all units, where there is none."""
        searched = self._searched(area)
        if not searched.any():
            return self._everything
        largest: Flags = self.areas[int(np.where(searched, self.size, 0).argmax())]
        return largest

    @property
    def _everything(self) -> Flags:
        return self.people[0] >= 0

    def _searched(self, area: int) -> Flags:
        larger: Flags = self._contains[area]
        return larger & (self.size <= WINDOW)

    @cached_property
    def _contains(self) -> Flags:
        """Whether the second area is larger than the first, and has all of it."""
        inside = self.areas.astype(np.float32)
        shared: Counts = np.rint(inside @ inside.T).astype(np.int64)
        return (shared == self.size[:, None]) & (self.size > self.size[:, None])
