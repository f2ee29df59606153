"""Small groups are put together with the one beside them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from phm_core.governance.collapse import collapsed, joined
from phm_core.governance.rule import EXACT, PUBLISHED


def test_a_small_group_joins_the_smaller_of_its_neighbours():
    counts = np.array([[20, 10], [2, 3], [100, 50]])
    assert collapsed(counts, PUBLISHED) == ((0, 1), (2,))
    counts = np.array([[200, 100], [2, 3], [10, 5]])
    assert collapsed(counts, PUBLISHED) == ((0,), (1, 2))


def test_groups_with_nobody_stay_and_are_stepped_over():
    counts = np.array([[0], [3], [0], [40]])
    assert collapsed(counts, PUBLISHED) == ((0,), (1, 3), (2,))


def test_more_is_joined_on_request_and_nothing_where_counts_are_exact():
    counts = np.array([[9], [20], [90]])
    assert collapsed(counts, PUBLISHED) == ((0,), (1,), (2,))
    assert collapsed(counts, PUBLISHED, times=3) == ((0, 1), (2,))
    assert collapsed(np.array([[1], [2]]), EXACT) == ((0,), (1,))


@given(arrays(np.int64, (6, 2), elements=st.integers(0, 12)))
def test_nobody_is_lost_and_no_small_group_is_left_beside_another(counts):
    groups = collapsed(counts, PUBLISHED)
    table = joined(counts, groups)
    assert sorted(i for group in groups for i in group) == list(range(6))
    assert table.sum(axis=0).tolist() == counts.sum(axis=0).tolist()
    totals = table.sum(axis=1)
    small = (totals > 0) & (totals < 8)
    assert not small.any() or (totals > 0).sum() == 1
