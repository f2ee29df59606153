"""Rows of somebody on some day, written by kind as who, when, and what they say.

Where all that a source's rows say is read once, such a row is a few numbers, found by
the numbers of its cells. Where what it says is odd, such as a code that nobody knows,
it is written beside where it stands. All other rows are put aside, to be read one by
one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from phm_core.onboarding.loading.in_order import PERSON
from phm_core.onboarding.loading.numbered import Numbered
from phm_core.onboarding.loading.row_groups import Group, Part, ahead
from phm_core.onboarding.loading.said import MEANT
from phm_core.onboarding.loading.wanted import FILE, INSIDE, ROW

NO_DAY, NOT_PLAIN = 1 << 30, -1 << 30
"""Of a day that is left out, and of whatever makes a row other than plain."""
Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[np.integer]]
Parts = dict[str | None, tuple[int, int]]
"""By kind: how many rows, and of how many rows of the source. None is set aside."""


@dataclass(frozen=True)
class Told:
    """What is told by the numbers of some columns of a source."""

    cells: Sequence[str]
    by_number: Numbers


@dataclass(frozen=True)
class Plain:
    """How the rows of a source are told by the numbers of their cells.

    who: PERSON, and days. says: MEANT in layers, one for each thing that a row may mean
    beside others. By MEANT, kind: its place among kinds, after all where it is of none;
    first: whether it is one of a row; odd: whether there is something odd about it.
    """

    cells: Numbered
    who: Mapping[str, Told]
    says: Sequence[Told]
    kind: NDArray[np.uint16]
    kinds: Sequence[str]
    first: Flags
    odd: Flags

    def counted(self, counts: NDArray[np.int64]) -> Parts:
        """By kind how many there are, and how many rows, of how many of each MEANT."""
        found: Parts = {}
        for place, kind in enumerate([*self.kinds, None]):
            mine = self.kind == place
            rows, firsts = counts[mine].sum(), counts[mine & self.first].sum()
            if rows:
                found[kind] = int(rows), int(firsts)
        return found


@dataclass(frozen=True)
class Paths:
    """Where rows are written: a folder with a file of each kind; what is odd of them;
    and the cells of all others.
    """

    kinds: Path
    odd: Path
    others: Path


@dataclass(frozen=True)
class _Found:
    """Of the rows of a group: each layer of those that are plain, and the others."""

    layers: Sequence[Columns]
    others: pa.Table


def write_plain(plain: Plain, paths: Paths, files: Sequence[str]) -> NDArray[np.int64]:
    """Write plain rows, and the cells of all others. files: of which rows are.

    Returns how many plain rows there are of each MEANT.
    """
    counts = np.zeros(len(plain.kind), dtype=np.int64)
    paths.kinds.mkdir()
    with ExitStack() as stack:
        writers: dict[Path, pq.ParquetWriter] = {}

        def write(path: Path, rows: pa.Table) -> None:
            if path not in writers:
                new = _writer(path, rows.schema)
                writers[path] = stack.enter_context(new)
            writers[path].write_table(rows)

        groups = plain.cells.groups
        each = zip(groups, ahead(partial(_found, plain), groups), strict=True)
        for group, found in each:
            file = np.int32(files.index(str(group.file)) + 1)
            for layer in found.layers:
                counts += np.bincount(layer[MEANT], minlength=len(counts))
                write(paths.odd, _odd(plain, layer, file))
                for kind, rows in _by_kind(layer, plain.kind):
                    if kind < len(plain.kinds):
                        path = paths.kinds / f"{plain.kinds[kind]}.parquet"
                        write(path, _table(rows))
            write(paths.others, found.others)
    return counts


def _odd(plain: Plain, layer: Columns, file: np.int32) -> pa.Table:
    """Of the rows that say something odd: whose they are, and where they stand."""
    odd = np.flatnonzero(plain.odd[layer[MEANT]])
    columns = [pa.array(layer[name][odd]) for name in (PERSON, MEANT, ROW)]
    files = pa.array(np.full(len(odd), file))
    return pa.table([*columns, files], [PERSON, MEANT, ROW, FILE])


def _found(plain: Plain, group: Group) -> _Found:
    part = plain.cells.read(group)

    def told(one: Told) -> Numbers:
        return plain.cells.told(group, part, one.cells, one.by_number)

    who = {name: told(one) for name, one in plain.who.items()}
    layers = [told(one) for one in plain.says]
    told_of = (*who.values(), layers[0])
    fine = np.logical_and.reduce([one != NOT_PLAIN for one in told_of])
    rows = {**who, ROW: np.arange(group.first, group.first + group.rows)}
    found = [
        _some({**rows, MEANT: layer}, fine & (layer != NOT_PLAIN)) for layer in layers
    ]
    return _Found(found, _others(group, part, np.flatnonzero(~fine)))


def _some(columns: Columns, which: Flags) -> Columns:
    if which.all():
        return columns
    return {name: column[which] for name, column in columns.items()}


def _others(group: Group, part: Part, rows: NDArray[np.intp]) -> pa.Table:
    """The cells of some rows of a group, and where the rows stand."""
    columns = {
        name: cells.take(pa.array(part.places[name][rows], pa.int64()))
        for name, cells in part.cells.items()
    }
    columns[INSIDE + ROW] = pa.array(rows + group.first)
    columns[INSIDE + FILE] = pa.repeat(pa.scalar(str(group.file)), len(rows))
    return pa.table(columns)


def _by_kind(
    columns: Columns, kind: NDArray[np.uint16]
) -> Iterator[tuple[int, Columns]]:
    """Rows of each kind that there is."""
    kinds = kind[columns[MEANT]]
    counts = np.bincount(kinds)
    there = np.flatnonzero(counts)
    if len(there) > 1:
        # Small whole numbers are sorted in a twentieth of the time.
        order = np.argsort(kinds, kind="stable")
        columns = {name: column[order] for name, column in columns.items()}
    end = 0
    for one in there.tolist():
        begun, end = end, end + int(counts[one])
        yield one, {name: column[begun:end] for name, column in columns.items()}


def _table(columns: Columns) -> pa.Table:
    return pa.table({n: _column(n, one) for n, one in columns.items() if n != ROW})


def _column(name: str, numbers: NDArray[np.integer]) -> pa.Array:
    if name in (PERSON, MEANT):
        return pa.array(numbers)
    return pa.array(numbers, mask=numbers == NO_DAY).view(pa.date32())


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """What is read again soon is written as it is."""
    return pq.ParquetWriter(
        path,
        schema,
        compression="none",
        use_dictionary=False,
        write_statistics=False,
        store_schema=False,
    )
