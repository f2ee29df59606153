"""Two groups compared: ratios of rates or shares, and standardised differences."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from phm_core.methods.distributions import beta_quantile, z_value
from phm_core.methods.estimates import (
    MISSING,
    ZERO_DENOMINATOR,
    Case,
    Estimates,
    Floats,
    divide,
    first_reason,
)
from phm_core.methods.inputs import alike, amounts, numbers, parts, share
from phm_core.methods.intervals import BYAR_FROM, counted

NO_EVENTS_THERE = "no events in the comparison"
NO_EVENTS = "no events"
NO_SPREAD = "no spread"

Pair = tuple[ArrayLike, ArrayLike]


def rate_ratio(group: Pair, comparison: Pair, *, confidence: float = 0.95) -> Estimates:
    """Rate of one group over the rate of another.

    group, comparison: (events, people or person-time) each, any shapes that fit
    together. Exact conditional interval where either has under 10 events, otherwise
    log-normal. No events in the comparison: null. The numerator and denominator are the
    two rates. Raises RefusedInput for negative values. Source: Breslow and Day 1987;
    Rothman and Greenland, Modern Epidemiology, 1998.
    """
    level = share(confidence)
    (x1, n1), (x0, n0) = counted(*group), counted(*comparison)
    x1, n1, x0, n0 = _four(x1, n1, x0, n0)
    rate1, rate0 = divide(x1, n1), divide(x0, n0)
    few = (x1 < BYAR_FROM) | (x0 < BYAR_FROM)
    ratio = divide(rate1, np.nan_to_num(rate0))
    exact = _exact_ratio_limits(x1, x0, divide(n0, n1), level)
    log_error = np.sqrt(divide(np.ones(x1.shape), x1) + divide(np.ones(x0.shape), x0))
    normal = _log_limits(ratio, log_error, level)
    return Estimates(
        value=ratio,
        lower=np.where(few, exact[0], normal[0]),
        upper=np.where(few, exact[1], normal[1]),
        numerator=rate1,
        denominator=rate0,
        method=np.where(few, "Exact conditional", "Log-normal"),
        reason=first_reason(*_absent(x1, n1, x0, n0), (x0 == 0, NO_EVENTS_THERE)),
        confidence=level,
    )


def restoration(
    activity: Pair, baseline: Pair, *, confidence: float = 0.95
) -> Estimates:
    """Activity now over what the baseline would have given in the same time.

    activity, baseline: (events, time or people) each, such as operations and working
    days; give 1 for both times where they are equal. Returns a ratio: 1 is restored,
    0.9 is a tenth short. The numerator is the activity, the denominator what the
    baseline rate would have given. The interval is that of rate_ratio, as if events
    were independent. Nothing in the baseline: null. Raises RefusedInput as for
    rate_ratio.
    """
    made = rate_ratio(activity, baseline, confidence=confidence)
    (x1, n1), (x0, n0) = counted(*activity), counted(*baseline)
    return replace(
        made,
        numerator=x1,
        denominator=divide(x0, n0) * n1,
        reason=np.where(
            made.reason == NO_EVENTS_THERE, "no activity in the baseline", made.reason
        ),
    )


def risk_ratio(group: Pair, comparison: Pair, *, confidence: float = 0.95) -> Estimates:
    """Share of one group over the share of another, with Katz's log interval.

    group, comparison: (people counted, people) each, any shapes that fit together. The
    numerator and denominator are the two shares. Nobody counted in the comparison:
    null; nobody in the group: 0 without limits. Raises RefusedInput for negative values
    or more counted than people. Source: Katz and others, Biometrics, 1978.
    """
    level = share(confidence)
    (x1, n1), (x0, n0) = parts(*group), parts(*comparison)
    x1, n1, x0, n0 = _four(x1, n1, x0, n0)
    ratio = divide(divide(x1, n1), np.nan_to_num(divide(x0, n0)))
    one = np.ones(x1.shape)
    variance = divide(one, x1) - divide(one, n1) + divide(one, x0) - divide(one, n0)
    lower, upper = _log_limits(ratio, np.sqrt(np.clip(variance, 0, None)), level)
    return Estimates(
        value=ratio,
        lower=lower,
        upper=upper,
        numerator=divide(x1, n1),
        denominator=divide(x0, n0),
        method="Katz log",
        reason=first_reason(*_absent(x1, n1, x0, n0), (x0 == 0, NO_EVENTS_THERE)),
        confidence=level,
    )


def smd_binary(group: Pair, comparison: Pair, *, confidence: float = 0.95) -> Estimates:
    """Standardised difference between two shares: (p1 - p0) over their spread.

    group, comparison: (people counted, people) each. Unit: standard deviations; under
    0.1 is commonly read as balanced. The numerator and denominator are the sizes of
    the groups. Equal shares without spread differ by 0; unequal ones: null. Raises
    RefusedInput as for risk_ratio. Source: Austin, Communications in Statistics, 2009.
    """
    (x1, n1), (x0, n0) = parts(*group), parts(*comparison)
    p1, p0 = divide(x1, n1), divide(x0, n0)
    spread = np.sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / 2)
    return _standardised(p1 - p0, spread, (n1, n0), share(confidence))


def smd_continuous(
    group: tuple[ArrayLike, ArrayLike, ArrayLike],
    comparison: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    confidence: float = 0.95,
) -> Estimates:
    """Standardised difference between two means: (m1 - m0) over their spread.

    group, comparison: (mean, standard deviation, people) each. The rest as for
    smd_binary. Source: Austin 2009; interval: Hedges and Olkin, 1985.
    """
    m1, m0 = numbers(group[0], "means"), numbers(comparison[0], "means")
    s1, s0 = amounts(group[1], "deviations"), amounts(comparison[1], "deviations")
    n1, n0 = amounts(group[2], "people"), amounts(comparison[2], "people")
    spread = np.sqrt((s1**2 + s0**2) / 2)
    return _standardised(m1 - m0, spread, (n1, n0), share(confidence))


def _standardised(
    difference: Floats, spread: Floats, sizes: tuple[Floats, Floats], level: float
) -> Estimates:
    apart, width, n1, n0 = _four(difference, spread, *sizes)
    value = np.where((width == 0) & (apart == 0), 0.0, divide(apart, width))
    half = z_value(level) * np.sqrt(
        divide(n1 + n0, n1 * n0) + divide(value**2, 2 * (n1 + n0))
    )
    return Estimates(
        value=value,
        lower=value - half,
        upper=value + half,
        numerator=n1,
        denominator=n0,
        method="Standardised difference",
        reason=first_reason(
            ((n1 == 0) | (n0 == 0), ZERO_DENOMINATOR),
            (np.isnan(apart) | np.isnan(width) | np.isnan(n1 * n0), MISSING),
            ((width == 0) & (apart != 0), NO_SPREAD),
        ),
        confidence=level,
    )


def _four(a: Floats, b: Floats, c: Floats, d: Floats) -> list[Floats]:
    return alike(("group", a), ("its people", b), ("comparison", c), ("its people", d))


def _absent(x1: Floats, n1: Floats, x0: Floats, n0: Floats) -> tuple[Case, Case]:
    return (
        (np.isnan(x1 + n1 + x0 + n0), MISSING),
        ((n1 == 0) | (n0 == 0), ZERO_DENOMINATOR),
    )


def _log_limits(ratio: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    factor = np.exp(z_value(level) * error)
    return divide(ratio, factor), ratio * factor


def _exact_ratio_limits(
    x1: Floats, x0: Floats, people: Floats, level: float
) -> tuple[Floats, Floats]:
    """Limits of the share of all events that fell in the group, as a ratio of rates."""
    tail = (1 - level) / 2
    low = beta_quantile(tail, x1, x0 + 1)
    high = beta_quantile(1 - tail, x1 + 1, x0)
    return divide(low, 1 - low) * people, divide(high, 1 - high) * people
