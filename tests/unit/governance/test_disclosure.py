"""Counts are protected against a reader who adds up and subtracts.

The reader here is written apart from the product's own: linear programs on the table
of governance, one for each end of each cell.
"""

from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from phm_core.errors import RefusedInput
from phm_core.governance.attacker import Attacker
from phm_core.governance.disclosure import (
    SUPPRESSED,
    release,
    release_count,
    release_vector,
    with_margins,
)
from phm_core.governance.rule import EXACT, PUBLISHED, Rule

counts = st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 60))
tables = st.tuples(st.integers(2, 5), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=counts)
)
lists = st.lists(counts, min_size=1, max_size=8)


def bounds_of(
    shown: np.ndarray, cell: tuple[int, int], rounding: int = 2
) -> tuple[float, float]:
    """Least and greatest value of a cell, from what is shown alone (NaN = hidden)."""
    rows, columns = shown.shape
    equations = []
    for i in range(rows):
        line = np.zeros(shown.shape)
        line[i, :-1], line[i, -1] = 1, -1
        equations.append(line.ravel())
    for j in range(columns):
        line = np.zeros(shown.shape)
        line[:-1, j], line[-1, j] = 1, -1
        equations.append(line.ravel())
    spans = [
        (1, None)
        if np.isnan(v)
        else (0, 0)
        if v == 0
        else (max(8, v - rounding), v + rounding)
        for v in shown.ravel()
    ]
    goal = np.zeros(shown.size)
    goal[np.ravel_multi_index(cell, shown.shape)] = 1
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * goal, A_eq=equations, b_eq=[0] * len(equations), bounds=spans
        )
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends[0], ends[1]


def narrowed(table: np.ndarray, shown: np.ndarray) -> int:
    """How many small counts a reader can narrow to less than 1 to 7."""
    small = np.argwhere((table >= 1) & (table <= 7))
    found = [bounds_of(shown, tuple(cell)) for cell in small]
    return sum(not (low <= 1.001 and high >= 6.999) for low, high in found)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, 0),
        (1, None),
        (7, None),
        (8, 10),
        (12, 10),
        (13, 15),
        (1002, 1000),
        (1003, 1005),
    ],
)
def test_nought_is_shown_small_counts_are_hidden_others_rounded(count, shown):
    assert release_count(count) == shown


def test_half_is_rounded_up_and_the_base_may_be_another():
    assert release_count(15, Rule(8, 10)) == 20
    assert release_count(9, Rule(10, 10)) is None
    assert release_count(7, EXACT) == 7


@pytest.mark.parametrize("rule", [(4, 5), (1, 5), (8, 17), (8, 0)])
def test_a_rule_weaker_than_the_floor_is_refused(rule):
    with pytest.raises(RefusedInput):
        Rule(*rule)


def test_the_rule_is_said_in_a_sentence():
    assert PUBLISHED.sentence == (
        "Counts of 1 to 7 are hidden; other counts are rounded to the nearest 5."
    )
    assert EXACT.sentence == "Counts are exact."


@pytest.mark.parametrize(
    "table", [[[1.0, 1.0]], [[-1, -1], [-1, -1]], [[1, 2], [3, 4]], [1, 2], []]
)
def test_what_is_not_a_table_with_its_totals_is_refused(table):
    with pytest.raises(RefusedInput):
        release(table)


def test_the_reader_finds_most_small_counts_when_nothing_else_is_hidden():
    """An attacker that finds nothing would prove nothing."""
    rng = np.random.default_rng(4)
    found = total = 0
    for _ in range(12):
        table = with_margins(rng.negative_binomial(0.8, 0.04, (4, 4)))
        naive = np.where((table >= 1) & (table <= 7), np.nan, table).astype(float)
        exact = [
            bounds_of(naive, tuple(cell), 0) == pytest.approx((table[tuple(cell)],) * 2)
            for cell in np.argwhere(np.isnan(naive))
        ]
        found, total = found + sum(exact), total + len(exact)
    assert total > 30
    assert found / total > 0.5


