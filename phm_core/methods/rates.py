"""Proportions and crude rates."""

import numpy as np
from numpy.typing import ArrayLike

from phm_core.methods.distributions import z_value
from phm_core.methods.estimates import (
    MISSING,
    ZERO_DENOMINATOR,
    Estimates,
    Floats,
    first_reason,
)
from phm_core.methods.inputs import parts, positive, share
from phm_core.methods.intervals import count_limits, counted, rate_of


def proportion(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    per: float = 1.0,
    confidence: float = 0.95,
) -> Estimates:
    """Share of people, with Wilson's score interval.

    numerators, denominators: any shapes that fit together. Unit: a share, times `per`
    (100 for a percentage). Nobody in the denominator: null, "zero denominator".
    Raises RefusedInput for negative values or a numerator above its denominator.
    Source: Wilson, Journal of the American Statistical Association, 1927.
    """
    x, n = parts(numerators, denominators)
    level = share(confidence)
    times = positive(per, "multiplier")
    some = np.where(n > 0, n, np.nan)
    lower, upper = wilson_limits(x, some, level)
    return Estimates(
        value=x / some * times,
        lower=lower * times,
        upper=upper * times,
        numerator=x,
        denominator=n,
        method="Wilson",
        reason=first_reason(
            (np.isnan(x) | np.isnan(n), MISSING), (n == 0, ZERO_DENOMINATOR)
        ),
        confidence=level,
    )


def wilson_limits(x: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson's limits of a share, between 0 and 1."""
    z = z_value(confidence)
    spread = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    middle, width = 2 * x + z**2, 2 * (n + z**2)
    lower, upper = (middle - spread) / width, (middle + spread) / width
    # Rounding error would otherwise leave 1e-18 where nobody, or everybody, counts.
    return np.where(x == 0, 0.0, lower), np.where(x == n, 1.0, upper)


def crude_rate(
    counts: ArrayLike,
    populations: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
) -> Estimates:
    """Events per `per` people: exact Poisson interval below 10 events, then Byar's.

    counts, populations (people or person-years): any shapes that fit together. Counts
    may exceed people. Nobody in the denominator: null, "zero denominator". Raises
    RefusedInput for negative values. Source: Eayres, Technical Briefing 3, Association
    of Public Health Observatories, 2008.
    """
    x, n = counted(counts, populations)
    level = share(confidence)
    lower, upper, method = count_limits(x, level)
    return rate_of(x, n, (lower, upper), method, per=per, confidence=level)
