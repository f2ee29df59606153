"""The statistically nearest areas, and in what they are alike and unlike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats, Integers, divide
from phm_core.methods.inputs import amounts, numbers

# CIPFA's model and NHS England's peer groups give 15 neighbours.
USUAL_NUMBER = 15
# The middle half of a normal distribution is this many standard deviations wide.
MIDDLE_HALF = 1.3489795003921634
# Less than half of what counts is too little to call two areas alike.
ENOUGH_KNOWN = 0.5
FEWEST_AREAS = 3


@dataclass(frozen=True)
class Difference:
    """One feature of a neighbour beside one's own, in the feature's unit.

    apart: the difference in robust standard deviations over all areas. share: of the
    squared distance, what this feature makes up.
    """

    feature: str
    own: float
    theirs: float
    apart: float
    share: float


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest areas, nearest first, and the reasons.

    area: positions, (neighbours,). distance: (neighbours,), robust standard deviations
    per feature: 0 alike in all, 1 apart by one on average. known: share of the weight
    on which both areas have a value. apart: (neighbours, features), with sign; NaN
    where either has no value. left_out: features that say nothing, with the reason.
    not_compared: positions of areas of which too little is known.
    """

    of: int
    features: tuple[str, ...]
    area: Integers
    distance: Floats
    known: Floats
    apart: Floats
    weights: Floats
    values: Floats
    left_out: dict[str, str]
    not_compared: Integers

    def reasons(self, neighbour: int) -> tuple[Difference, ...]:
        """Features of the neighbour at this place, the most alike first.

        Raises IndexError where there are not so many neighbours.
        """
        apart = self.apart[neighbour]
        squares = np.nan_to_num(self.weights * apart**2)
        shares = np.nan_to_num(divide(squares, np.asarray(squares.sum())))
        own, theirs = self.values[self.of], self.values[self.area[neighbour]]
        order: list[int] = np.argsort(np.abs(apart), kind="stable").tolist()
        return tuple(
            Difference(
                self.features[at],
                float(own[at]),
                float(theirs[at]),
                float(apart[at]),
                float(shares[at]),
            )
            for at in order
            if not np.isnan(apart[at])
        )

    def missing(self, neighbour: int) -> tuple[str, ...]:
        """Features that count but that either area has no value of."""
        absent = np.isnan(self.apart[neighbour]) & (self.weights > 0)
        return tuple(np.array(self.features)[absent].tolist())


def similar_areas(
    values: ArrayLike,
    features: Sequence[str],
    of: int,
    *,
    weights: ArrayLike | None = None,
    number: int = USUAL_NUMBER,
) -> Neighbours:
    """The areas nearest to one of them over standardised features.

    values: (areas, features), such as deprivation score, shares by age and ethnicity,
    rurality and list size, each in its own unit; NaN where missing. of: position of the
    area. weights: (features,), 1 each unless stated; give several shares of one theme a
    part each. Every feature is centred on its median and divided by its robust standard
    deviation (the middle half's width over 1.349, or the plain one where the middle
    half is one value), so that one extreme area does not shrink all others. Distance is
    Euclidean, over the features that both areas have and per unit of their weight;
    areas sharing less than half of the weight are not compared, a feature without
    spread is left out, and both are said. Raises RefusedInput for shapes or names that
    do not fit, fewer than 3 areas, an area that is not there or of which too little is
    known, or no usable feature. Source: CIPFA, Nearest Neighbours Model; NHS England,
    Peer groups for local authorities (both Euclidean on standardised features);
    distance with missing features: Gower, Biometrics, 1971.
    """
    x, names, given = _read(values, features, weights)
    if not 0 <= of < x.shape[0] or number < 1:
        raise RefusedInput(
            f"There is no area {of} among {x.shape[0]}, or no neighbour was asked for."
        )
    scale, left_out = _scales(x, names)
    counts = np.where(np.isnan(scale), 0.0, given)
    if not counts.sum():
        raise RefusedInput("No feature differs between areas, so none are nearer.")
    apart = (x - x[of]) / np.where(np.isnan(scale), 1.0, scale)
    apart = np.where(counts > 0, apart, np.nan)
    both = (~np.isnan(apart)) @ counts
    known = both / counts.sum()
    if known[of] < ENOUGH_KNOWN:
        raise RefusedInput("Too little is known of this area to find others like it.")
    squares = np.nan_to_num(apart) ** 2 @ counts
    distance = np.sqrt(divide(squares, both))
    usable = np.array(known >= ENOUGH_KNOWN)
    usable[of] = False
    order = np.flatnonzero(usable)
    order = order[np.argsort(distance[order], kind="stable")][:number]
    return Neighbours(
        of=of,
        features=names,
        area=order.astype(np.int64),
        distance=distance[order],
        known=known[order],
        apart=apart[order],
        weights=counts,
        values=x,
        left_out=left_out,
        not_compared=np.flatnonzero(known < ENOUGH_KNOWN).astype(np.int64),
    )


def _read(
    values: ArrayLike, features: Sequence[str], weights: ArrayLike | None
) -> tuple[Floats, tuple[str, ...], Floats]:
    x, names = numbers(values, "values"), tuple(features)
    given = amounts(np.ones(len(names)) if weights is None else weights, "weights")
    if x.shape != (len(x) if x.ndim else 0, len(names)) or given.shape != x.shape[1:]:
        raise RefusedInput(
            "Values need one row per area and one column per feature, and each feature "
            f"one weight: values {x.shape}, {len(names)} features, weights "
            f"{given.shape}."
        )
    if len(set(names)) < len(names) or np.isnan(given).any():
        raise RefusedInput("Each feature needs its own name and a weight.")
    if x.shape[0] < FEWEST_AREAS:
        raise RefusedInput(
            f"Similar areas need {FEWEST_AREAS} or more areas; {x.shape[0]} were given."
        )
    return x, names, given


def _scales(x: Floats, names: tuple[str, ...]) -> tuple[Floats, dict[str, str]]:
    """Robust standard deviation of each feature; NaN, with a reason, where none."""
    found, left_out = np.full(len(names), np.nan), dict[str, str]()
    for at, name in enumerate(names):
        known = x[~np.isnan(x[:, at]), at]
        if known.size < FEWEST_AREAS:
            left_out[name] = "known of fewer than 3 areas"
        elif known.min() == known.max():
            left_out[name] = "the same in every area"
        else:
            low, high = np.quantile(known, (0.25, 0.75))
            found[at] = (high - low) / MIDDLE_HALF or known.std(ddof=1)
    return found, left_out
