"""Rows of Parquet files as places among the different cells of each column.

Parquet holds the different words of some rows once, and of each row which it is. To
read those takes a tenth of the time of reading text.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

AT_ONCE = 2
"""So many threads read."""
MOST = 1 << 62
Places = NDArray[np.integer]
Kinds = Mapping[str, pa.DataType]
One = TypeVar("One")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Group:
    """Some rows that stand together: of which file, and the number of the first."""

    at: int
    file: Path
    place: int
    first: int
    rows: int


@dataclass(frozen=True)
class Part:
    """Columns of the rows of a group: places among the different cells of each.

    The last of the cells stands for one that is not there.
    """

    cells: Mapping[str, pa.Array]
    places: Mapping[str, Places]

    def together(self, names: Iterable[str]) -> tuple[Places, int]:
        """A place for what several columns say together, and the most of them."""
        return together((self.places[name], len(self.cells[name])) for name in names)


class RowGroups:
    """Some columns of Parquet files, one row group after the other."""

    def __init__(self, files: Iterable[Path], names: Iterable[str]) -> None:
        self._files = {file: pq.read_metadata(file) for file in files}
        self._schemas = {
            file: one.schema.to_arrow_schema() for file, one in self._files.items()
        }
        self._found = {name: self._kinds_of(name) for name in names}
        self.groups = list(_groups(self._files))

    @property
    def alike(self) -> bool:
        """Whether each column is of one kind in all files."""
        return all(len(kinds) <= 1 for kinds in self._found.values())

    @property
    def kinds(self) -> Kinds:
        """The kind of each column; one that no file has is of text."""
        return {
            name: next(iter(kinds), pa.large_string())
            for name, kinds in self._found.items()
        }

    def read(self, group: Group) -> Part:
        """The rows of a group."""
        held = [n for n in self._found if _holds(self._schemas[group.file], n)]
        with pq.ParquetFile(
            group.file, metadata=self._files[group.file], read_dictionary=held
        ) as file:
            rows = file.read_row_group(group.place, columns=held, use_threads=False)
        cells = {name: none_of(kind) for name, kind in self.kinds.items()}
        places: dict[str, Places] = dict.fromkeys(cells, np.zeros(group.rows, np.int64))
        for name in held:
            own = _encoded(rows[name])
            found = own.dictionary.cast(cells[name].type)
            cells[name] = pa.concat_arrays([found, cells[name]])
            places[name] = own.indices.fill_null(len(found)).to_numpy()
        return Part(cells, places)

    def _kinds_of(self, name: str) -> set[pa.DataType]:
        held = [one for one in self._schemas.values() if _holds(one, name)]
        kinds = {one.field(name).type for one in held}
        return {pa.large_string() if pa.types.is_string(k) else k for k in kinds}


def none_of(kind: pa.DataType) -> pa.Array:
    """A cell that is not there: of text, an empty one."""
    text = pa.types.is_large_string(kind)
    return pa.array([""] if text else [None], kind)


def together(columns: Iterable[tuple[Places, int]]) -> tuple[Places, int]:
    """One place for places in several columns of so many each, and the most of them."""
    found, most = np.zeros(1, dtype=np.int64), 1
    for places, size in columns:
        if most * size > MOST:
            known, found = np.unique(found, return_inverse=True)
            most = len(known)
        found, most = found * size + places, most * size
    return found, most


def ahead(find: Callable[[One], Other], asked: Sequence[One]) -> Iterator[Other]:
    """What is found of each in turn, while the next are being found."""
    waiting: deque[Future[Other]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in asked:
            waiting.append(pool.submit(find, one))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _groups(files: Mapping[Path, pq.FileMetaData]) -> Iterator[Group]:
    at = 0
    for file, one in files.items():
        first = 0
        for place in range(one.num_row_groups):
            rows = one.row_group(place).num_rows
            yield Group(at, file, place, first, rows)
            at, first = at + 1, first + rows


def _holds(schema: pa.Schema, name: str) -> bool:
    """Whether a file has a column that may hold something."""
    return name in schema.names and not pa.types.is_null(schema.field(name).type)


def _encoded(column: Any) -> pa.DictionaryArray:
    """A column as places among its different cells."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if column.num_chunks == 1:
        return column.chunk(0)
    return column.unify_dictionaries().combine_chunks()
