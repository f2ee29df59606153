"""Counts of contacts, and how they lie in people: a few people may have many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.journeys import Base, Tallied
from phm_core.engine.bits import Ids

Amounts = NDArray[np.integer] | NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Clusters:
    """Contacts in the order of people: where each person begins, and how many each has.

    rank: of the person of each contact, 0, 1, 2, ...
    """

    starts: NDArray[np.intp]
    sizes: NDArray[np.int64]
    rank: NDArray[np.int64]

    @classmethod
    def of(cls, person: Ids) -> "Clusters":
        """Of the person of each contact, rising."""
        new = np.ones(len(person), dtype=bool)
        new[1:] = person[1:] != person[:-1]
        starts = np.flatnonzero(new)
        sizes = np.diff(np.append(starts, len(person)))
        return cls(starts, sizes, np.cumsum(new) - 1)

    @property
    def base(self) -> Base:
        """All of these contacts."""
        sizes = self.sizes
        return Base(int(sizes.sum()), len(sizes), int(sizes @ sizes))

    def add_up(self, amounts: Amounts) -> tuple[int, int, int, int]:
        """Events, people, squares and products of one amount a contact."""
        if not len(self.starts):
            return 0, 0, 0, 0
        each = np.add.reduceat(amounts, self.starts, dtype=np.int64)
        return (
            int(each.sum()),
            int(np.count_nonzero(each)),
            int(each @ each),
            int(each @ self.sizes),
        )

    def by_value(self, codes: NDArray[np.integer], size: int) -> Tallied:
        """The same by the value of each contact: codes from 0 to size - 1."""
        # People rise, so that this is nearly in order and quickly sorted.
        joint = np.sort(self.rank * size + codes, kind="stable")
        first = np.flatnonzero(np.append(True, joint[1:] != joint[:-1])[: len(joint)])
        each = np.diff(np.append(first, len(joint)))
        person, value = np.divmod(joint[first], size)

        def total(weights: NDArray[np.integer] | None = None) -> NDArray[np.int64]:
            added = np.bincount(value, weights, minlength=size)
            return np.rint(added).astype(np.int64)

        return Tallied(
            total(each), total(), total(each * each), total(each * self.sizes[person])
        )


def stacked(counted: list[list[tuple[int, int, int, int]]]) -> Tallied:
    """Sums by row and column as arrays."""
    parts = np.array(counted, dtype=np.int64)
    return Tallied(*np.moveaxis(parts, -1, 0))
