"""Dated records of one kind, read once and kept in the order of their days."""

from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine.bits import Flags
from phm_core.engine.columns import Days
from phm_core.engine.history.months import Months

RADIX_DAYS = 1 << 16  # so many days, 179 years, are sorted in one pass
NOT_SAID = np.zeros(0, dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Records:
    """Person and day of each record, by day; with what was recorded, where it matters.

    Records more than 179 years older than the last stand on that day.
    """

    ids: NDArray[np.int32]
    days: Days
    what: NDArray[Any] = field(default_factory=lambda: NOT_SAID)

    @property
    def nbytes(self) -> int:
        """Memory that the columns take."""
        return self.ids.nbytes + self.days.nbytes + self.what.nbytes

    def only(self, keep: Flags) -> "Records":
        """Some of the records, without what was recorded."""
        return Records(self.ids[keep], self.days[keep])

    def ranked(self, rank: NDArray[np.integer]) -> "Records":
        """The same, on each day by rank; what was recorded is the rank.

        rank: of each record, small whole numbers from 0.
        """
        first = np.argsort(rank.astype(np.uint8), kind="stable")
        order = first[_by_day(self.days[first])]
        return Records(self.ids[order], self.days[order], rank[order])


def in_order(found: pa.Table, people: int, what: str | None = None) -> Records:
    """Records from a table with person_id, date and, where named, what was recorded.

    People outside 0 to people - 1 are nobody.
    """
    ids = found.column("person_id").to_numpy()
    days = found.column("date").to_numpy().astype("datetime64[D]").astype(np.int32)
    said = NOT_SAID if what is None else found.column(what).to_numpy()
    inside = (ids >= 0) & (ids < people)
    if not inside.all():
        ids, days = ids[inside], days[inside]
        said = said[inside] if what else said
    days = np.maximum(days, days.max(initial=0) - RADIX_DAYS + 1)
    order = _by_day(days)
    return Records(
        ids[order].astype(np.int32),
        days[order],
        said[order] if what else said,
    )


def together(parts: list[Records]) -> Records:
    """Records of several kinds as one, without what was recorded."""
    if len(parts) == 1:
        return parts[0]
    days = np.concatenate([part.days for part in parts])
    order = _by_day(days)
    return Records(np.concatenate([part.ids for part in parts])[order], days[order])


def dated(frame: nw.LazyFrame, months: Months) -> nw.LazyFrame:
    """Rows with a date that history can reach: up to the last day."""
    date = nw.col("date")
    return frame.filter(~date.is_null() & (date <= months.last))


def _by_day(days: Days) -> NDArray[np.intp]:
    if not len(days):
        return np.zeros(0, dtype=np.intp)
    # Whole numbers of 16 bits are sorted in a tenth of the time.
    oldest = int(days.max()) - RADIX_DAYS + 1
    return np.argsort(np.maximum(days - oldest, 0).astype(np.uint16), kind="stable")
