"""Counts of contacts, and how they lie in people: a few people may have many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.journeys import Base, Tallied
from phm_core.engine.bits import Flags, Ids

Places = NDArray[np.integer]
Sums = tuple[int, int, int, int]
NOTHING: Sums = (0, 0, 0, 0)


@dataclass(frozen=True, eq=False)
class Clusters:
    """Contacts in the order of people, and how many each person has.

    rank: of the person of each contact, 0, 1, 2, ...; sizes: (people,).
    """

    rank: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, person: Ids, keep: Flags | None = None) -> "Clusters":
        """Of the person of each contact, rising; keep: those that are counted."""
        new = np.ones(len(person), dtype=bool)
        new[1:] = person[1:] != person[:-1]
        rank = np.cumsum(new) - 1
        counted = rank if keep is None else rank[keep]
        return cls(rank, np.bincount(counted, minlength=int(new.sum())))

    @property
    def base(self) -> Base:
        """All contacts that are counted."""
        sizes = self.sizes
        people = int(np.count_nonzero(sizes))
        return Base(int(sizes.sum()), people, int(sizes @ sizes))

    def add_up(self, places: Places, amounts: NDArray[np.integer]) -> Sums:
        """Events, people, squares and products of amounts at some of the contacts."""
        if not len(places):
            return NOTHING
        rank = self.rank[places]
        starts = np.flatnonzero(np.append(True, rank[1:] != rank[:-1]))
        each = np.add.reduceat(amounts, starts, dtype=np.int64)
        return (
            int(each.sum()),
            len(each),
            int(each @ each),
            int(each @ self.sizes[rank[starts]]),
        )

    def by_value(self, codes: NDArray[np.integer], size: int) -> Tallied:
        """The same by the value of each of all contacts: codes from 0 to size - 1."""
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


def stacked(counted: list[list[Sums]]) -> Tallied:
    """Sums by row and column as arrays."""
    parts = np.array(counted, dtype=np.int64)
    return Tallied(*np.moveaxis(parts, -1, 0))
