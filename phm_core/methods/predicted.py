"""How many cases may come, where so many are expected."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from phm_core.methods.distributions import poisson_quantile
from phm_core.methods.inputs import share

Floats = NDArray[np.float64]


def predicted_counts(
    expected: ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper limit of a count whose mean is known: chance among people alone.

    expected: any shape, cases. Returns two arrays of that shape. Quantiles of the
    Poisson distribution. Raises RefusedInput for a confidence that is no share.
    Source: Hahn and Meeker, Statistical Intervals, 1991, chapter 7.
    """
    tail = (1 - share(confidence)) / 2
    means = np.asarray(expected, dtype=np.float64)
    return poisson_quantile(tail, means), poisson_quantile(1 - tail, means)
