"""Which of many comparisons stand out, with false alarms kept to a stated share."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import (
    binomial_tails,
    gamma_tail,
    normal_tail,
    poisson_tails,
    z_value,
)
from phm_core.methods.estimates import Estimates, Flags, Floats, divide
from phm_core.methods.inputs import alike, amounts, numbers, one_of, parts
from phm_core.methods.intervals import count_limits, counted


@dataclass(frozen=True, eq=False)
class Discoveries:
    """Adjusted p values and which of them stand out at the stated rate."""

    adjusted: Floats
    found: Flags
    rate: float
    tested: int


def false_discovery_rate(p_values: ArrayLike, rate: float = 0.05) -> Discoveries:
    """Adjust p values so that at most `rate` of those found are expected to be false.

    p_values: any shape, such as (indicators, areas), adjusted together; a missing one
    is not tested. With exact p values of small counts the share of false ones is lower
    still. Raises RefusedInput for a p value outside 0 to 1 or a rate outside 0 to 1.
    Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B, 1995.
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
    test: Literal["exact", "score"] = "exact",
) -> Floats:
    """Two-sided p value of each place against a benchmark; NaN where there is nobody.

    benchmark: a share, or events per person (1 for a ratio of observed to expected).
    Exact: twice the smaller binomial or Poisson tail, never too small however few the
    events. Score (shares only): agrees with Wilson's interval, but is far too small
    where hardly any event is expected, so it does not belong in a search of many
    places. Raises RefusedInput as for proportion or crude_rate, for a share above 1, or
    for a score test of rates. Source: Clopper and Pearson, Biometrika, 1934; Garwood,
    Biometrika, 1936.
    """
    one_of(kind, ("proportion", "rate"), "kind")
    one_of(test, ("exact", "score"), "test")
    if (kind, test) == ("rate", "score"):
        raise RefusedInput("Rates have an exact test only.")
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
    if test == "score":
        return _score(x, many, aim)
    if kind == "proportion":
        return _two_sided(binomial_tails(x, many, aim), x + many + aim)
    return _two_sided(poisson_tails(x, many * aim), x + many + aim)


def p_value_of(
    rates: Estimates, benchmark: ArrayLike, *, one_more: ArrayLike | None = None
) -> Floats:
    """Two-sided p value of rates whose interval follows from a count.

    rates: from dsr, dsr_repeated, crude_rate, isr or isr_rate, their numerator the
    events. benchmark: one or one per rate, in the unit of the rates. one_more: what one
    more event in the heaviest stratum would add (see heaviest_event); give it for
    standardised rates in a search of many places, or places of unusual ages stand out
    by chance. Crude rates and ratios: the exact Poisson test. NaN where the rate is
    null. Raises RefusedInput for shapes that differ or estimates of another method.
    Source: Fay and Feuer, Statistics in Medicine, 1997.
    """
    if not np.isin(rates.methods, ("Dobson", "Exact", "Byars")).all():
        raise RefusedInput(
            "Only rates with an interval from their count have this p value; use "
            "p_value for shares."
        )
    events, upper = rates.numerator, rates.upper - rates.value
    # The limits of the count, stretched to those of the rate: so much is an event.
    each = divide(upper, count_limits(events, rates.confidence)[1] - events)
    value, aim, events, each, extra = alike(
        ("rates", rates.value),
        ("benchmark", amounts(benchmark, "benchmark")),
        ("events", events),
        ("rates", each),
        ("one more", each if one_more is None else amounts(one_more, "one more")),
    )
    more, spread = value + extra, each**2 * events
    at_most = gamma_tail(more, spread + extra**2, aim)
    at_least = np.where(events > 0, 1 - gamma_tail(value, spread, aim), 1.0)
    return _two_sided((at_most, at_least), value + aim)


def p_value_of_gap(gap: Estimates) -> Floats:
    """Two-sided p value of a difference against nought; NaN where it is null.

    gap: from absolute_gap, any shape. The normal deviate is read from the limit that
    nought lies beyond, so p is below one less the confidence exactly where the interval
    leaves nought out. Nought where there is no uncertainty at all. Source: Altman and
    Bland, BMJ, 2011; limits as for absolute_gap.
    """
    nearer = np.where(gap.value > 0, gap.lower, gap.upper)
    apart, width = np.abs(gap.value), np.abs(gap.value - nearer)
    certain = np.where(apart == 0, 0.0, np.inf)
    deviate = np.divide(
        apart * z_value(gap.confidence), width, out=certain, where=width != 0
    )
    return np.where(np.isnan(gap.value), np.nan, normal_tail(deviate))


def _two_sided(tails: tuple[Floats, Floats], known: Floats) -> Floats:
    p = np.minimum(2 * np.minimum(*tails), 1.0)
    return np.where(np.isnan(known), np.nan, p)


def _score(x: Floats, n: Floats, aim: Floats) -> Floats:
    apart = x - n * aim
    spread = np.sqrt(n * aim * (1 - aim))
    deviate = np.divide(
        apart, spread, out=np.where(apart == 0, 0.0, np.inf), where=spread > 0
    )
    return np.where(np.isnan(apart), np.nan, normal_tail(deviate))
