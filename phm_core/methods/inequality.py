"""Inequality across the whole deprivation gradient: slope and relative index."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import z_value
from phm_core.methods.estimates import (
    MISSING,
    ZERO_DENOMINATOR,
    Estimates,
    Flags,
    Floats,
    Texts,
    first_reason,
)
from phm_core.methods.gradient import (
    KINDS,
    Gradient,
    Kind,
    drawn_scale,
    indices,
    natural_scale,
    simulated,
    weights_of_line,
)
from phm_core.methods.inputs import alike, amounts, numbers, one_of, share

FEWEST_QUANTILES, MOST_QUANTILES = 5, 100
NO_LOGARITHM = "a value has no logarithm or logit"
BELOW_ZERO = "the fitted line does not stay above zero"


@dataclass(frozen=True, eq=False)
class Inequality:
    """Slope and relative index of inequality, and what a positive slope means.

    intercept: the fitted value at the most deprived end, in the unit of the values
    times the size of the multiplier.
    """

    sii: Estimates
    rii: Estimates
    intercept: Floats
    gradient: Gradient

    @property
    def direction(self) -> str:
        """What a positive slope index means, in words."""
        return self.gradient.direction


def sii_rii(
    values: ArrayLike,
    populations: ArrayLike,
    errors: ArrayLike,
    *,
    gradient: Gradient | None = None,
    confidence: float = 0.95,
) -> Inequality:
    """Slope and relative index of inequality over deprivation quantiles.

    values, populations, errors: (..., quantiles), quantile 1 (most deprived) first; 5
    to 100 quantiles. errors: standard errors on the scale of the draws (natural, log or
    logit; see standard_errors). Returns (...). The slope index has the unit of the
    values times the multiplier; the relative index is the least over the most deprived
    end, or the inverse for a negative multiplier. Null with a reason where a quantile
    is missing, empty or has no logarithm or logit. Limits by simulation. Raises
    RefusedInput for other numbers of quantiles, negative errors or shapes that differ.
    Source: Low and Low, Journal of Public Health, 2004; Public Health England,
    Technical guide: slope index of inequality.
    """
    how, level = gradient or Gradient(), share(confidence)
    y, n, error = _read(values, populations, errors)
    reason = _reasons(y, n, error, how.kind)
    safe = np.where((reason == "")[..., None], y, 0.5)
    drawn = drawn_scale(how.kind)(safe)
    line = weights_of_line(np.where((reason == "")[..., None], n, 1.0))
    fitted = drawn if how.transformed else safe
    middle, slope = ((fitted * part).sum(axis=-1) for part in line)
    found = indices(middle, slope, how)
    limits = np.full((*y.shape[:-1], 2, 2), np.nan)
    for at in zip(*np.nonzero(np.atleast_1d(reason == "")), strict=True):
        where = at if y.ndim > 1 else ()
        parts = (line[0][where], line[1][where])
        limits[where] = simulated(parts, drawn[where], error[where], how, level)
    back = natural_scale(how.kind) if how.transformed else natural_scale("normal")
    start = back(middle - slope / 2)
    return Inequality(
        sii=_estimates(found[0], limits[..., 0, :], n, (reason, how, level)),
        rii=_estimates(
            np.where(_stays_above(middle, slope, how), found[1], np.nan),
            limits[..., 1, :],
            n,
            (reason, how, level),
        ),
        intercept=np.where(reason == "", start * abs(how.multiplier), np.nan),
        gradient=how,
    )


def standard_errors(
    lower: ArrayLike, upper: ArrayLike, *, kind: Kind = "normal"
) -> Floats:
    """Standard errors on the scale of the draws, from limits at 95%.

    lower, upper: any shapes that fit together, in the unit of the values. NaN where a
    limit has no logarithm or logit. Raises RefusedInput for shapes that differ.
    """
    one_of(kind, KINDS, "kind")
    low, high = alike(
        ("lower", numbers(lower, "lower limits")),
        ("upper", numbers(upper, "upper limits")),
    )
    known = _drawable(low, kind) & _drawable(high, kind)
    scale = drawn_scale(kind)
    width = scale(np.where(known, high, 0.5)) - scale(np.where(known, low, 0.5))
    return np.where(known, width / (2 * z_value(0.95)), np.nan)


def _read(
    values: ArrayLike, populations: ArrayLike, errors: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    y, n, error = alike(
        ("values", numbers(values, "values")),
        ("populations", amounts(populations, "populations")),
        ("errors", amounts(errors, "standard errors")),
    )
    number = y.shape[-1] if y.ndim else 0
    if not FEWEST_QUANTILES <= number <= MOST_QUANTILES:
        raise RefusedInput(
            f"A gradient needs {FEWEST_QUANTILES} to {MOST_QUANTILES} deprivation "
            f"quantiles; {number} were given."
        )
    return y, n, error


def _reasons(y: Floats, n: Floats, error: Floats, kind: Kind) -> Texts:
    return first_reason(
        ((n == 0).any(axis=-1), ZERO_DENOMINATOR),
        ((~_drawable(y, kind) & ~np.isnan(y)).any(axis=-1), NO_LOGARITHM),
        (np.isnan(y + n + error).any(axis=-1), MISSING),
    )


def _drawable(y: Floats, kind: Kind) -> Flags:
    if kind == "normal":
        return ~np.isnan(y)
    return (y > 0) & ((y < 1) if kind == "proportion" else True)


def _stays_above(middle: Floats, slope: Floats, how: Gradient) -> Flags:
    """A ratio of the two ends means something only where both are above nought."""
    return (np.abs(slope) / 2 < middle) | how.transformed


def _estimates(
    value: Floats,
    limits: Floats,
    populations: Floats,
    how: tuple[Texts, Gradient, float],
) -> Estimates:
    reason, gradient, level = how
    kind = f"{gradient.kind}, {gradient.fitted_on} scale"
    value, limits = (np.where(np.isinf(each), np.nan, each) for each in (value, limits))
    return Estimates(
        value=value,
        lower=limits[..., 0],
        upper=limits[..., 1],
        numerator=np.full(value.shape, np.nan),
        denominator=populations.sum(axis=-1),
        method=f"Regression ({kind}), {gradient.repetitions:,} draws",
        reason=np.where((reason == "") & np.isnan(value), BELOW_ZERO, reason),
        confidence=level,
    )
