"""The person table by column, in the order of person_id."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from threading import RLock
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from phm_core.engine.shelf import Shelf
from phm_core.engine.tables import Tables
from phm_core.engine.watch import Watch
from phm_core.errors import RefusedInput

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.int32(np.iinfo(np.int32).min)
BLOCK = 1 << 22  # people read at once

GAPS = (
    "The person_id of the people must run 0, 1, 2, ... without gaps. "
    "Publish the snapshot again."
)

Days = NDArray[np.int32]


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - EPOCH


@dataclass(frozen=True, eq=False)
class Codes:
    """A value of each person as the position of its label; -1 where it is null."""

    values: NDArray[np.integer]
    labels: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """Memory that the positions take."""
        return self.values.nbytes


class PersonColumns:
    """Columns of the person table, read block by block when first asked for.

    shelf: keeps them as small numbers beside the snapshot. Raises RefusedInput when
    there are no people, or their ids are not 0, 1, 2, ...
    """

    def __init__(self, tables: Tables, shelf: Shelf) -> None:
        self._tables = tables
        self._shelf = shelf
        self._lock = RLock()
        self._read: dict[str, pa.Array] = {}
        self._numbers: dict[str, NDArray] = {}
        self._codes: dict[str, Codes] = {}
        with tables.run(Watch()) as run:
            people = run.scan("person")
            self._types = dict(people.collect_schema())
            ids = nw.col("person_id")
            span = people.select(ids.len().alias("people"), last=ids.max())
            (found,) = run.collect(span).to_pylist()
        self.names = tuple(self._types)
        self.count = int(found["people"])
        if self.count and found["last"] != self.count - 1:
            raise RefusedInput(GAPS)
        for _ in self._blocks():
            pass

    def _blocks(self, *names: str) -> Iterator[tuple[slice, pa.Table]]:
        """Columns of everybody in the order of person_id, some people at a time."""
        for name in names:
            if name not in self._types:
                raise RefusedInput(
                    f"The people of this snapshot have no '{name}' column, so it "
                    "cannot be asked for. Leave it out, or use another snapshot."
                )
        for first in range(0, self.count, BLOCK):
            place = slice(first, min(first + BLOCK, self.count))
            yield place, self._block(place, names)

    def _block(self, place: slice, names: tuple[str, ...]) -> pa.Table:
        ids = nw.col("person_id")
        with self._tables.run(Watch()) as run:
            people = run.scan("person").select("person_id", *names)
            if place.stop - place.start < self.count:
                people = people.filter((ids >= place.start) & (ids < place.stop))
            table = run.collect(people)
        wanted = np.arange(place.start, place.stop)
        found = table.column("person_id").to_numpy()
        if np.array_equal(found, wanted):
            return table
        order = np.argsort(found, kind="stable")
        if not np.array_equal(found[order], wanted):
            raise RefusedInput(GAPS)
        return table.take(pa.array(order, pa.int64()))

    def array(self, name: str) -> pa.Array:
        """A column as it was read; all of it is kept in memory."""
        with self._lock:
            if name not in self._read:
                parts = [table.column(name) for _, table in self._blocks(name)]
                chunks = [chunk for part in parts for chunk in part.chunks]
                self._read[name] = pa.concat_arrays(chunks)
            return self._read[name]

    def is_number(self, name: str) -> bool:
        """Whether a column holds whole numbers."""
        return name in self._types and self._types[name].is_integer()

    def codes(self, name: str) -> Codes:
        """A column of words or of true and false, as positions of labels."""
        with self._lock:
            if name not in self._codes:
                labels = self._shelf.get(f"labels:{name}", lambda: self._labels(name))
                words = pa.array(labels.tolist(), pa.string())

                def place(column: pa.ChunkedArray) -> Any:
                    return pc.index_in(column.cast(pa.string()), words)

                small = np.int8 if len(words) < np.iinfo(np.int8).max else np.int32
                values = self._small(f"codes:{name}", name, place, small)
                self._codes[name] = Codes(values, tuple(labels.tolist()))
            return self._codes[name]

    def _labels(self, name: str) -> NDArray[np.str_]:
        """Different words of a column, in the order of the first person with each."""
        if name not in self._types:
            next(self._blocks(name))
        if self._types[name] == nw.Boolean:
            return np.array(["false", "true"])
        with self._tables.run(Watch()) as run:
            words = run.scan("person").filter(~nw.col(name).is_null()).group_by(name)
            found = run.collect(words.agg(first=nw.col("person_id").min())).to_pylist()
        found.sort(key=itemgetter("first"))
        return np.array([str(row[name]) for row in found], dtype=np.str_)

    def days(self, name: str) -> Days:
        """A column of dates as day numbers; NO_DAY where it is null."""

        def number(column: pa.ChunkedArray) -> Any:
            return column.cast(pa.date32()).cast(pa.int32())

        return self._small(f"days:{name}", name, number, np.int32, int(NO_DAY))

    def small_numbers(self, name: str) -> NDArray[np.int16]:
        """A column of small whole numbers; -1 where it is null."""
        return self._small(
            f"numbers:{name}", name, lambda one: one.cast(pa.int16()), np.int16
        )

    def _small(
        self,
        key: str,
        name: str,
        number: Callable[[pa.ChunkedArray], Any],
        kind: type[np.integer],
        null: int = -1,
    ) -> NDArray:
        """A column as small numbers, from the shelf or worked out block by block."""

        def work_out() -> NDArray:
            values = np.empty(self.count, dtype=kind)
            for place, table in self._blocks(name):
                numbers = number(table.column(name))
                filled = numbers.fill_null(pa.scalar(null, numbers.type))
                values[place] = filled.to_numpy()
            return values

        with self._lock:
            if key not in self._numbers:
                self._numbers[key] = self._shelf.get(key, work_out)
            return self._numbers[key]
