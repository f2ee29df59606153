"""The reader of sums against the reader of tables, and against trying everything."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from phm_core.governance.additive import Additive
from phm_core.governance.attacker import Attacker
from phm_core.governance.disclosure import with_margins
from phm_core.governance.rule import PUBLISHED

MOST = 7
counts = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 40))
tables = st.tuples(st.integers(2, 5), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=counts)
)


def sums_of(table: np.ndarray, hidden: np.ndarray) -> tuple[Additive, np.ndarray]:
    """A table with its totals as numbers over its inner cells, and their values."""
    rows, columns = (size - 1 for size in table.shape)
    parts = np.zeros((*table.shape, rows, columns), dtype=np.int64)
    for i, j in np.ndindex(rows, columns):
        parts[i, j, i, j] = parts[i, -1, i, j] = parts[-1, j, i, j] = 1
    parts[-1, -1] = 1
    low, high = (end.astype(float).ravel() for end in PUBLISHED.spans(table))
    low[hidden.ravel()], high[hidden.ravel()] = 1, np.inf
    return Additive(parts.reshape(table.size, -1), low, high), table.ravel()


@settings(max_examples=60)
@given(tables, st.randoms(use_true_random=False))
def test_two_readers_of_a_table_find_the_same(inner, chance):
    table = with_margins(inner)
    small = PUBLISHED.hides(table)
    more = np.array([chance.random() < 0.2 for _ in table.ravel()])
    hidden = small | (more.reshape(table.shape) & (table > 0))
    by_flow = Attacker(table, hidden, PUBLISHED).finds(small).ravel()
    reader, _ = sums_of(table, hidden)
    by_programme = reader.narrowed(np.flatnonzero(small), MOST)
    assert by_programme.tolist() == np.flatnonzero(by_flow).tolist()


@settings(max_examples=30)
@given(arrays(np.int64, 3, elements=st.integers(0, 9)), st.data())
def test_a_number_is_narrowed_exactly_where_no_whole_cells_reach_an_end(cells, data):
    parts = data.draw(arrays(np.int64, (4, 3), elements=st.integers(0, 1)))
    values = parts @ cells
    low = np.maximum(values - data.draw(arrays(np.int64, 4, elements=st.just(2))), 0)
    reader = Additive(parts, low.astype(float), (values + 2).astype(float))
    targets = np.flatnonzero((values >= 1) & (values <= MOST))
    tried = np.array(list(product(range(14), repeat=3)))
    reached = tried @ parts.T
    possible = ((reached >= low) & (reached <= values + 2)).all(axis=1)
    expected = [
        at
        for at in targets
        if reached[possible, at].min() > 1 or reached[possible, at].max() < MOST
    ]
    assert reader.narrowed(targets, MOST).tolist() == expected


def test_whole_numbers_give_away_what_fractions_do_not():
    """Three pairs, each of one person at least: a half of each would do, but is not."""
    parts = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
    reader = Additive(parts, np.array([1.0, 1, 1, 0]), np.full(4, np.inf))
    everybody = np.array([3])
    assert reader.end(everybody, sign=1, whole=False).value == 1.5
    assert reader.end(everybody, sign=1, whole=True).value == 2


def test_the_numbers_that_bind_are_named():
    parts = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    low, high = np.array([1.0, 18, 28, 48]), np.array([np.inf, 22, 32, 52])
    most = Additive(parts, low, high).end(np.array([0]), sign=-1, whole=False)
    assert most.value == 52 - 18 - 28
    assert most.binding.tolist() == [False, True, True, True]
