"""Areas against the whole: in order, on a funnel, and which of them stand out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from phm_core.analysis.measured import Measured
from phm_core.analysis.standing import Prize, Standings
from phm_core.errors import RefusedInput
from phm_core.governance.once import kept_by_answer
from phm_core.methods import (
    Funnel,
    Overdispersion,
    false_discovery_rate,
    funnel_limits,
    funnel_overdispersion,
    p_value,
    significance_class,
)

PERCENT = 100.0
FALSE_DISCOVERIES = 0.05
# Where an area stands against the limits of a funnel, by its class.
SIDES = {
    "High (0.001)": "above 99.8%",
    "High (0.025)": "above 95%",
    "Not significant": "within",
    "Low (0.025)": "below 95%",
    "Low (0.001)": "below 99.8%",
}
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Areas that may be ranked, highest first, and what was left out.

    standing: names of the areas that stand out when at most 5% of those named are
    expected to be false: among all `tested` measures and these areas together, or, of
    a measure by itself, with the 5% shared out over the `chosen_from` measures that
    could have been looked at. funnel: control limits, None where the measure has none;
    spread: how far areas differ beyond chance. Where each area stands against the
    limits is the column 'beyond' of ranked: of SIDES, or nothing. prizes: what areas
    could gain, by code.
    """

    measured: Measured
    ranked: pa.Table
    left_out: int
    standing: tuple[tuple[str, str], ...]
    funnel: Funnel | None
    spread: Overdispersion | None
    tested: int = 1
    chosen_from: int = 1
    prizes: Mapping[str, Prize] = field(default_factory=dict[str, Prize])

    def among(self, codes: frozenset[str]) -> "Comparison":
        """The same with fewer areas in order; tests and limits are those of all."""
        kept = self.ranked.filter(
            pc.is_in(self.ranked["code"], pa.array(sorted(codes)))
        )
        names = set(kept["name"].to_pylist())
        return replace(
            self,
            ranked=kept,
            standing=tuple(one for one in self.standing if one[1] in names),
        )


@kept_by_answer
def comparison(measured: Measured, chosen_from: int = 1) -> Comparison:
    """Rank the areas, test each against the whole, and draw the limits of chance.

    chosen_from: of how many measures this is the one that is looked at. Looking at one
    after the other is a search too, so each gets its part of the false discoveries.
    """
    may = measured.areas.filter(pc.field("rankable"))
    funnel, spread = _funnel(measured, may)
    sides = _beyond(may, funnel, spread)
    may = may.append_column("beyond", pa.array(sides, pa.string()))
    return Comparison(
        measured=measured,
        ranked=may.sort_by([("value", "descending"), ("name", "ascending")]),
        left_out=measured.areas.num_rows - may.num_rows,
        standing=_standing_out(measured, may, FALSE_DISCOVERIES / chosen_from),
        funnel=funnel,
        spread=spread,
        chosen_from=chosen_from,
    )


@kept_by_answer
def among_all(found: Comparison, indicator: str, together: Standings) -> Comparison:
    """The same, with what stands out among all indicators and areas together.

    Then a figure stands out here exactly where it does in the profile of its area.
    """
    lines = (line for line in together.about(indicator) if line.stands_out)
    out = sorted(lines, key=lambda line: -line.at_least)
    return replace(
        found,
        standing=tuple((line.side, line.name) for line in out),
        tested=len(together.indicators),
    )


@kept_by_answer
def without_england(found: Measured) -> Measured:
    """A measure where England is not asked for."""
    return replace(found, england=None)


@kept_by_answer
def with_prizes(found: Comparison, indicator: str, together: Standings) -> Comparison:
    """The same with what areas could gain of an indicator."""
    return replace(found, prizes=together.prizes(indicator))


def _beyond(
    table: pa.Table, funnel: Funnel | None, spread: Overdispersion | None
) -> list[str]:
    """On which side of which limits each area is, by the limits that are drawn."""
    if funnel is None:
        return [""] * len(table)
    if spread is not None and spread.adjusted:
        labels = spread.label
    else:
        ratio = funnel.kind == "ratio"
        labels = significance_class(
            _numbers(table, "count"),
            _numbers(table, "expected" if ratio else "people"),
            kind=funnel.kind,
            average=funnel.average if ratio else None,
        )
    return [SIDES.get(str(label), "") for label in labels]


def _usual_ratio(measured: Measured) -> float:
    """Observed over expected of the whole: 1 where the whole sets what is expected."""
    count, expected = measured.whole["count"], measured.whole["expected"]
    return count / expected if count is not None and expected else 1.0


def _usual_share(measured: Measured) -> float | None:
    """The share of the whole; None where it is hidden or there is nobody."""
    count, people = measured.whole["count"], measured.whole["people"]
    return None if count is None or not people else count / people


def _standing_out(
    measured: Measured, table: pa.Table, rate: float
) -> tuple[tuple[str, str], ...]:
    """(side, name) of areas that differ from what is usual, most certain first."""
    if not measured.choice.subject.of_people:
        return ()
    count, people, expected = (
        _numbers(table, name) for name in ("count", "people", "expected")
    )
    crude, usual = _is_share(measured), _usual_share(measured)
    if crude and usual is not None:
        awaited = people * usual
        p = p_value(_nearest(measured, count, awaited), people, usual)
    elif not crude and np.isfinite(count + expected).any():
        awaited = expected * _usual_ratio(measured)
        p = p_value(_nearest(measured, count, awaited), awaited, 1.0, kind="rate")
    else:
        return ()
    found = false_discovery_rate(p, rate).found
    names: list[Any] = table["name"].to_pylist()
    order = [int(i) for i in np.argsort(np.nan_to_num(p, nan=1.0)) if found[i]]
    return tuple(
        ("higher" if count[i] > awaited[i] else "lower", names[i]) for i in order
    )


def _nearest(measured: Measured, count: Floats, awaited: Floats) -> Floats:
    """The count nearest to what is awaited that the rounded figure can stand for."""
    half = int(measured.released.facts.get("rounded_to") or 1) // 2
    return np.clip(awaited, np.maximum(count - half, 0), count + half)


def _is_share(measured: Measured) -> bool:
    """Whether areas are compared by their crude share of people."""
    return measured.choice.basis == "crude" and measured.unit == "%"


def _funnel(
    measured: Measured, table: pa.Table
) -> tuple[Funnel | None, Overdispersion | None]:
    """Limits for observed over expected, or a crude share; None for other rates.

    Nor where everybody of a small area has one value: chance among people sets none.
    """
    if not measured.choice.subject.of_people:
        return None, None
    count, people, expected = (
        _numbers(table, name) for name in ("count", "people", "expected")
    )
    try:
        if measured.choice.basis == "adjusted" and np.isfinite(expected).any():
            usual = _usual_ratio(measured)
            return (
                funnel_limits(count, expected, kind="ratio", average=usual),
                funnel_overdispersion(count, expected * usual, per=usual),
            )
        if _is_share(measured):
            return (
                funnel_limits(count, people, per=PERCENT),
                funnel_overdispersion(count, people, form="proportion", per=PERCENT),
            )
    except RefusedInput:
        return None, None
    return None, None


def _numbers(table: pa.Table, name: str) -> Floats:
    return table[name].to_numpy(zero_copy_only=False).astype(float)
