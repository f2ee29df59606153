"""Dated records of one kind, read once: what each month adds, person by person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine.bits import Flags
from phm_core.engine.columns import Days
from phm_core.engine.history.beginning import first_held
from phm_core.engine.history.months import Months

DATED = "dated"  # the column of a second day
DAY_BITS = 32
OFFSET = 1 << 31  # so that days before 1970 are numbered from 0


@dataclass(frozen=True, eq=False)
class Records:
    """Person and day of each record, in the steps by which the months see more of them.

    First those that are seen by the first day of the months, then what each later day
    adds. Within a step people rise, and the days of each. upto: how many records are
    seen by each day. dated: the day by which a window counts a record, mostly the same.
    what: what was recorded, where that matters.
    """

    months: Months
    upto: NDArray[np.intp]
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

    @property
    def steps(self) -> Iterator[slice]:
        """The records that each day adds to the day before."""
        begun = 0
        for end in self.upto.tolist():
            yield slice(begun, end)
            begun = end

    @cached_property
    def begun(self) -> date:
        """The first day of the month from which such records are held."""
        return first_held(self.seen, self.months.last)

    def only(self, keep: Flags) -> "Records":
        """Some of the records."""
        if keep.all():
            return self
        return self.take(np.flatnonzero(keep))

    def take(self, places: NDArray[np.intp]) -> "Records":
        """The records at these places, which rise."""
        seen = self.seen[places]
        return Records(
            months=self.months,
            upto=np.searchsorted(places, self.upto),
            ids=self.ids[places],
            seen=seen,
            dated=seen if self.one_day else self.dated[places],
            what=self.what[places] if len(self.what) else self.what,
        )

    def ranked(self, rank: NDArray[Any]) -> "Records":
        """The same; of one person and day by rank, which is what was recorded then."""
        again = (np.diff(self.ids) == 0) & (np.diff(self.seen) == 0)
        tied = np.flatnonzero(np.append(again, False) | np.append(False, again))
        day = np.cumsum(np.append(True, ~again))[tied]
        places = np.arange(len(self.ids))
        places[tied] = tied[np.lexsort((rank[tied], day))]
        dated = self.dated if self.one_day else self.dated[places]
        return replace(self, dated=dated, what=rank[places])

    def when_seen(self) -> "Records":
        """The same, counted by the day from which they are seen."""
        return replace(self, dated=self.seen)


NOTHING_SAID = np.zeros(0, dtype=np.uint8)


def records(
    months: Months,
    ids: NDArray[np.integer],
    seen: Days,
    *,
    dated: Days | None = None,
    what: NDArray[Any] = NOTHING_SAID,
) -> Records:
    """Records put in order. dated: as they are seen, where it is left out."""
    step = _steps(seen, months)
    order = np.argsort(step, kind="stable")
    if not _in_order(ids, seen):
        keys = ids.astype(np.int64) << DAY_BITS | (seen.astype(np.int64) + OFFSET)
        by_person = np.argsort(keys)
        order = by_person[np.argsort(step[by_person], kind="stable")]
    ordered = seen[order]
    return Records(
        months=months,
        upto=np.cumsum(np.bincount(step, minlength=len(months.ends)))[
            : len(months.ends)
        ],
        ids=ids.astype(np.int32, copy=False)[order],
        seen=ordered,
        dated=ordered if dated is None else dated[order],
        what=what[order] if len(what) else what,
    )


def nothing(months: Months) -> Records:
    """No records."""
    none = np.zeros(0, dtype=np.int32)
    return records(months, none, none)


def _in_order(ids: NDArray[np.integer], seen: Days) -> bool:
    """Whether people rise, and the days of each."""
    same = (ids[1:] == ids[:-1]) & (seen[1:] >= seen[:-1])
    return bool(((ids[1:] > ids[:-1]) | same).all())


def _steps(seen: Days, months: Months) -> NDArray[np.unsignedinteger]:
    """Which of the months' days is the first by which each record is seen."""
    first, last = months.ends[0], months.ends[-1] + 1
    of_day = np.searchsorted(months.ends, np.arange(first, last + 1))
    # Small whole numbers are sorted in a twentieth of the time.
    small = of_day.astype(np.min_scalar_type(len(months.ends)))
    return small[np.clip(seen, first, last) - first]


def from_table(
    found: pa.Table, months: Months, people: int, what: str | None = None
) -> Records:
    """Records from a table: person_id, date, and a second day or what was recorded.

    People outside 0 to people - 1 are nobody.
    """
    ids = found.column("person_id").to_numpy()
    if len(ids) and (ids.min() < 0 or ids.max() >= people):
        inside = (ids >= 0) & (ids < people)
        found, ids = found.filter(pa.array(inside)), ids[inside]
    seen = _days(found, "date")
    if what == DATED:
        dated = _days(found, DATED)
        same = np.array_equal(seen, dated)
        return records(months, ids, seen, dated=None if same else dated)
    said = found.column(what).to_numpy() if what else NOTHING_SAID
    return records(months, ids, seen, what=said)


def _days(found: pa.Table, name: str) -> Days:
    return found.column(name).cast(pa.date32()).cast(pa.int32()).to_numpy()


def together(parts: list[Records]) -> Records:
    """Records of several kinds as one, without what was recorded."""
    if len(parts) == 1:
        return parts[0]
    ids, seen, dated = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("ids", "seen", "dated")
    )
    one_day = all(part.one_day for part in parts)
    return records(parts[0].months, ids, seen, dated=None if one_day else dated)


def up_to(frame: nw.LazyFrame, months: Months) -> nw.LazyFrame:
    """Rows with a date that history can reach: up to the last day."""
    date = nw.col("date")
    return frame.filter(~date.is_null() & (date <= months.last))
