"""Areas against the whole: in order, on a funnel, and which of them stand out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.measured import Measured
from phm_core.errors import RefusedInput
from phm_core.methods.discovery import false_discovery_rate, p_value
from phm_core.methods.funnels import Funnel, funnel_limits

PERCENT = 100.0
FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True, eq=False)
class Comparison:
    """Areas that may be ranked, highest first, and what was left out.

    standing: names of the areas that stand out when at most 5% of those named are
    expected to be false. funnel: control limits, None where the measure has none.
    """

    measured: Measured
    ranked: pa.Table
    left_out: int
    standing: tuple[tuple[str, str], ...]
    funnel: Funnel | None


def comparison(measured: Measured) -> Comparison:
    """Rank the areas, test each against the whole, and draw the limits of chance."""
    may = measured.areas.filter(pc.field("rankable"))
    return Comparison(
        measured=measured,
        ranked=may.sort_by([("value", "descending"), ("name", "ascending")]),
        left_out=measured.areas.num_rows - may.num_rows,
        standing=_standing_out(may, _usual_ratio(measured)),
        funnel=_funnel(measured, may),
    )


def _usual_ratio(measured: Measured) -> float:
    """Observed over expected of the whole: 1 where the whole sets what is expected."""
    count, expected = measured.whole["count"], measured.whole["expected"]
    return count / expected if count is not None and expected else 1.0


def _standing_out(table: pa.Table, usual: float) -> tuple[tuple[str, str], ...]:
    """(side, name) of areas that differ from the usual ratio, most certain first."""
    count, expected = (_numbers(table, name) for name in ("count", "expected"))
    if not np.isfinite(count + expected).any():
        return ()
    p = p_value(count, expected, usual, kind="rate")
    found = false_discovery_rate(p, FALSE_DISCOVERIES).found
    names: list[Any] = table["name"].to_pylist()
    order = [int(i) for i in np.argsort(np.nan_to_num(p, nan=1.0)) if found[i]]
    return tuple(
        ("higher" if count[i] > usual * expected[i] else "lower", names[i])
        for i in order
    )


def _funnel(measured: Measured, table: pa.Table) -> Funnel | None:
    """Limits for observed over expected, or for a crude share; None for other rates."""
    count, people, expected = (
        _numbers(table, name) for name in ("count", "people", "expected")
    )
    try:
        if measured.choice.basis == "adjusted" and np.isfinite(expected).any():
            usual = _usual_ratio(measured)
            return funnel_limits(count, expected, kind="ratio", average=usual)
        if measured.choice.basis == "crude" and measured.unit == "%":
            return funnel_limits(count, people, per=PERCENT)
    except RefusedInput:
        return None
    return None


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy(zero_copy_only=False).astype(float)
