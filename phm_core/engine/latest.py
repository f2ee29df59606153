"""The latest value of a measure for everybody, so that a threshold can be slid."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.definitions.events import Measurement
from phm_core.engine.bits import from_flags
from phm_core.engine.columns import NO_DAY, Days, day_number
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves.found import within
from phm_core.engine.shelf import own_bytes
from phm_core.engine.tables import Run
from phm_core.period import months_before


@dataclass(frozen=True, eq=False)
class Latest:
    """Latest value and its day (day number) for each person; NO_DAY without any."""

    value: NDArray[np.float64]
    day: Days

    @property
    def nbytes(self) -> int:
        """Memory that both columns take, where they are not mapped."""
        return own_bytes(self.value, self.day)


def read_latest(
    run: Run, table: str, kind: str, *, day: date, lowest: bool, people: int
) -> Latest:
    """Latest usable value up to a day; the highest, or the lowest, of that day.

    Rows come as they lie and are taken up by person here: sorting or grouping them in
    the data engine first takes three times as long.
    """
    usable = run.scan(table, kind).filter(
        ~nw.col("value").is_null() & within("date", day, None)
    )
    found = run.collect(usable.select("person_id", "date", "value"))
    ids = found.column("person_id").to_numpy()
    if ids.size and (ids.min() < 0 or ids.max() >= people):
        found = found.filter(pa.array((ids >= 0) & (ids < people)))
        ids = found.column("person_id").to_numpy()
    dates, given = days_of(found.column("date")), found.column("value").to_numpy()
    days = np.full(people, NO_DAY, dtype=np.int32)
    np.maximum.at(days, ids, dates)
    last = np.flatnonzero(dates == days.take(ids))
    # A minimum or maximum with "not a number" is the other of the two.
    better = np.fmin if lowest else np.fmax
    values = np.full(people, np.nan)
    better.at(values, ids.take(last), given.take(last))
    return Latest(values, days)


def days_of(column: pa.ChunkedArray) -> Days:
    """A column of dates, none of them null, as day numbers."""
    return column.cast(pa.date32()).cast(pa.int32()).to_numpy()


def compare(node: Measurement, latest: Latest, day: date) -> Bounds:
    """A measurement criterion on the latest value: no usable value is unknown."""
    known = latest.day != NO_DAY
    if node.within_months is not None:
        known = latest.day > day_number(months_before(day, node.within_months))
    holds = known.copy()
    # A missing value is NaN, for which every comparison is false.
    if node.at_least is not None:
        holds &= latest.value >= node.at_least
    if node.above is not None:
        holds &= latest.value > node.above
    if node.at_most is not None:
        holds &= latest.value <= node.at_most
    if node.below is not None:
        holds &= latest.value < node.below
    return Bounds(from_flags(holds), from_flags(holds | ~known))
