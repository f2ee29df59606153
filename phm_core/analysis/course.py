"""How far a measure has moved since a month whose people are counted apart from now's.

A figure that looks back 12 months shares nothing with the one 12 months before. The
people are mostly the same, so the two go together and the interval is, if anything,
too wide: what it leaves out has moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from phm_core.methods import Estimates, rate_difference, risk_difference
from phm_core.period import months_before

YEAR = 12
PERCENT, PER_THOUSAND = 100.0, 1_000.0
# Many measures are looked at together, so that a wide interval has to leave nought out.
SURE = 0.998
KEPT = 4_096
Unit = Literal["share", "rate"]


@dataclass(frozen=True)
class Course:
    """The latest value less the one of `months` before, with its 99.8% interval.

    since: the month compared with. before: the value then. Unit: that of the measure.
    """

    since: date
    months: int
    before: float
    change: float
    lower: float
    upper: float

    @property
    def side(self) -> Literal["high", "low", ""]:
        """Which way it has moved beyond chance; nothing where it has not clearly."""
        if self.lower > 0:
            return "high"
        return "low" if self.upper < 0 else ""


def course(
    rows: Sequence[dict[str, Any]], *, unit: Unit, looks_back: int = 0
) -> Course | None:
    """The course of a series to its last row; None where a month is not known.

    rows: as released by month, the last of them with a value. looks_back: months that
    each value looks back on.
    """
    months = max(YEAR, looks_back)
    now = rows[-1] if rows else None
    if now is None:
        return None
    since = months_before(now["month"], months)
    before = next((row for row in rows if row["month"] == since), None)
    if before is None or before["value"] is None or now["value"] is None:
        return None
    apart = _apart(
        (now["count"], now["people"]), (before["count"], before["people"]), unit
    )
    change, lower, upper = (
        float(each) for each in (apart.value, apart.lower, apart.upper)
    )
    return Course(since, months, before["value"], change, lower, upper)


@lru_cache(maxsize=KEPT)
def _apart(now: tuple[int, int], before: tuple[int, int], unit: Unit) -> Estimates:
    if unit == "share":
        return risk_difference(now, before, per=PERCENT, confidence=SURE)
    return rate_difference(now, before, per=PER_THOUSAND, confidence=SURE)
