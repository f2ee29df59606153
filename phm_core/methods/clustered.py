"""Shares and rates of events that lie in people: intervals that know it.

Attendances of one person are alike. How much wider that makes an interval is the design
effect; limits are those of so many times fewer independent events.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from phm_core.methods.estimates import Estimates, Floats, divide
from phm_core.methods.inputs import alike, amounts
from phm_core.methods.rates import crude_rate, proportion


@dataclass(frozen=True, eq=False)
class Clusters:
    """How events lie in people; arrays of shapes that fit together.

    people: who have any of the n events. squares, products, sizes: sums over people of
    x squared, of x times n, and of n squared, x being what is counted of each.
    """

    people: ArrayLike
    squares: ArrayLike
    products: ArrayLike
    sizes: ArrayLike


def design_effect(
    counted: ArrayLike, events: ArrayLike, clusters: Clusters, *, share: bool
) -> Floats:
    """How many times wider the variance is than that of independent events; 1 or more.

    counted, events: x and n added up. share: whether x is a part of n (binomial), not
    further events (Poisson). Where nothing, or everything, is counted no variance can
    be seen: events of a person are taken to be all alike. NaN without events. Source:
    Kish, Survey Sampling, 1965; ratio of totals by clusters, Cochran, Sampling
    Techniques, 1977, section 9A.
    """
    names = ("people", "squares", "products", "sizes")
    given = [("counted", counted), ("events", events)]
    given += [(name, getattr(clusters, name)) for name in names]
    x, n, people, squares, products, sizes = alike(
        *((name, amounts(values, name)) for name, values in given)
    )
    ratio = divide(x, n)
    spread = np.maximum(squares - 2 * ratio * products + ratio**2 * sizes, 0)
    seen = spread * divide(people, np.maximum(people - 1, 1))
    independent = n * ratio * (1 - ratio) if share else n * ratio
    alike_all = divide(sizes, n)
    unseen = (independent <= 0) | (people < 2)  # noqa: PLR2004  # one has no spread
    effect = np.where(unseen, alike_all, divide(seen, independent))
    return np.where(n > 0, np.maximum(effect, 1.0), np.nan)


def clustered_share(
    counted: ArrayLike, events: ArrayLike, effect: ArrayLike, *, per: float = 1.0
) -> Estimates:
    """Share of events, with Wilson's interval of n divided by the design effect."""
    x, n, times = _given(counted, events, effect)
    found = proportion(x / times, n / times, per=per)
    return replace(found, numerator=x, denominator=n)


def clustered_rate(
    counted: ArrayLike, events: ArrayLike, effect: ArrayLike, *, per: float = 1.0
) -> Estimates:
    """Events for each of n, with the interval of counts divided by the design effect.

    Exact Poisson below 10 of these, then Byar's.
    """
    x, n, times = _given(counted, events, effect)
    found = crude_rate(x / times, n / times, per=per)
    return replace(found, numerator=x, denominator=n)


def _given(
    counted: ArrayLike, events: ArrayLike, effect: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    x, n, times = alike(
        ("counted", amounts(counted, "counted")),
        ("events", amounts(events, "events")),
        ("effect", amounts(effect, "effect")),
    )
    return x, n, np.where(np.isnan(times), 1.0, np.maximum(times, 1.0))
