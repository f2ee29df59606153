"""The latest value of a measure for everybody, so that a threshold can be slid."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.events import Measurement
from phm_core.engine.bits import from_flags
from phm_core.engine.columns import NO_DAY, Days, day_number
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves.found import within
from phm_core.engine.tables import Run
from phm_core.period import months_before


@dataclass(frozen=True, eq=False)
class Latest:
    """Latest value and its day (day number) for each person; NO_DAY without any."""

    value: NDArray[np.float64]
    day: Days

    @property
    def nbytes(self) -> int:
        """Memory that both columns take."""
        return self.value.nbytes + self.day.nbytes


def read_latest(
    run: Run, table: str, kind: str, *, day: date, lowest: bool, people: int
) -> Latest:
    """Latest usable value up to a day; the highest, or the lowest, of that day."""
    usable = run.scan(table, kind).filter(
        ~nw.col("value").is_null() & within("date", day, None)
    )
    last = usable.filter(nw.col("date") == nw.col("date").max().over("person_id"))
    value = nw.col("value").min() if lowest else nw.col("value").max()
    found = run.collect(
        last.group_by("person_id").agg(value=value, date=nw.col("date").max())
    )
    ids = found.column("person_id").to_numpy()
    inside = (ids >= 0) & (ids < people)
    values = np.full(people, np.nan)
    days = np.full(people, NO_DAY, dtype=np.int32)
    dates = found.column("date").to_numpy().astype("datetime64[D]")
    values[ids[inside]] = found.column("value").to_numpy()[inside]
    days[ids[inside]] = dates[inside].astype(np.int32)
    return Latest(values, days)


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