def test_rounding_alone_gives_a_small_count_away():
    table = np.array([[7, 21, 28], [22, 0, 22], [29, 21, 50]])
    shown = np.where(table == 7, np.nan, (table + 2) // 5 * 5)
    shown[table == 0] = 0
    assert narrowed(table, shown) == 1
    safe = release(table)
    assert narrowed(table, safe.values) == 0
    assert (safe.marks == SUPPRESSED).sum() > 1


@settings(max_examples=40)
@given(tables)
def test_no_small_count_of_a_table_is_narrowed(inner):
    table = with_margins(inner)
    shown = release(table)
    if not shown.reason:
        assert narrowed(table, shown.values) == 0


@settings(max_examples=40)
@given(tables, st.randoms(use_true_random=False))
def test_the_products_reader_finds_exactly_what_linear_programs_find(inner, chance):
    table = with_margins(inner)
    small = PUBLISHED.hides(table)
    more = np.array([chance.random() < 0.2 for _ in table.ravel()])
    hidden = small | (more.reshape(table.shape) & (table > 0))
    shown = np.where(hidden, np.nan, PUBLISHED.rounded(table))
    found = Attacker(table, hidden, PUBLISHED).finds(small)
    for cell in np.argwhere(small):
        low, high = bounds_of(shown, tuple(cell))
        assert found[tuple(cell)] == (low > 1.001 or high < 6.999)


@settings(max_examples=60)
@given(tables)
def test_what_is_shown_is_nought_or_a_multiple_of_five_from_ten(inner):
    table = with_margins(inner)
    shown = release(table)
    values = shown.values[~np.isnan(shown.values)]
    assert ((values == 0) | ((values % 5 == 0) & (values >= 10))).all()
    assert (np.isnan(shown.values) == (shown.marks == SUPPRESSED)).all()
    kept = ~np.isnan(shown.values)
    assert ((table[kept] == 0) == (shown.values[kept] == 0)).all()


@settings(max_examples=25)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_decides_nothing(inner, chance):
    rows = chance.sample(range(inner.shape[0]), inner.shape[0])
    columns = chance.sample(range(inner.shape[1]), inner.shape[1])
    straight = release(with_margins(inner))
    shuffled = release(with_margins(inner[np.ix_(rows, columns)]))
    order = np.ix_([*rows, inner.shape[0]], [*columns, inner.shape[1]])
    assert shuffled.reason == straight.reason
    np.testing.assert_array_equal(shuffled.values, straight.values[order])


@settings(max_examples=25)
@given(tables)
def test_a_higher_threshold_never_shows_a_further_cell(inner):
    table = with_margins(inner)
    hidden = [np.isnan(release(table, Rule(t, 5)).values) for t in (5, 8, 10)]
    assert (hidden[0] <= hidden[1]).all()
    assert (hidden[1] <= hidden[2]).all()


@given(lists)
def test_releasing_what_was_shown_changes_nothing(groups):
    shown = release_vector(groups).values
    again = release_vector(np.nan_to_num(shown).astype(int)).values
    np.testing.assert_array_equal(again[~np.isnan(shown)], shown[~np.isnan(shown)])


@given(lists)
def test_a_list_with_its_total_gives_no_small_count_away(groups):
    table = np.array([[*groups, sum(groups)]] * 2)
    if 1 <= sum(groups) <= 7:
        return
    shown = release_vector(groups, total=sum(groups))
    if not shown.reason:
        line = np.append(shown.values, release_count(sum(groups)))
        assert narrowed(table, np.array([line, line])) == 0


def test_one_more_group_is_hidden_where_the_total_would_tell():
    with_total = release_vector([7, 21, 0], total=28)
    assert np.isnan(with_total.values).tolist() == [True, True, False]
    alone = release_vector([7, 21, 0])
    assert np.isnan(alone.values).tolist() == [True, False, False]


def test_a_total_that_is_less_than_its_groups_is_refused():
    with pytest.raises(RefusedInput, match="more than their total"):
        release_vector([3, 50], total=50)


def test_a_table_too_large_to_check_is_withheld_only_if_it_has_small_counts():
    large = np.full((25, 20), 100)
    assert release(with_margins(large)).reason == ""
    large[3, 3] = 2
    shown = release(with_margins(large))
    assert "at most 400" in shown.reason
    assert np.isnan(shown.values).all()


def test_a_table_is_checked_while_a_person_waits():
    rng = np.random.default_rng(7)
    started = process_time()
    for _ in range(10):
        release(with_margins(rng.negative_binomial(0.7, 0.03, (8, 6))))
    # A hundredth of a second each as measured; ten times that would be felt.
    assert process_time() - started < 1


def test_exact_purposes_show_every_count():
    table = with_margins([[1, 2], [3, 400]])
    np.testing.assert_array_equal(release(table, EXACT).values, table)
