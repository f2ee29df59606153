"""Intervals of a count: Byar's approximation and the exact Poisson interval."""

import numpy as np
from numpy.typing import ArrayLike

from phm_core.methods.distributions import chi_square_quantile, z_value
from phm_core.methods.estimates import (
    MISSING,
    ZERO_DENOMINATOR,
    Estimates,
    Floats,
    Texts,
    divide,
    first_reason,
)
from phm_core.methods.inputs import alike, amounts, positive, share

# Below this count Byar's approximation is replaced by the exact interval.
BYAR_FROM = 10


def byar(
    counts: ArrayLike,
    populations: ArrayLike = 1.0,
    *,
    per: float = 1.0,
    confidence: float = 0.95,
) -> Estimates:
    """Rate of a count with Byar's approximate interval, whatever the count.

    counts, populations: any shapes that fit together. Unit: events per `per` people.
    A lower limit that would fall below nought (as for a count of 0) is not given.
    Raises RefusedInput for negative values. Source: Breslow and Day, Statistical
    Methods in Cancer Research II, 1987, page 69.
    """
    x, n = counted(counts, populations)
    level = share(confidence)
    lower, upper = byar_limits(x, level)
    return rate_of(x, n, (lower, upper), "Byars", per=per, confidence=level)


def exact_poisson(
    counts: ArrayLike,
    populations: ArrayLike = 1.0,
    *,
    per: float = 1.0,
    confidence: float = 0.95,
) -> Estimates:
    """Rate of a count with the exact Poisson interval.

    counts, populations: any shapes that fit together. Unit: events per `per` people.
    The lower limit of 0 is 0. Raises RefusedInput for negative values. Source:
    Garwood, Biometrika, 1936.
    """
    x, n = counted(counts, populations)
    level = share(confidence)
    limits = exact_limits(x, level)
    return rate_of(x, n, limits, "Exact", per=per, confidence=level)


def byar_limits(counts: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Byar's limits of counts; the lower is NaN where it would be negative."""
    z = z_value(confidence)
    some = np.where(counts > 0, counts, np.nan)
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = counts + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(lower < 0, np.nan, lower), upper


def exact_limits(counts: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Exact Poisson limits of counts; the lower limit of nought is nought."""
    tail = (1 - confidence) / 2
    lower = chi_square_quantile(tail, 2 * counts) / 2
    upper = chi_square_quantile(1 - tail, 2 * counts + 2) / 2
    return lower, upper


def count_limits(counts: Floats, confidence: float) -> tuple[Floats, Floats, Texts]:
    """Limits of counts, exact below 10 and Byar's from 10, with the label of each."""
    few = counts < BYAR_FROM
    byar_lower, byar_upper = byar_limits(counts, confidence)
    exact_lower, exact_upper = exact_limits(np.where(few, counts, 0.0), confidence)
    return (
        np.where(few, exact_lower, byar_lower),
        np.where(few, exact_upper, byar_upper),
        np.where(few, "Exact", "Byars"),
    )


def counted(counts: ArrayLike, populations: ArrayLike) -> tuple[Floats, Floats]:
    """Read events and the people (or person-time) among whom they happened."""
    x, n = alike(
        ("counts", amounts(counts, "counts")),
        ("populations", amounts(populations, "populations")),
    )
    return x, n


def rate_of(
    counts: Floats,
    populations: Floats,
    limits: tuple[Floats, Floats],
    method: str | Texts,
    *,
    per: float,
    confidence: float,
) -> Estimates:
    """Divide a count and its limits by the people, with the reason where impossible."""
    scale = divide(np.full(counts.shape, positive(per, "multiplier")), populations)
    return Estimates(
        value=counts * scale,
        lower=limits[0] * scale,
        upper=limits[1] * scale,
        numerator=counts,
        denominator=populations,
        method=method,
        reason=first_reason(
            (np.isnan(counts) | np.isnan(populations), MISSING),
            (populations == 0, ZERO_DENOMINATOR),
        ),
        confidence=confidence,
    )
