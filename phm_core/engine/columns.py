"""The person table by column, in the order of person_id."""

from dataclasses import dataclass
from datetime import date
from threading import RLock

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine.tables import Tables
from phm_core.engine.watch import Watch
from phm_core.errors import RefusedInput

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.int32(np.iinfo(np.int32).min)

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
    """Columns of the person table, read when first asked for.

    Raises RefusedInput when there are no people, or their ids are not 0, 1, 2, ...
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._lock = RLock()
        self._read: dict[str, pa.Array] = {}
        self._codes: dict[str, Codes] = {}
        with tables.run(Watch()) as run:
            self.names = tuple(run.scan("person").collect_schema().names())
        self.count = 0
        self.load(CORE)
        self.count = len(self._read[CORE[0]])

    def load(self, names: tuple[str, ...]) -> None:
        """Read several columns at once."""
        with self._lock:
            if missing := [name for name in names if name not in self._read]:
                self._load(missing)

    def _load(self, names: list[str]) -> None:
        for name in names:
            if name not in self.names:
                raise RefusedInput(
                    f"The people of this snapshot have no '{name}' column, so it "
                    "cannot be asked for. Leave it out, or use another snapshot."
                )
        with self._tables.run(Watch()) as run:
            table = run.collect(run.scan("person").select("person_id", *names))
        ids = table.column("person_id").to_numpy()
        if not np.array_equal(ids, np.arange(len(ids))):
            order = np.argsort(ids, kind="stable")
            table = table.take(pa.array(order, pa.int64()))
            if not np.array_equal(ids[order], np.arange(len(ids))):
                raise RefusedInput(
                    "The person_id of the people must run 0, 1, 2, ... without gaps. "
                    "Publish the snapshot again."
                )
        for name in names:
            self._read[name] = table.column(name).combine_chunks()

    def array(self, name: str) -> pa.Array:
        """A column as it was read."""
        self.load((name,))
        return self._read[name]

    def codes(self, name: str) -> Codes:
        """A column of words or of true and false, as positions of labels."""
        with self._lock:
            if name not in self._codes:
                self._codes[name] = _codes(self.array(name))
            return self._codes[name]

    def days(self, name: str) -> Days:
        """A column of dates as day numbers; NO_DAY where it is null."""
        dates = self.array(name).cast(pa.date32()).cast(pa.int32())
        return dates.fill_null(int(NO_DAY)).to_numpy(zero_copy_only=False)

    def small_numbers(self, name: str) -> NDArray[np.int16]:
        """A column of small whole numbers; -1 where it is null."""
        numbers = self.array(name).cast(pa.int16())
        return numbers.fill_null(-1).to_numpy(zero_copy_only=False)


CORE = ("registered_on", "deregistered_on", "died_on", "birth_month", "lsoa21")


def _codes(column: pa.Array) -> Codes:
    if pa.types.is_boolean(column.type):
        flags = column.cast(pa.int8()).fill_null(-1)
        return Codes(flags.to_numpy(zero_copy_only=False), ("false", "true"))
    found = column.cast(pa.string()).dictionary_encode()
    labels = tuple(str(label) for label in found.dictionary.to_pylist())
    small = np.int8 if len(labels) < np.iinfo(np.int8).max else np.int32
    values = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return Codes(values.astype(small), labels)
