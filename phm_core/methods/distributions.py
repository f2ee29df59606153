"""Quantiles and tails of the standard distributions, loaded only when used."""

from typing import Any, cast

import numpy as np

from phm_core.methods.estimates import Floats


def _special() -> Any:
    # scipy.special alone: scipy.stats would triple the time to the first answer.
    from scipy import special  # pyright: ignore[reportMissingTypeStubs] - none exist

    return cast("Any", special)


def z_value(confidence: float) -> float:
    """Two-sided normal deviate of a confidence level: 1.959964 for 0.95."""
    return float(_special().ndtri(0.5 + confidence / 2))


def normal_tail(deviates: Floats) -> Floats:
    """Two-sided p value of standard normal deviates."""
    return np.asarray(2 * _special().ndtr(-np.abs(deviates)), dtype=np.float64)


def t_tail(deviates: Floats, freedom: Floats) -> Floats:
    """Two-sided p value of Student t deviates; NaN without a degree of freedom."""
    usable = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(2 * _special().stdtr(usable, -np.abs(deviates)), np.float64)


def t_value(confidence: float, freedom: Floats) -> Floats:
    """Two-sided Student t deviate; NaN without a degree of freedom."""
    usable = np.where(freedom > 0, freedom, np.nan)
    return np.asarray(
        _special().stdtrit(usable, 0.5 + confidence / 2), dtype=np.float64
    )


def chi_square_quantile(probability: float, freedom: Floats) -> Floats:
    """Chi-square quantile; nought for nought degrees of freedom."""
    halves = np.asarray(freedom, dtype=np.float64) / 2
    quantile = 2 * _special().gammaincinv(np.where(halves > 0, halves, 1), probability)
    return np.where(halves > 0, quantile, np.where(np.isnan(halves), np.nan, 0.0))


def beta_quantile(probability: float, first: Floats, second: Floats) -> Floats:
    """Beta quantile; 0 or 1 where a shape is nought."""
    safe = _special().betaincinv(
        np.where(first > 0, first, 1), np.where(second > 0, second, 1), probability
    )
    return np.where(first > 0, np.where(second > 0, safe, 1.0), 0.0)


def poisson_tails(counts: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Chance of at most, and of at least, the counts when so many are expected."""
    at_most = _special().gammaincc(counts + 1, expected)
    at_least = np.where(
        counts > 0,
        _special().gammainc(np.where(counts > 0, counts, 1), expected),
        1.0,
    )
    return np.asarray(at_most, dtype=np.float64), np.asarray(at_least, np.float64)


def poisson_quantile(probability: float, means: Floats) -> Floats:
    """The least count that is reached with a probability, where means are expected."""
    some = np.where(means > 0, means, 1.0)
    count = np.asarray(np.ceil(_special().pdtrik(probability, some)), np.float64)
    below = np.maximum(count - 1, 0)
    # Rounding may have gone one too far.
    reached = np.asarray(_special().pdtr(below, some) >= probability)
    return np.where(means > 0, np.where(reached, below, count), 0.0)


def binomial_tails(
    counts: Floats, people: Floats, share: Floats
) -> tuple[Floats, Floats]:
    """Chance of at most, and of at least, the counts among people at that share."""
    some, not_all = counts > 0, counts < people
    at_least = _special().betainc(
        np.where(some, counts, 1), np.where(some, people - counts + 1, 1), share
    )
    at_most = _special().betainc(
        np.where(not_all, people - counts, 1),
        np.where(not_all, counts + 1, 1),
        1 - share,
    )
    return np.where(not_all, at_most, 1.0), np.where(some, at_least, 1.0)


def gamma_tail(mean: Floats, variance: Floats, beyond: Floats) -> Floats:
    """Chance that a gamma variable of that mean and variance lies beyond a value."""
    some = variance > 0
    scale = np.where(some, variance, 1.0) / np.where(mean > 0, mean, 1.0)
    shape = np.where(some, mean / scale, 1.0)
    return np.asarray(_special().gammaincc(shape, beyond / scale), dtype=np.float64)
