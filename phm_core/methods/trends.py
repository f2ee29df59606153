"""Whether a measure has risen or fallen over its last points, for an arrow."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.comparison import BETTER, Better
from phm_core.methods.distributions import normal_tail, t_tail, t_value, z_value
from phm_core.methods.estimates import (
    Estimates,
    Flags,
    Floats,
    Integers,
    Texts,
    divide,
    first_reason,
)
from phm_core.methods.inputs import one_of, parts, positive, share
from phm_core.methods.intervals import counted

FEWEST_POINTS = 5
USUAL_LEVEL = 0.05
# A line has a level and a slope.
OF_A_LINE = 2
TOO_FEW = f"fewer than {FEWEST_POINTS} points with a value"


@dataclass(frozen=True, eq=False)
class Trend:
    """The change over the last points, its test, and which way an arrow points.

    change: from the first to the last of the points along the fitted line, in the unit
    of the measure; its numerator and denominator are the fitted ends, last and first.
    p: two-sided. dispersion: mean squared deviation from the line beyond chance (1 is
    chance alone). steady: the slope keeps its sign whichever point is left out.
    direction: rising, falling, "no clear change", or "" where there is no value.
    """

    change: Estimates
    p: Floats
    dispersion: Floats
    steady: Flags
    direction: Texts
    points: Integers

    def judged(self, better: Better) -> Texts:
        """The direction in the words of the measure's polarity."""
        one_of(better, BETTER, "polarity")
        if better == "none":
            return self.direction
        good, bad = ("rising", "falling")[:: 1 if better == "higher" else -1]
        return np.select(
            [self.direction == good, self.direction == bad],
            ["improving", "worsening"],
            default=self.direction,
        )


def recent_trend(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    kind: Literal["proportion", "rate"] = "proportion",
    last: int = FEWEST_POINTS,
    per: float = 1.0,
    level: float = USUAL_LEVEL,
) -> Trend:
    """Change over the last periods of a share or rate, by the chi-square for trend.

    numerators, denominators: (..., periods), equally spaced, oldest first; a period
    without people has no point. last: how many periods count, 5 or more. Returns (...).
    Unit: a share, or events per person, times `per`. The line is fitted by least
    squares weighted by people; where the points lie further from it than chance allows,
    the interval is widened and Student's t takes the place of the normal. level: the p
    value from which an arrow is given. Null below 5 points. Raises RefusedInput for
    fewer periods, an unusable level, and as for proportion or crude_rate. Source:
    Armitage, Biometrics, 1955; overdispersion: McCullagh and Nelder, 1989; stability:
    Office for Health Improvement and Disparities, Fingertips trend markers.
    """
    one_of(kind, ("proportion", "rate"), "kind")
    times = positive(per, "multiplier")
    x, n = (parts if kind == "proportion" else counted)(numerators, denominators)
    x, n = (_last(each, last) for each in (x, n))
    known = ~np.isnan(x + n) & (n > 0)
    x, n = (np.where(known, each, 0.0) for each in (x, n))
    usual = divide(x.sum(axis=-1), n.sum(axis=-1))[..., None]
    spread = usual * (1 - usual) if kind == "proportion" else usual
    # Nobody or everybody counted throughout: no change, and no chance of any.
    still = np.nan_to_num(spread) == 0
    weight = np.where(known, n / np.where(still, 1.0, spread), 0.0)
    return _trend(
        np.nan_to_num(divide(x, n)) * times,
        weight / times**2,
        (still[..., 0], "Chi-square for trend", level, 0.95),
    )


