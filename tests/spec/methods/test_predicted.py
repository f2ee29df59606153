"""Counts to expect by chance, against values worked out elsewhere."""

import math

import numpy as np
import pytest

from phm_core.methods.predicted import predicted_counts


def tail(mean: float, most: int) -> float:
    """Chance of at most so many cases, added up term by term."""
    logs = (k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(most + 1))
    return math.fsum(map(math.exp, logs))


@pytest.mark.parametrize("mean", [0.5, 3.2, 10.0, 47.5, 120.0])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_limits_are_the_least_counts_that_reach_each_tail(mean, confidence):
    lower, upper = predicted_counts(mean, confidence=confidence)
    for limit, share in ((lower, (1 - confidence) / 2), (upper, (1 + confidence) / 2)):
        count = int(limit)
        assert tail(mean, count) >= share - 1e-12
        assert count == 0 or tail(mean, count - 1) < share


def test_it_takes_arrays_and_nothing_expected_is_nothing():
    lower, upper = predicted_counts(np.array([0.0, 100.0]))
    # R: qpois(c(.025, .975), 100) gives 81 and 120.
    assert lower.tolist() == [0, 81]
    assert upper.tolist() == [0, 120]
