"""A measure over time on a process chart: limits, signals, and where they might change.

Limits begin anew only at months that a person has confirmed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from phm_core.analysis.course import Course, course
from phm_core.analysis.tracked import Tracked
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import Xmr, spc_xmr, suggest_rebase
from phm_core.methods.comparison import Better
from phm_core.methods.rebasing import Rebase
from phm_core.methods.spc import Assurance
from phm_core.methods.spc_limits import Baseline

Ranges = Literal["screened", "all"]
Numbers = tuple[float, ...]
KEPT = 1_024
# One object, since no other number that is none is equal to it in a kept answer.
NO_VALUE = float("nan")
STEADY = "common cause"
URGENCY = ("concern", "neutral", "improvement", STEADY)


@dataclass(frozen=True)
class Signal:
    """Neighbouring points beyond chance on one side: the first and the last place."""

    first: int
    last: int
    rule: str
    side: str
    kind: str


@dataclass(frozen=True, eq=False)
class Trend:
    """One area's series from its first known month to its last.

    rows: as released. chart: None where no month is known. rebased: months at which a
    person began new limits.
    """

    released: Released
    measure: Tracked
    code: str
    name: str
    rows: tuple[dict[str, Any], ...]
    ranges: Ranges
    target: float | None
    rebased: tuple[date, ...]

    @property
    def months(self) -> tuple[date, ...]:
        """First day of each month."""
        return tuple(row["month"] for row in self.rows)

    @property
    def values(self) -> Numbers:
        """Value of each month; NaN where it is hidden or not held."""
        return tuple(_number(row["value"]) for row in self.rows)

    @property
    def baseline(self) -> Baseline:
        """Where limits begin anew: confirmed months after the first of the series."""
        months = self.months
        at = [months.index(month) for month in self.rebased if month in months[1:]]
        return Baseline(ranges=self.ranges, rebase_at=tuple(at))

    @cached_property
    def chart(self) -> Xmr | None:
        """Limits and signals."""
        if not np.isfinite(self.values).any():
            return None
        return _xmr(self.values, self.measure.better, self.target, self.baseline)

    @cached_property
    def course(self) -> Course | None:
        """How far the latest value is from the one a year, or more, before."""
        return course(
            self.rows,
            unit="share" if self.measure.indicator is not None else "rate",
            looks_back=self.measure.looks_back,
        )

    @property
    def variation(self) -> str:
        """Kind and side of the latest point, as 'concern high'; "" if not known.

        Where neighbouring points overlap, runs come from that alone: a point is then
        unusual only if it also differs from the one whose people are counted apart.
        """
        if self.chart is None:
            return ""
        said = self.chart.variation
        if self.measure.apart or said == STEADY:
            return said
        if self.course is None:
            return ""
        moved = self.course.side
        return said if moved and said.endswith(moved) else STEADY

    @property
    def assurance(self) -> Assurance:
        """Whether the target will be met as things are.

        Where points overlap, limits are too narrow: then only if the interval of the
        latest value leaves the target out as well.
        """
        if self.chart is None or self.target is None:
            return "none"
        said, last = self.chart.assurance, self.rows[-1]
        if self.measure.apart or said not in ("pass", "fail"):
            return said
        within = last["lower"] <= self.target <= last["upper"]
        return "hit or miss" if within else said

    @cached_property
    def suggested(self) -> tuple[Rebase, ...]:
        """Where new limits might begin: for a person to confirm."""
        return () if self.chart is None else _rebases(self.values, self.baseline)

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """What stands out, in order of time."""
        return () if self.chart is None else tuple(_signals(self.chart))


@kept_by_answer
def trend(
    released: Released,
    measure: Tracked,
    code: str | None = None,
    *,
    ranges: Ranges = "screened",
    target: float | None = None,
    rebased: tuple[date, ...] = (),
) -> Trend:
    """The series of one area; of the only one when no code is given."""
    rows = [
        row
        for row in released.tables["series"].to_pylist()
        if code is None or row["code"] == code
    ]
    return of_rows(
        rows, released, measure, ranges=ranges, target=target, rebased=rebased
    )


def of_rows(
    rows: Sequence[dict[str, Any]],
    released: Released,
    measure: Tracked,
    *,
    ranges: Ranges = "screened",
    target: float | None = None,
    rebased: Collection[date] = (),
) -> Trend:
    """The series that released rows of one area and one measure make."""
    known = [place for place, row in enumerate(rows) if row["value"] is not None]
    kept = rows[known[0] : known[-1] + 1] if known else []
    first = rows[0] if rows else {"code": "", "name": ""}
    return Trend(
        released=released,
        measure=measure,
        code=first["code"],
        name=first["name"],
        rows=tuple(kept),
        ranges=ranges,
        target=target,
        rebased=tuple(sorted(rebased)),
    )


@kept_by_answer
def trends(
    released: Released, measure: Tracked, *, ranges: Ranges
) -> tuple[Trend, ...]:
    """The series of every area, those with signals first where months stand apart."""
    table: pa.Table = released.tables["series"]
    codes = dict.fromkeys(table["code"].to_pylist())
    found = [trend(released, measure, code, ranges=ranges) for code in codes]
    drawn = [one for one in found if one.chart is not None]
    return tuple(sorted(drawn, key=_urgency))


def _urgency(found: Trend) -> tuple[int, str]:
    if not found.measure.apart or found.chart is None:
        return 0, found.name
    kind = found.variation.removesuffix(" high").removesuffix(" low")
    return URGENCY.index(kind), found.name


def _signals(chart: Xmr) -> list[Signal]:
    found: list[Signal] = []
    for place, (rule, side, kind) in enumerate(
        zip(chart.rule, chart.side, chart.kind, strict=True)
    ):
        if not rule:
            continue
        before = found[-1] if found else None
        if before and (before.last, before.side) == (place - 1, side):
            # One stretch may break several rules; the first one names it.
            found[-1] = replace(before, last=place)
        else:
            found.append(Signal(place, place, str(rule), str(side), str(kind)))
    return found


def _number(value: float | None) -> float:
    return NO_VALUE if value is None else float(value)


@lru_cache(maxsize=KEPT)
def _xmr(
    values: Numbers, better: Better, target: float | None, baseline: Baseline
) -> Xmr:
    return spc_xmr(list(values), better=better, target=target, baseline=baseline)


@lru_cache(maxsize=KEPT)
def _rebases(values: Numbers, baseline: Baseline) -> tuple[Rebase, ...]:
    return suggest_rebase(list(values), baseline=baseline)
