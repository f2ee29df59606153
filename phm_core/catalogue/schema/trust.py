"""What makes a snapshot trusted: how far two counts may differ, and the stages."""

from typing import Literal

from pydantic import Field

from phm_core.catalogue.schema.entry import Entry, Id, Percent, Text

MONTH = 30.4  # days


class DataLimit(Entry):
    """How far one count may differ from another before somebody has to look.

    percent: of the count that it is set beside. people: a difference of so many is
    never too large. percent_a_month: for each month between the days of the two.
    counted: registers that must be counted for it. then: what to do beyond it.
    """

    percent: Percent
    people: int = Field(default=0, ge=0)
    percent_a_month: Percent = 0
    counted: tuple[Id, ...] = ()
    then: Text

    def most(self, beside: int, days: int = 0) -> float:
        """The largest difference from a count, taken some days before or after."""
        percent = self.percent + self.percent_a_month * abs(days) / MONTH
        return max(float(self.people), beside * percent / 100)

    def broken(self, count: int, beside: int, days: int = 0) -> bool:
        """Whether a count differs too much from the one that it is set beside."""
        return abs(count - beside) > self.most(beside, days)


class Stage(Entry):
    """One stage on the way from an agreement to a list that is worked with.

    order: from 1. reached: written down by hand, or seen in what is there.
    """

    order: int = Field(ge=1)
    reached: Literal["written_down", "records", "sign_off", "lists"]
    then: Text
