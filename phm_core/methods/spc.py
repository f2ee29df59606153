"""XmR charts of a measure over time, by the rules of Making Data Count."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods import spc_rules
from phm_core.methods.comparison import BETTER, Better
from phm_core.methods.estimates import Floats, Integers, Texts
from phm_core.methods.inputs import numbers, one_of
from phm_core.methods.spc_limits import Baseline, limits_of, phases
from phm_core.methods.spc_warnings import warnings_of

Assurance = Literal["pass", "fail", "hit or miss", "none"]


@dataclass(frozen=True, eq=False)
class Xmr:
    """One value per point: limits, rule broken, what it means; and the two icons.

    rule: "outside limits", "trend", "two in three", "shift" or "" (the first that
    holds). side: "high" or "low" where a rule holds. kind: common cause, improvement,
    concern or neutral. variation: kind and side of the latest point. assurance: whether
    the process, as it is, would meet the target. Limits are NaN in a phase of fewer
    than 7 points. method says how the moving ranges were used.
    """

    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    moving_range: Floats
    phase: Integers
    rule: Texts
    side: Texts
    kind: Texts
    variation: str
    assurance: Assurance
    method: str
    warnings: tuple[str, ...]

    def columns(self) -> dict[str, Floats | Texts | Integers]:
        """One column for each part that has a value per point; NaN stands for null."""
        limits = ("centre", "lower", "upper", "near_lower", "near_upper")
        marks = ("moving_range", "phase", "rule", "side", "kind")
        return {name: getattr(self, name) for name in ("value", *limits, *marks)}


def spc_xmr(
    values: ArrayLike,
    *,
    better: Better = "none",
    target: float | None = None,
    baseline: Baseline | None = None,
) -> Xmr:
    """Chart a series with process limits and mark what is unlikely to be chance.

    values: (points,), one per period in order; a missing period is NaN, is never filled
    and interrupts runs and moving ranges (see series.monthly). better: whether higher
    or lower is better, or neither. Needs 7 points for limits and rules, 15 for
    confidence in them. Raises RefusedInput for an empty series, infinite values, or
    phases outside the series. Source: Wheeler, Understanding Variation, 1993; NHS
    England, Making Data Count, 2019.
    """
    one_of(better, BETTER, "polarity")
    x = numbers(values, "values").ravel()
    if not (~np.isnan(x)).any():
        raise RefusedInput("There are no values to chart.")
    how = baseline or Baseline()
    one_of(how.ranges, ("screened", "all"), "use of moving ranges")
    phase = phases(x.size, how)
    centre, half, ranges = limits_of(x, phase, how)
    limits = (centre - half, centre + half)
    near = (centre - half * 2 / 3, centre + half * 2 / 3)
    rule, side = _rules(x, centre, limits, near, phase)
    kind = _kinds(rule, side, better)
    latest = int(np.flatnonzero(~np.isnan(x))[-1])
    return Xmr(
        value=x,
        centre=centre,
        lower=limits[0],
        upper=limits[1],
        near_lower=near[0],
        near_upper=near[1],
        moving_range=ranges,
        phase=phase,
        rule=rule,
        side=side,
        kind=kind,
        variation=f"{kind[latest]} {side[latest]}".strip(),
        assurance=_assurance(limits[0][-1], limits[1][-1], target, better),
        method=f"XmR, {how.ranges} moving ranges",
        warnings=warnings_of(x, phase, limits, how),
    )


def _rules(
    x: Floats,
    centre: Floats,
    limits: tuple[Floats, Floats],
    near: tuple[Floats, Floats],
    phase: Integers,
) -> tuple[Texts, Texts]:
    """The first rule that each point breaks, and whether it is high or low."""
    rule, side = np.full(x.size, "", dtype="<U14"), np.full(x.size, "", dtype="<U4")
    for each in np.unique(phase):
        at = np.flatnonzero(phase == each)
        if np.isnan(limits[0][at]).all():
            continue
        low, high = near[0][at], near[1][at]
        out = spc_rules.outside(x[at], limits[0][at], limits[1][at])
        rising, direction = spc_rules.trend(x[at])
        pairs = spc_rules.two_in_three(x[at], centre[at], (low, high), out)
        runs = spc_rules.shift(x[at], centre[at])
        names = ["outside limits", "trend", "two in three", "shift"]
        rule[at] = np.select([out, rising, pairs, runs], names, default="")
        up = np.where(rule[at] == "trend", direction > 0, x[at] > centre[at])
        side[at] = np.where(rule[at] == "", "", np.where(up, "high", "low"))
    return rule, side


def _kinds(rule: Texts, side: Texts, better: Better) -> Texts:
    if better == "none":
        return np.where(rule == "", "common cause", "neutral")
    good = side == {"higher": "high", "lower": "low"}[better]
    return np.where(
        rule == "", "common cause", np.where(good, "improvement", "concern")
    )


def _assurance(
    lower: float, upper: float, target: float | None, better: Better
) -> Assurance:
    if target is None or better == "none" or np.isnan(lower):
        return "none"
    if lower <= target <= upper:
        return "hit or miss"
    return "pass" if (target < lower) == (better == "higher") else "fail"
