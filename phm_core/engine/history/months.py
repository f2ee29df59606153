"""The days on which history is counted: the as-at date, and the same day of months."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from phm_core.engine.columns import NO_DAY, Days, day_number
from phm_core.period import months_before

HISTORY_MONTHS = 36


@dataclass(frozen=True)
class Months:
    """Days of rising date; the last is the as-at date."""

    days: tuple[date, ...]

    @classmethod
    def up_to(cls, as_at: date, months: int = HISTORY_MONTHS) -> "Months":
        """So many months up to a date."""
        back = range(months - 1, -1, -1)
        return cls(tuple(months_before(as_at, step) for step in back))

    @property
    def last(self) -> date:
        """The as-at date."""
        return self.days[-1]

    @cached_property
    def ends(self) -> Days:
        """Each day as a number."""
        return np.array([day_number(day) for day in self.days], dtype=np.int32)

    def starts(self, months: int | None) -> Days:
        """The day after which each window begins; without months, before any day."""
        if not months:
            return np.full(len(self.days), NO_DAY, dtype=np.int32)
        begun = [day_number(months_before(day, months)) for day in self.days]
        return np.array(begun, dtype=np.int32)

    @property
    def firsts(self) -> tuple[date, ...]:
        """The first day of the calendar month of each day."""
        return tuple(day.replace(day=1) for day in self.days)
