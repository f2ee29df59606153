"""Days as whole numbers since 1970: quick to add, sort and write as dates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.period import months_before

YEAR = 365.25
MONTH = YEAR / 12
NEVER = 2**30
"""A day that does not come: still registered, still living, not withdrawn."""
MONTHS = 12

Days = NDArray[np.integer]


def day(on: date) -> int:
    """Number of a date."""
    return (on - date(1970, 1, 1)).days


def date_of(day_number: int) -> date:
    """Date of a number."""
    return date(1970, 1, 1) + timedelta(days=day_number)


def months_of(days: Days) -> NDArray[np.integer]:
    """Months since January 1970 of each day."""
    return looked_up(days, _months_of)


def looked_up(numbers: Days, work_out: Callable[[Days], NDArray[Any]]) -> NDArray[Any]:
    """What depends on each number alone, worked out once for each that can occur.

    Many events fall on few days, so a table of the days is smaller than the events.
    """
    if not numbers.size:
        return work_out(numbers)
    first, last = int(numbers.min()), int(numbers.max())
    if last - first >= numbers.size:
        return work_out(numbers)
    return work_out(np.arange(first, last + 1))[numbers - first]


def _months_of(days: Days) -> NDArray[np.integer]:
    stamps = days.astype("datetime64[D]").astype("datetime64[M]")
    return stamps.astype(np.int64).astype(np.int32)


def month_number(on: date) -> int:
    """Months since January 1970."""
    return (on.year - 1970) * MONTHS + on.month - 1


def first_of(months: NDArray[np.integer]) -> Days:
    """First day of each month, given as months since January 1970."""
    return looked_up(months, _first_of)


def _first_of(months: NDArray[np.integer]) -> Days:
    stamps = months.astype("datetime64[M]").astype("datetime64[D]")
    return stamps.astype(np.int64).astype(np.int32)


@dataclass(frozen=True)
class Window:
    """Days after `start`, up to and including `end`."""

    start: int
    end: int
    name: str

    @property
    def years(self) -> float:
        """Length in years."""
        return (self.end - self.start) / YEAR

    def longer(self, years: float) -> "Window":
        """This window with a start so many years before its end."""
        return Window(self.end - round(years * YEAR), self.end, self.name)

    def last(self, months: float) -> "Window":
        """The last months of this window, or all of it where it is shorter."""
        start = max(self.start, self.end - round(months * MONTH))
        return Window(start, self.end, self.name)

    def years_apart(self) -> list["Window"]:
        """This window year by year, earliest first; itself where it is shorter."""
        if self.years <= 1:
            return [self]
        ago = range(round(self.years) - 1, -1, -1)
        ends = [self.end - round(years * YEAR) for years in ago]
        return [
            Window(start, end, f"{self.name} {years} years before its end")
            for years, (start, end) in zip(
                ago, pairwise([self.start, *ends]), strict=True
            )
        ]


def history(as_at: date, years: int) -> Window:
    """The years up to a date."""
    start = months_before(as_at, years * MONTHS)
    return Window(day(start), day(as_at), "history")


def later(as_at: date, until: date) -> Window:
    """From after one date up to and including another."""
    return Window(day(as_at), day(until), f"until {until.isoformat()}")
