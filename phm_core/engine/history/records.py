"""Dated records of one kind, read once and kept in the order of their days."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine.bits import Flags
from phm_core.engine.columns import Days
from phm_core.engine.history.months import Months

RADIX_DAYS = 1 << 16  # so many days, 179 years, are sorted in one pass
DATED = "dated"  # the column of a second day


@dataclass(frozen=True, eq=False)
class Records:
    """Person and day of each record, in the order of the days from which it is seen.

    dated: the day by which a window counts it, mostly the same. what: what was
    recorded, where that matters. Days more than 179 years before the last stand on the
    first of these.
    """

    ids: NDArray[np.int32]
    seen: Days
    dated: Days
    what: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Memory that the columns take."""
        return sum(one.nbytes for one in (self.ids, self.seen, self.dated, self.what))

    @property
    def one_day(self) -> bool:
        """Whether every record is seen from the day on which it is dated."""
        return self.dated is self.seen

    def only(self, keep: Flags) -> "Records":
        """Some of the records."""
        return self.take(np.flatnonzero(keep))

    def take(self, places: NDArray[np.intp]) -> "Records":
        """The records at these places, which keep the order of days."""
        seen = self.seen[places]
        dated = seen if self.one_day else self.dated[places]
        what = self.what[places] if len(self.what) else self.what
        return Records(self.ids[places], seen, dated, what)

    def ranked(self, rank: NDArray[np.integer]) -> "Records":
        """The same, on each day by rank; what was recorded is the rank.

        rank: of each record, small whole numbers from 0.
        """
        return records(self.ids, self.seen, what=rank, rank=rank.astype(np.uint8))


NOTHING_SAID = np.zeros(0, dtype=np.uint8)


def records(
    ids: NDArray[np.integer],
    seen: Days,
    *,
    dated: Days | None = None,
    what: NDArray[Any] = NOTHING_SAID,
    rank: NDArray[np.uint8] | None = None,
) -> Records:
    """Records put in order: by day and, on one day, by rank."""
    seen = np.maximum(seen, seen.max(initial=0) - RADIX_DAYS + 1)
    order = _by_day(seen)
    if rank is not None:
        first = np.argsort(rank, kind="stable")
        order = first[_by_day(seen[first])]
    ordered = seen[order]
    return Records(
        ids[order].astype(np.int32),
        ordered,
        ordered if dated is None else dated[order],
        what[order] if len(what) else what,
    )


def _by_day(days: Days) -> NDArray[np.intp]:
    # Whole numbers of 16 bits are sorted in a tenth of the time.
    oldest = days.max(initial=0) - RADIX_DAYS + 1
    return np.argsort((days - oldest).astype(np.uint16), kind="stable")


def from_table(found: pa.Table, people: int, what: str | None = None) -> Records:
    """Records from a table: person_id, date, and a second day or what was recorded.

    People outside 0 to people - 1 are nobody.
    """
    ids = found.column("person_id").to_numpy()
    inside = (ids >= 0) & (ids < people)
    seen = _days(found, "date")[inside]
    if what == DATED:
        dated = _days(found, DATED)[inside]
        same = np.array_equal(seen, dated)
        return records(ids[inside], seen, dated=None if same else dated)
    said = found.column(what).to_numpy()[inside] if what else NOTHING_SAID
    return records(ids[inside], seen, what=said)


def _days(found: pa.Table, name: str) -> Days:
    return found.column(name).to_numpy().astype("datetime64[D]").astype(np.int32)


def together(parts: list[Records]) -> Records:
    """Records of several kinds as one, without what was recorded."""
    if len(parts) == 1:
        return parts[0]
    ids, seen, dated = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("ids", "seen", "dated")
    )
    one_day = all(part.one_day for part in parts)
    return records(ids, seen, dated=None if one_day else dated)


def up_to(frame: nw.LazyFrame, months: Months) -> nw.LazyFrame:
    """Rows with a date that history can reach: up to the last day."""
    date = nw.col("date")
    return frame.filter(~date.is_null() & (date <= months.last))
