"""Writes tables into a staging folder: sorted, in row groups, lightly compressed."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Semaphore
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from phm_core.catalogue.schema.dataset import Dataset
from phm_core.onboarding.contract import ARROW_TYPES
from phm_core.synthetic.world import Events

ROW_GROUP = 122_880
LEVEL = 1
WRITERS = 2
WAITING = 4
"""Kinds of event that may wait in memory for a writer."""
DATE_OF = {"activity": "start", "emergency_care": "start", "maternity": "booked_on"}
DATE_OF |= {"opt_out": "recorded_on"}
DATE_OF |= {"cancer_pathway": "referred_on", "waiting": "referred_on"}
EARLIEST = 1 << 15
"""Added to days so that dates before 1970 sort first."""


class Tables:
    """The tables of one snapshot while they are written, by two threads."""

    def __init__(
        self,
        staging: Path,
        datasets: Mapping[str, Dataset],
        rank: NDArray[np.integer],
    ) -> None:
        self.staging = staging
        self.datasets = datasets
        self.rank = rank
        self.rows = 0
        self._pool = ThreadPoolExecutor(WRITERS)
        self._room = Semaphore(WRITERS + WAITING)
        self._pending: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=fault is not None)
        if fault is None:
            for task in self._pending:
                task.result()

    def add(self, events: Events) -> None:
        """Write one kind of event: numbered, sorted by person and day."""
        self.rows += events.who.size
        self._room.acquire()
        task = self._pool.submit(self._write_events, events)
        task.add_done_callback(lambda _: self._room.release())
        self._pending.append(task)

    def put(self, name: str, table: pa.Table) -> None:
        """Write a whole table."""
        path = self.staging / f"{name}.parquet"
        self._pending.append(self._pool.submit(write, table, path))

    def _write_events(self, events: Events) -> None:
        if not events.who.size:
            return
        dataset = self.datasets[events.table]
        ids = self.rank[events.who]
        key = ids * (1 << 17) + (events.day + EARLIEST)
        if events.first is not None:
            key += events.first.astype(np.int64) << 48
        order = np.argsort(key, kind="stable")
        fixed: dict[str, object] = {
            "person_id": ids,
            DATE_OF.get(events.table, "date"): events.day,
        }
        if dataset.partitioned_by:
            fixed[dataset.partitioned_by] = events.kind
        columns = {**events.columns, **fixed}
        arrays, fields = [], []
        for column in dataset.columns:
            if column.name not in columns:
                continue
            kind = ARROW_TYPES[column.type]
            arrays.append(arranged(columns[column.name], order, kind))
            fields.append(pa.field(column.name, arrays[-1].type))
        table = pa.table(arrays, schema=pa.schema(fields))
        folder = self.staging / events.table
        single = self.staging / f"{events.table}.parquet"
        path = folder / f"{events.kind}.parquet" if dataset.partitioned_by else single
        path.parent.mkdir(exist_ok=True)
        write(table, path)


def arranged(value: object, order: NDArray[np.integer], kind: pa.DataType) -> pa.Array:
    """A column in order: an array, a dictionary array, or one value for all."""
    if isinstance(value, pa.DictionaryArray):
        codes = value.indices.take(order)
        return pa.DictionaryArray.from_arrays(codes, value.dictionary)
    if isinstance(value, pa.Array):
        return value.take(order).cast(kind)
    if isinstance(value, np.ndarray):
        return pa.array(value[order]).cast(kind)
    if value is None or kind != pa.string():
        # The stubs of pyarrow know scalars of one type only.
        one: Any = pa.scalar(value, kind)
        return pa.repeat(one, order.size)
    return always(str(value), order.size)


def always(text: str, count: int) -> pa.DictionaryArray:
    """A text column that says the same in every row."""
    return words(np.zeros(count, dtype=np.int8), [text])


def words(codes: NDArray[np.integer], names: list[str | None]) -> pa.DictionaryArray:
    """Text column from codes: names by position, null where the name is None."""
    known = [name for name in names if name is not None]
    lookup = np.cumsum([name is not None for name in names]) - 1
    missing = np.array([name is None for name in names])[codes]
    return coded(lookup[codes].astype(np.int16), known, missing)


def coded(
    codes: NDArray[np.integer],
    names: Sequence[str],
    missing: NDArray[np.bool_] | None = None,
) -> pa.DictionaryArray:
    """Text column from positions in a list of names."""
    # The stubs of pyarrow know arrays of one type only.
    indices: Any = pa.array(codes, mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string()))


def write(table: pa.Table, path: Path) -> None:
    """Write Parquet so that text reads back as plain text."""
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=LEVEL,
        row_group_size=ROW_GROUP,
        store_schema=False,
    )


def together(parts: list[Events]) -> Events:
    """Events of one kind made in several windows as one."""
    if len(parts) == 1:
        return parts[0]
    names = parts[0].columns
    firsts = [part.first for part in parts if part.first is not None]
    return Events(
        parts[0].table,
        parts[0].kind,
        np.concatenate([part.who for part in parts]),
        np.concatenate([part.day for part in parts]),
        {name: _column(parts, name) for name in names},
        np.concatenate(firsts) if firsts else None,
    )


def _column(parts: list[Events], name: str) -> object:
    values: list[Any] = [part.columns[name] for part in parts]
    lists = [isinstance(value, np.ndarray | pa.Array) for value in values]
    if not any(lists) and all(value == values[0] for value in values):
        return values[0]
    arrays = [
        _plain(value) if is_list else pa.array([value] * part.who.size)
        for value, is_list, part in zip(values, lists, parts, strict=True)
    ]
    return pa.concat_arrays(arrays)


def _plain(value: Any) -> pa.Array:
    if isinstance(value, pa.DictionaryArray):
        return value.cast(value.type.value_type)
    return pa.array(value)
