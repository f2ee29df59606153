"""Exact counts by month, as they were counted when the data was published."""

from dataclasses import dataclass
from datetime import date

from phm_core.engine.answers.areas import AreaList
from phm_core.engine.answers.base import Answer, Flags, Integers


@dataclass(frozen=True, eq=False, repr=False)
class Monthly:
    """One measure by area and month: both counts are (areas, months).

    known: (months,), whether a month could be counted at all; where not, `counted` is
    nought and means nothing.
    """

    measure: str
    months: tuple[date, ...]
    among: Integers
    counted: Integers
    known: Flags


@dataclass(frozen=True, repr=False)
class Series(Answer):
    """A measure of every area of a level, and of the whole system.

    chosen: (areas,), those that were asked about.
    """

    areas: AreaList
    chosen: Flags
    by_area: Monthly
    whole: Monthly


@dataclass(frozen=True, repr=False)
class Histories(Answer):
    """Several measures of every area of a level; chosen: (areas,), the one asked about.

    missing: indicators that have no series in this snapshot.
    """

    areas: AreaList
    chosen: Flags
    by_area: tuple[Monthly, ...]
    whole: tuple[Monthly, ...]
    missing: tuple[str, ...]
