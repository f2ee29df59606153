"""Counts people by many columns at once.

Several small columns share one joint code, so that one pass counts them all. People
are sorted by practice: counting by practice needs only the bits up to each edge.
"""

from dataclasses import dataclass
from datetime import date
from math import prod

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.base import Integers
from phm_core.engine.bases import AGE_BASE, STRATA, Base, base_of, size_of, strata
from phm_core.engine.bits import Ids, Words, sizes_by_range, to_ids
from phm_core.engine.index import PeopleIndex
from phm_core.engine.places import LSOA, PRACTICE

JOINT_CODES = 1 << 16
UNITS = (PRACTICE, LSOA)

Histograms = dict[str, Integers]


@dataclass(frozen=True, eq=False)
class Joint:
    """Some columns as one code each person; shape: sizes of the columns."""

    names: tuple[str, ...]
    shape: tuple[int, ...]
    codes: NDArray[np.unsignedinteger]

    @property
    def nbytes(self) -> int:
        """Memory that the codes take."""
        return self.codes.nbytes

    def count(self, ids: Ids) -> Histograms:
        """People by each column."""
        cells = np.bincount(self.codes.take(ids), minlength=prod(self.shape))
        found: Histograms = {}
        # Column by column, so that each pass is over fewer cells than the one before.
        for name, size in zip(self.names, self.shape, strict=True):
            cells = cells.reshape(size, -1)
            found[name] = cells.sum(axis=1)
            cells = cells.sum(axis=0)
        return found


class Tally:
    """Counts people of one index on one day by a set of columns.

    names: columns of the person table. Each column's histogram has one place for each
    code of its base, the last for not known.
    """

    def __init__(self, index: PeopleIndex, day: date, names: tuple[str, ...]) -> None:
        self.index = index
        self.day = day
        once = dict.fromkeys(names)
        self._units = tuple(name for name in once if name in UNITS)
        small = [name for name in once if name not in UNITS]
        self._groups = _packed({name: size_of(index, name, day) for name in small})

    def base(self, name: str) -> Base:
        """A column as codes."""
        return base_of(self.index, name, self.day)

    def count(self, people: Words, ids: Ids | None = None) -> Histograms:
        """People by each column; give the ids of the people where they are known."""
        ids = to_ids(people, self.index.count) if ids is None else ids
        found: Histograms = {}
        for names in self._groups:
            found |= self._joint(names).count(ids)
        for name in self._units:
            found[name] = self._unit(name, people, ids)
        return found

    def _unit(self, name: str, people: Words, ids: Ids) -> Integers:
        edges = sorted_ranges(self.index, name, self.day)
        size = size_of(self.index, name, self.day)
        if edges is None:
            return np.bincount(self.base(name).codes.take(ids), minlength=size)
        found = np.zeros(size, dtype=np.int64)
        found[edges.codes] = sizes_by_range(people, edges.starts, self.index.count)
        return found

    def _joint(self, names: tuple[str, ...]) -> Joint:
        when = self.day if AGE_BASE in names else ""
        key = f"joint:{'+'.join(names)}:{when}"
        return self.index.arrays.get(key, lambda: self._make_joint(names))

    def _make_joint(self, names: tuple[str, ...]) -> Joint:
        bases = [self.base(name) for name in names]
        codes = np.zeros(self.index.count, dtype=np.uint16)
        for base in bases:
            codes = codes * np.uint16(base.size) + base.codes.astype(np.uint16)
        return Joint(names, tuple(base.size for base in bases), codes)


def _packed(sizes: dict[str, int]) -> list[tuple[str, ...]]:
    """Columns in groups whose joint code fits 16 bits, the largest columns first."""
    groups: list[tuple[list[str], list[int]]] = []
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        for names, held in groups:
            if prod(held) * sizes[name] <= JOINT_CODES:
                names.append(name)
                held.append(sizes[name])
                break
        else:
            groups.append(([name], [sizes[name]]))
    return [tuple(names) for names, _ in groups]


@dataclass(frozen=True, eq=False)
class Ranges:
    """People of one code stand together: the first id of each range, and its code."""

    starts: NDArray[np.int64]
    codes: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Memory that the edges take."""
        return self.starts.nbytes + self.codes.nbytes


NOT_SORTED = Ranges(np.zeros(0, np.int64), np.zeros(0, np.int64))


def sorted_ranges(index: PeopleIndex, name: str, day: date) -> Ranges | None:
    """Ranges of a column by which people are sorted; None when they are not."""
    found = index.arrays.get(
        f"ranges:{name}", lambda: _ranges(base_of(index, name, day))
    )
    return None if found is NOT_SORTED else found


def _ranges(base: Base) -> Ranges:
    if len(base.codes) == 0:
        return NOT_SORTED
    changes = np.flatnonzero(np.diff(base.codes.astype(np.int64))) + 1
    starts = np.concatenate([[0], changes])
    codes = base.codes[starts].astype(np.int64)
    return Ranges(starts, codes) if len(np.unique(codes)) == len(codes) else NOT_SORTED


def by_stratum(index: PeopleIndex, day: date, ids: Ids) -> Integers:
    """People by sex and age: (3, 20), the last age for those without one."""
    stratum = strata(index, day)
    codes = stratum.codes.take(ids)
    return np.bincount(codes, minlength=stratum.size).reshape(3, -1)


def by_unit_and_stratum(
    index: PeopleIndex, unit: str, day: date, people: Words
) -> Integers:
    """People by practice or small area, sex and age: (units + 1, 3, 20).

    The last unit holds those whose unit is not known, the last age those without one.
    """
    base = base_of(index, unit, day)
    both = index.arrays.get(
        f"unit strata:{unit}:{day}", lambda: _unit_strata(index, base, day)
    )
    codes = both.codes.take(to_ids(people, index.count))
    cells = np.bincount(codes, minlength=base.size * STRATA)
    return cells.reshape(base.size, 3, -1)


def _unit_strata(index: PeopleIndex, base: Base, day: date) -> Base:
    stratum = strata(index, day)
    codes = base.codes.astype(np.uint32) * np.uint32(stratum.size) + stratum.codes
    return Base(codes, ())
