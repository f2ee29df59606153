"""Cells of a source: each different one once, and of every row its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.onboarding.loading.row_groups import (
    Group,
    Part,
    Places,
    RowGroups,
    ahead,
    none_of,
    together,
)

WIDE = 1 << 22
"""Of so many places or fewer each has a number; of more, those that are there."""


@dataclass(frozen=True)
class Numbers:
    """The number of what stands at each place of a group.

    known: the places that there are, rising, of `most`; without them, all.
    """

    each: Places
    known: Places | None = None
    most: int = 0

    def told(self, by_number: NDArray[Any], places: Places) -> NDArray[Any]:
        """What is told by number, for rows of some places."""
        told = by_number[self.each]
        if self.known is None:
            return told[places]
        if self.most > WIDE:
            return told[np.searchsorted(self.known, places)]
        wide = np.zeros(self.most, dtype=told.dtype)
        wide[self.known] = told
        return wide[places]


class Numbered:
    """The different cells of some columns of files, numbered from 0.

    both: columns of which each combination of cells has a number, too.
    """

    def __init__(self, rows: RowGroups, both: Sequence[str]) -> None:
        self._rows, self._both = rows, tuple(both)
        seen = list(ahead(self._different, rows.groups))
        self._cells: dict[str, pa.Array] = {}
        self._numbers: dict[tuple[str, ...], list[Numbers]] = {}
        for name, kind in rows.kinds.items():
            found, each = _numbers([part.cells[name] for part, _ in seen], kind)
            self._cells[name] = found
            self._numbers[name,] = [Numbers(numbers) for numbers in each]
        self._combined = self._combine(seen) if len(self._both) > 1 else ()

    @property
    def groups(self) -> Sequence[Group]:
        """The rows, some after the other."""
        return self._rows.groups

    def read(self, group: Group) -> Part:
        """The rows of a group."""
        return self._rows.read(group)

    def cells(self, names: Sequence[str], number: str) -> pa.Table:
        """The different cells of a column, or of those together, and their number."""
        found = [self._cells[name] for name in names]
        if len(found) > 1:
            both = zip(found, self._combined, strict=True)
            found = [cells.take(pa.array(at, pa.int64())) for cells, at in both]
        numbers = pa.array(np.arange(len(found[0])))
        return pa.table([*found, numbers], [*names, number])

    def told(
        self, group: Group, part: Part, names: Sequence[str], by_number: NDArray[Any]
    ) -> NDArray[Any]:
        """What is told by the number of a column, or of those together, row by row."""
        places, _ = part.together(names)
        return self._numbers[tuple(names)][group.at].told(by_number, places)

    def _different(self, group: Group) -> tuple[Part, Numbers]:
        """A row of each combination of cells in a group, and the places of each."""
        part = self.read(group)
        places, most = part.together(self._both)
        known, at = _once(places, most)
        some = {name: part.places[name][at] for name in self._both}
        return Part(part.cells, some), Numbers(known, known, most)

    def _combine(self, seen: Sequence[tuple[Part, Numbers]]) -> tuple[Places, ...]:
        """Number the combinations of all groups; the numbers of cells of each."""
        each = [
            np.concatenate(
                [
                    self._numbers[name,][at].each[part.places[name]]
                    for at, (part, _) in enumerate(seen)
                ]
            )
            for name in self._both
        ]
        sizes = [len(self._cells[name]) for name in self._both]
        found, _ = together(zip(each, sizes, strict=True))
        _, first, number = np.unique(found, return_index=True, return_inverse=True)
        ends = np.cumsum([len(one.each) for _, one in seen])[:-1]
        self._numbers[self._both] = [
            Numbers(mine, one.known, one.most)
            for mine, (_, one) in zip(np.split(number, ends), seen, strict=True)
        ]
        return tuple(numbers[first] for numbers in each)


def numbered(
    files: Iterable[Path], names: Iterable[str], both: Sequence[str]
) -> Numbered | None:
    """Cells of columns of files by number; None where a column is of two kinds."""
    rows = RowGroups(files, names)
    return Numbered(rows, both) if rows.alike and rows.groups else None


def _numbers(
    parts: Sequence[pa.Array], kind: pa.DataType
) -> tuple[pa.Array, list[Places]]:
    """The different cells of all groups, and of each group the numbers of its own."""
    every = pa.concat_arrays([*parts, none_of(kind)])
    found = every.dictionary_encode(null_encoding="encode")
    numbers = found.indices.to_numpy()
    ends = np.cumsum([len(part) for part in parts])
    return found.dictionary, np.split(numbers, ends)[: len(parts)]


def _once(places: Places, most: int) -> tuple[Places, Places]:
    """Each place that there is, rising, and a row that has it."""
    if most > WIDE:
        known, at = np.unique(places, return_index=True)
        return known, at
    rows = np.full(most, -1, dtype=np.int64)
    rows[places] = np.arange(len(places))
    known = np.flatnonzero(rows >= 0)
    return known, rows[known]
