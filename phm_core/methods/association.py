"""How closely two measures of areas go together: about areas, not people."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import z_value
from phm_core.methods.estimates import Estimates, Flags, Floats, divide, first_reason
from phm_core.methods.inputs import alike, amounts, numbers, one_of, share

Correlation = Literal["pearson", "spearman"]

# Fisher's z has one divided by the root of n less 3 as its standard error.
LOST_TO_FISHER = 3
# Fieller, Hartley and Pearson's variance of a rank correlation, relative to Pearson's.
RANK_INFLATION = 1.06
FEW_AREAS = "fewer than 4 areas"
NO_SPREAD = "no spread"


def correlation(
    x: ArrayLike,
    y: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    kind: Correlation = "pearson",
    confidence: float = 0.95,
) -> Estimates:
    """Correlation of two measures over areas, with Fisher's z interval.

    x, y: (..., areas); an area where either is missing is left out. weights: (...,
    areas), such as people, for a weighted Pearson correlation, whose interval uses
    Kish's effective number of areas. Returns (...), from -1 to 1; numerator and
    denominator are the effective and the actual number of areas. Under 4 areas or no
    spread: null. Raises RefusedInput for shapes that differ, negative weights, or
    weights with Spearman's. Source: Fisher, Metron, 1921; Spearman's interval: Fieller,
    Hartley and Pearson, Biometrika, 1957; effective number: Kish, Survey Sampling,
    1965.
    """
    one_of(kind, ("pearson", "spearman"), "correlation")
    level = share(confidence)
    if weights is not None and kind == "spearman":
        raise RefusedInput("Spearman's correlation takes no weights. Use Pearson's.")
    first, second, weight = alike(
        ("x", numbers(x, "x")),
        ("y", numbers(y, "y")),
        ("weights", amounts(1.0 if weights is None else weights, "weights")),
    )
    if not first.ndim:
        raise RefusedInput("A correlation needs a row of areas, not one number.")
    used = ~np.isnan(first + second + weight) & (weight > 0)
    weight = np.where(used, weight, 0.0)
    if kind == "spearman":
        first, second = _ranked(first, used), _ranked(second, used)
    name = kind.title() if weights is None else "Pearson, weighted"
    r = _pearson(np.where(used, first, 0.0), np.where(used, second, 0.0), weight)
    areas = used.sum(axis=-1).astype(np.float64)
    effective = _effective(weight)
    lower, upper = _fisher_limits(r, effective, kind, level)
    return Estimates(
        value=r,
        lower=lower,
        upper=upper,
        numerator=effective,
        denominator=areas,
        method=f"{name}, Fisher's z",
        reason=first_reason(
            (areas <= LOST_TO_FISHER, FEW_AREAS), (np.isnan(r), NO_SPREAD)
        ),
        confidence=level,
    )


def _pearson(x: Floats, y: Floats, weight: Floats) -> Floats:
    whole = weight.sum(axis=-1, keepdims=True)
    part = np.nan_to_num(divide(weight, whole))
    dx = x - (part * x).sum(axis=-1, keepdims=True)
    dy = y - (part * y).sum(axis=-1, keepdims=True)
    sx, sy = (np.sqrt((part * d**2).sum(axis=-1)) for d in (dx, dy))
    # A constant column is not exactly constant after its mean is taken away.
    flat = [
        s <= 1e-12 * np.abs(v).max(axis=-1, initial=0) for s, v in ((sx, x), (sy, y))
    ]
    safe = np.where(flat[0] | flat[1], np.nan, sx * sy)
    return np.clip((part * dx * dy).sum(axis=-1) / safe, -1.0, 1.0)


def _effective(weight: Floats) -> Floats:
    squares = (weight**2).sum(axis=-1)
    whole = weight.sum(axis=-1) ** 2
    return np.nan_to_num(divide(whole, squares))


def _fisher_limits(
    r: Floats, areas: Floats, kind: Correlation, level: float
) -> tuple[Floats, Floats]:
    free = np.where(areas > LOST_TO_FISHER, areas - LOST_TO_FISHER, np.nan)
    inflation = RANK_INFLATION if kind == "spearman" else 1.0
    half = z_value(level) * np.sqrt(inflation / free)
    with np.errstate(divide="ignore"):
        middle = np.arctanh(r)
    return np.tanh(middle - half), np.tanh(middle + half)


def _ranked(values: Floats, used: Flags) -> Floats:
    """Ranks along the last axis, equal values sharing the mean of theirs."""
    ranks = np.zeros(values.shape)
    for at in np.ndindex(values.shape[:-1]):
        known = values[at][used[at]]
        ordered = np.sort(known)
        below = np.searchsorted(ordered, known, side="left")
        upto = np.searchsorted(ordered, known, side="right")
        ranks[at][used[at]] = (below + upto + 1) / 2
    return ranks
