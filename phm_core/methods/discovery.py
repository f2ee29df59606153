"""Which of many comparisons stand out, with false alarms kept to a stated share."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import normal_tail, poisson_tails
from phm_core.methods.estimates import Flags, Floats
from phm_core.methods.inputs import alike, amounts, numbers, one_of, parts
from phm_core.methods.intervals import counted


@dataclass(frozen=True, eq=False)
class Discoveries:
    """Adjusted p values and which of them stand out at the stated rate."""

    adjusted: Floats
    found: Flags
    rate: float
    tested: int


def false_discovery_rate(p_values: ArrayLike, rate: float = 0.05) -> Discoveries:
    """Adjust p values so that at most `rate` of those found are expected to be false.

    p_values: any shape, adjusted together; a missing one is not tested. Raises
    RefusedInput for a p value outside 0 to 1 or a rate outside 0 to 1. Source:
    Benjamini and Hochberg, Journal of the Royal Statistical Society B, 1995.
    """
    p = amounts(p_values, "p values")
    if (p > 1).any() or not 0 < rate < 1:
        raise RefusedInput("A p value and a rate lie between 0 and 1.")
    flat = p.ravel()
    tested = np.flatnonzero(~np.isnan(flat))
    order = tested[np.argsort(flat[tested], kind="stable")]
    scaled = flat[order] * (order.size / np.arange(1, order.size + 1))
    adjusted = np.full(flat.size, np.nan)
    adjusted[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    whole = np.minimum(adjusted, 1.0).reshape(p.shape)
    return Discoveries(whole, np.nan_to_num(whole, nan=1.0) <= rate, rate, order.size)


def p_value(
    numerators: ArrayLike,
    denominators: ArrayLike,
    benchmark: ArrayLike,
    *,
    kind: Literal["proportion", "rate"] = "proportion",
) -> Floats:
    """Two-sided p value of each place against a benchmark; NaN where there is nobody.

    benchmark: a share, or events per person (1 for a ratio of observed to expected).
    Shares: score test, which agrees with Wilson's interval. Rates: twice the smaller
    exact Poisson tail, which agrees with the exact interval. Raises RefusedInput as for
    proportion or crude_rate, or for a share above 1.
    """
    one_of(kind, ("proportion", "rate"), "kind")
    read = parts if kind == "proportion" else counted
    x, n = read(numerators, denominators)
    x, n, aim = alike(
        ("numerators", x),
        ("denominators", n),
        ("benchmark", numbers(benchmark, "benchmark")),
    )
    if (aim < 0).any() or (kind == "proportion" and (aim > 1).any()):
        raise RefusedInput("A benchmark share lies between 0 and 1, a rate above 0.")
    many = np.where(n > 0, n, np.nan)
    if kind == "proportion":
        return _score(x, many, aim)
    at_most, at_least = poisson_tails(x, many * aim)
    return np.minimum(2 * np.minimum(at_most, at_least), 1.0)


def _score(x: Floats, n: Floats, aim: Floats) -> Floats:
    apart = x - n * aim
    spread = np.sqrt(n * aim * (1 - aim))
    deviate = np.divide(
        apart, spread, out=np.where(apart == 0, 0.0, np.inf), where=spread > 0
    )
    return np.where(np.isnan(apart), np.nan, normal_tail(deviate))