def recent_trend_of(
    estimates: Estimates, *, last: int = FEWEST_POINTS, level: float = USUAL_LEVEL
) -> Trend:
    """Change over the last periods of estimates that have intervals.

    estimates: (..., periods), such as standardised rates, means or life expectancies;
    oldest first. Each point is weighted by the inverse of its variance, taken from the
    width of its interval. The rest as for recent_trend. Source: Office for Health
    Improvement and Disparities, Fingertips technical guidance: trend markers.
    """
    y, lower, upper = (
        _last(each, last)
        for each in (estimates.value, estimates.lower, estimates.upper)
    )
    error = (upper - lower) / (2 * z_value(estimates.confidence))
    known = ~np.isnan(y + error) & (error > 0)
    weight = np.where(known, 1 / np.where(known, error, 1.0) ** 2, 0.0)
    still = np.zeros(y.shape[:-1], dtype=np.bool_)
    how = (still, "Weighted least squares", level, estimates.confidence)
    return _trend(np.where(known, y, 0.0), weight, how)


def _last(values: Floats, last: int) -> Floats:
    number = values.shape[-1] if values.ndim else 0
    if not FEWEST_POINTS <= last <= number:
        raise RefusedInput(
            f"A trend over {last} periods cannot be shown: use {FEWEST_POINTS} or "
            f"more, and no more than the {number} given."
        )
    return values[..., number - last :]


def _trend(y: Floats, weight: Floats, how: tuple[Flags, str, float, float]) -> Trend:
    still, method, level, confidence = how
    if not 0 < level < 1:
        raise RefusedInput(f"A level of {level} is not usable; give 0.05 or so.")
    time = np.arange(y.shape[-1], dtype=np.float64)
    points = (weight > 0).sum(axis=-1)
    slope, middle, squares = _line(y, weight, time)
    freedom = np.where(points > OF_A_LINE, points - OF_A_LINE, np.nan).astype(
        np.float64
    )
    away = y - middle[0][..., None] - slope[..., None] * (time - middle[1][..., None])
    dispersion = (weight * away**2).sum(axis=-1) / freedom
    wide = dispersion > 1
    error = np.sqrt(divide(np.where(wide, dispersion, 1.0), squares))
    deviate = divide(slope, error)
    p = np.where(wide, t_tail(deviate, freedom), normal_tail(deviate))
    p = np.where(still, 1.0, p)
    times = np.where(wide, t_value(share(confidence), freedom), z_value(confidence))
    span = y.shape[-1] - 1
    half = np.where(still, np.nan, times * error) * span
    steady = _steady(y, weight, time)
    few = points < FEWEST_POINTS
    first = middle[0] - slope * middle[1]
    sure = (p <= level) & steady & ~still
    found = np.where(sure, np.where(slope > 0, "rising", "falling"), "no clear change")
    return Trend(
        change=Estimates(
            value=slope * span,
            lower=slope * span - half,
            upper=slope * span + half,
            numerator=first + slope * span,
            denominator=first,
            method=method,
            reason=first_reason((few, TOO_FEW)),
            confidence=confidence,
        ),
        p=np.where(few, np.nan, p),
        dispersion=np.where(few, np.nan, dispersion),
        steady=steady & ~few,
        direction=np.where(few, "", found),
        points=np.asarray(points, dtype=np.int64),
    )


def _line(
    y: Floats, weight: Floats, time: Floats
) -> tuple[Floats, tuple[Floats, Floats], Floats]:
    """Slope, the point (value, time) that the line goes through, and its weight."""
    whole = weight.sum(axis=-1)
    value, when = (divide((weight * each).sum(axis=-1), whole) for each in (y, time))
    apart = time - when[..., None]
    squares = (weight * apart**2).sum(axis=-1)
    slope = divide((weight * apart * (y - value[..., None])).sum(axis=-1), squares)
    return slope, (value, when), squares


def _steady(y: Floats, weight: Floats, time: Floats) -> Flags:
    """Whether the slope has one sign whichever single point is left out."""
    left_out = weight[..., None, :] * (1 - np.eye(time.size))
    slopes = _line(y[..., None, :], left_out, time)[0]
    return np.asarray((slopes > 0).all(axis=-1) | (slopes < 0).all(axis=-1))
