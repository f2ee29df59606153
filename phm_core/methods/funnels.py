"""Control limits that narrow as places grow, and the class of each place by them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.distributions import z_value
from phm_core.methods.estimates import Estimates, Flags, Floats, Texts, divide
from phm_core.methods.inputs import one_of, parts, positive
from phm_core.methods.intervals import count_limits, counted, exact_limits

FunnelKind = Literal["proportion", "ratio", "rate", "dsr"]
KINDS = ("proportion", "ratio", "rate", "dsr")

# Name of each limit, its confidence and whether it is the lower (0) or upper (1) one.
LIMITS = {
    "lower 99.8%": (0.998, 0),
    "lower 95%": (0.95, 0),
    "upper 95%": (0.95, 1),
    "upper 99.8%": (0.998, 1),
}
HIGH, LOW = ("High (0.025)", "High (0.001)"), ("Low (0.025)", "Low (0.001)")
SIMILAR, NOT_APPLICABLE = "Not significant", "Not applicable"
POINTS = 100
EVENTS_NEEDED = 10


@dataclass(frozen=True, eq=False)
class Curve:
    """One control limit: the limit (in the unit of the funnel) at each size."""

    size: Floats
    limit: Floats


@dataclass(frozen=True, eq=False)
class Funnel:
    """The centre line and the four control limits, each with its own sizes."""

    kind: FunnelKind
    average: float
    curves: dict[str, Curve]
    method: str

    def columns(self) -> dict[str, Floats | Texts]:
        """Every curve as rows for a chart: name, size, limit."""
        return {
            "name": np.repeat(
                list(self.curves), [c.size.size for c in self.curves.values()]
            ),
            "size": np.concatenate([c.size for c in self.curves.values()]),
            "limit": np.concatenate([c.limit for c in self.curves.values()]),
        }


def funnel_limits(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    kind: FunnelKind = "proportion",
    per: float = 1.0,
    average: float | None = None,
) -> Funnel:
    """Control limits at 95% and 99.8% around the average of all places.

    numerators, denominators: (places,): people counted among people (proportion),
    observed and expected (ratio, average 1), events and person-time (rate) or events
    and effective_population (dsr). `average` replaces that of the places, as a share or
    per person. Limits are times `per`. Proportion: the share whose Wilson limit is the
    average. Others: the rate whose exact Poisson limit is the average. Raises
    RefusedInput for negative values, a numerator above its denominator, or no people.
    Source: Spiegelhalter, Statistics in Medicine, 2005; Dover and Schopflocher,
    Population Health Metrics, 2011.
    """
    one_of(kind, KINDS, "funnel")
    x, n = (parts if kind == "proportion" else counted)(numerators, denominators)
    centre, times = _average(x, n, kind, average), positive(per, "multiplier")
    sizes = n[np.isfinite(n) & (n > 0)]
    smallest, largest = float(sizes.min()), float(sizes.max())
    if kind == "proportion":
        grid = size_grid(smallest, largest)
        curves = {name: _wilson_curve(grid, centre, name) for name in LIMITS}
        method = "Wilson control limits"
    else:
        reach = exact_limits(np.array([smallest, largest]) * centre, 0.998)
        grid = size_grid(float(reach[0][0]), float(reach[1][1]) + 1)
        curves = {name: _poisson_curve(grid, centre, name) for name in LIMITS}
        method = "Exact Poisson control limits"
    scaled = {name: Curve(c.size, c.limit * times) for name, c in curves.items()}
    return Funnel(kind, centre * times, scaled, method)


def significance_class(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    kind: FunnelKind = "proportion",
    average: float | None = None,
) -> Texts:
    """Class of each place: High or Low (0.025 or 0.001), or Not significant.

    Arguments as for funnel_limits. Proportions are held against the control limits;
    ratios and rates by whether their own interval (exact below 10 events, else Byar's)
    leaves the average out. "Not applicable" where there is nobody, and for a
    standardised rate (dsr) of fewer than 10 events.
    """
    one_of(kind, KINDS, "funnel")
    x, n = (parts if kind == "proportion" else counted)(numerators, denominators)
    centre = _average(x, n, kind, average)
    value = divide(x, n)
    found = np.full(value.shape, SIMILAR, dtype="<U16")
    for step, confidence in enumerate((0.95, 0.998)):
        high, low = _beyond(x, n, centre, (kind, confidence))
        found[high], found[low] = HIGH[step], LOW[step]
    blank = np.isnan(value) | ((kind == "dsr") & (x < EVENTS_NEEDED))
    found[blank] = NOT_APPLICABLE
    return found


def effective_population(rates: Estimates, *, per: float = 100_000) -> Floats:
    """People for whom the standardised rate would be the crude one: count over rate.

    Places standardised rates on a funnel. NaN where the rate is null or nought.
    """
    return divide(rates.numerator * positive(per, "multiplier"), rates.value)


def size_grid(smallest: float, largest: float, points: int = POINTS) -> Floats:
    """Whole sizes from smallest to largest, closer together where they are small."""
    low = smallest if largest <= 2 * smallest else 1.0
    grid = [max(1.0, float(np.floor(low)))]
    for left in range(points - 1, 0, -1):
        if grid[-1] >= largest:
            break
        step = round((largest / grid[-1]) ** (1 / left) * grid[-1])
        grid.append(float(max(step, grid[-1] + 1)))
    return np.array(grid)


def _average(x: Floats, n: Floats, kind: FunnelKind, given: float | None) -> float:
    used = ~np.isnan(x + n) & (n > 0)
    if not used.any():
        raise RefusedInput(
            "No place has people, so there is no average to compare with."
        )
    if kind == "ratio" and given is None:
        return 1.0
    centre = float(x[used].sum() / n[used].sum()) if given is None else given
    if centre < 0 or (kind == "proportion" and centre > 1):
        raise RefusedInput(f"An average of {centre} is not possible for a {kind}.")
    return centre


def _wilson_curve(sizes: Floats, centre: float, name: str) -> Curve:
    confidence, upper = LIMITS[name]
    # Wilson's interval inverts the score test, so the share whose limit is the average
    # lies exactly z standard errors (of the average) away from it.
    half = z_value(confidence) * np.sqrt(centre * (1 - centre) / sizes)
    return Curve(sizes, np.clip(centre + half if upper else centre - half, 0.0, 1.0))


def _poisson_curve(counts: Floats, centre: float, name: str) -> Curve:
    confidence, upper = LIMITS[name]
    if not centre:
        # Without a single event anywhere, one event is already out of the ordinary.
        return Curve(counts, np.zeros(counts.shape))
    low, high = exact_limits(counts, confidence)
    expected = low if upper else high
    return Curve(
        divide(expected, np.full(counts.shape, centre)), counts / expected * centre
    )


def _beyond(
    x: Floats, n: Floats, centre: float, how: tuple[FunnelKind, float]
) -> tuple[Flags, Flags]:
    kind, confidence = how
    if kind == "proportion":
        half = z_value(confidence) * np.sqrt(
            divide(np.full(n.shape, centre * (1 - centre)), n)
        )
        return divide(x, n) > centre + half, divide(x, n) < centre - half
    low, high, _ = count_limits(x, confidence)
    return low > n * centre, high < n * centre
