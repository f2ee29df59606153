"""What holds for any input: order of limits, order of rows, standard to itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from phm_core import methods as m

counts = st.integers(0, 5000)
levels = st.sampled_from([0.9, 0.95, 0.998, 99])


def tables(least=0, most=300, areas=4, strata=5):
    return arrays(np.int64, (areas, strata), elements=st.integers(least, most))


def in_order(made):
    usual = ~np.isnan(made.lower) & ~np.isnan(made.upper)
    assert (made.lower[usual] <= made.value[usual] * (1 + 1e-12) + 1e-12).all()
    assert (made.upper[usual] >= made.value[usual] * (1 - 1e-12) - 1e-12).all()


@given(counts, counts, levels)
def test_a_share_and_its_limits_lie_between_nought_and_one(a, b, confidence):
    made = m.proportion([min(a, b)], [max(a, b)], confidence=confidence)
    if max(a, b):
        in_order(made)
        assert 0 <= made.lower[0] <= made.upper[0] <= 1


@given(counts, st.integers(1, 10_000), levels)
def test_limits_of_counts_are_in_order(x, n, confidence):
    for method in (m.crude_rate, m.byar, m.exact_poisson, m.isr):
        in_order(method([x], [n], confidence=confidence))


@given(counts, st.integers(1, 10_000))
def test_more_confidence_is_a_wider_interval(x, n):
    for method in (m.crude_rate, m.exact_poisson):
        usual, sure = method([x], [n]), method([x], [n], confidence=0.998)
        assert sure.lower[0] <= usual.lower[0]
        assert sure.upper[0] > usual.upper[0]


@given(counts, counts)
def test_a_share_and_its_complement_mirror_each_other(a, b):
    x, n = min(a, b), max(a, b) + 1
    made, other = m.proportion(x, n), m.proportion(n - x, n)
    assert made.lower == pytest.approx(1 - float(other.upper), abs=1e-12)


@given(tables(), tables(1, 2000))
def test_a_population_standardised_to_itself_has_its_crude_rate(events, people):
    made = m.dsr(events, people, people, per=1)
    crude = events.sum(axis=1) / people.sum(axis=1)
    kept = events.sum(axis=1) >= 10
    assert made.value[kept] == pytest.approx(crude[kept])
    assert (made.reason == np.where(kept, "", "total count <10")).all()
    # With the area's own weights Dobson's limits are Byar's of the total.
    byars = m.byar(events.sum(axis=1), people.sum(axis=1))
    assert made.lower[kept] == pytest.approx(byars.lower[kept])
    assert made.upper[kept] == pytest.approx(byars.upper[kept])


@given(tables(1, 300), tables(1, 2000), st.permutations(range(4)))
def test_the_order_of_areas_does_not_matter(events, people, order):
    for made, turned in [
        (m.dsr(events, people, [1, 2, 3, 4, 5]),
         m.dsr(events[order], people[order], [1, 2, 3, 4, 5])),
        (m.crude_rate(events, people), m.crude_rate(events[order], people[order])),
    ]:  # fmt: skip
        assert np.array_equal(made.take(order).lower, turned.lower, equal_nan=True)
        assert np.array_equal(made.take(order).value, turned.value, equal_nan=True)


@given(tables(1, 300), tables(1, 2000), st.permutations(range(5)))
def test_the_order_of_strata_does_not_matter(events, people, order):
    weights = np.array([10, 20, 30, 25, 15])
    made = m.dsr(events, people, weights)
    turned = m.dsr(events[:, order], people[:, order], weights[order])
    assert made.value == pytest.approx(turned.value, nan_ok=True)
    assert made.lower == pytest.approx(turned.lower, nan_ok=True)


@given(tables(1, 300), tables(1, 2000), st.floats(0.01, 1000))
def test_only_the_proportions_of_the_standard_matter(events, people, times):
    weights = np.array([10, 20, 30, 25, 15])
    made, scaled = (
        m.dsr(events, people, weights),
        m.dsr(events, people, weights * times),
    )
    assert made.upper == pytest.approx(scaled.upper, nan_ok=True)


@given(tables(10, 300), tables(1, 2000))
def test_limits_of_standardised_rates_are_in_order(events, people):
    in_order(m.dsr(events, people, [1, 2, 3, 4, 5]))


@given(tables(1, 300), tables(1, 2000))
def test_the_reference_expects_its_own_events(events, people):
    rates = m.reference_rates(events[0], people[0])
    assert m.expected(people[0], rates) == pytest.approx(events[0].sum())
    own = m.isr_rate(events[0].sum(), people[0], (events[0], people[0]), per=1)
    assert own.value == pytest.approx(events[0].sum() / people[0].sum())


@given(tables(0, 50), tables(0, 200))
def test_merging_empty_bands_keeps_events_and_weights_and_leaves_none_empty(x, n):
    weights = np.array([10, 20, 30, 25, 15])
    events, merged = m.merge_empty_bands(x, n, weights)
    assert (events.sum(axis=1) == x.sum(axis=1)).all()
    assert merged.sum(axis=1) == pytest.approx([100] * 4)
    peopled = n.sum(axis=1) > 0
    assert ((merged == 0) == (n == 0))[peopled].all()
    assert "no people in a stratum" not in m.dsr(events, n, merged).reason[peopled]


@given(st.integers(1, 999), st.lists(st.integers(1, 10_000), min_size=2, max_size=5))
def test_funnel_limits_narrow_as_places_grow(share, sizes):
    average = share / 1000
    for kind in ("proportion", "rate"):
        funnel = m.funnel_limits(
            np.zeros(len(sizes)), sizes, kind=kind, average=average
        )
        for name, curve in funnel.curves.items():
            away = np.abs(curve.limit - average)
            assert (np.diff(curve.size) > 0).all()
            assert (np.diff(away) <= 1e-9).all(), name
            below = curve.limit <= average + 1e-12
            assert below.all() if name.startswith("lower") else not below[:-1].any()


@given(
    st.lists(st.integers(10, 200), min_size=10, max_size=30),
    st.sampled_from(["shmi", "cqc"]),
)
def test_overdispersed_limits_are_never_narrower_than_without(observed, form):
    expected = np.full(len(observed), 80.0)
    made = m.funnel_overdispersion(observed, expected, form=form)
    low, high = made.limits([20, 80, 320], 0.998)
    assert (low < 1).all()
    assert (high > 1).all()
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) < 0).all()
    assert made.adjusted == (made.phi > 1)


@given(arrays(np.float64, 30, elements=st.floats(-1e6, 1e6)), st.integers(2, 10))
def test_equal_groups_rise_with_the_values(values, number):
    group = m.quantiles(values, number).group
    order = np.argsort(values, kind="stable")
    assert (np.diff(group[order]) >= 0).all()
    assert group.min() >= 1
    assert group.max() <= number


@given(arrays(np.int64, 25, elements=st.integers(0, 12)), st.integers(2, 5))
def test_map_classes_follow_their_stated_breaks(values, number):
    made = m.cut(values, number)
    again = m.cut(values, number, breaks=made.breaks)
    assert (made.group == again.group).all()
    assert all(len(set(made.group[values == v])) == 1 for v in set(values))
    assert made.number == number == len(made.labels())


@given(arrays(np.float64, 20, elements=st.floats(0, 1)), st.floats(0.01, 0.3))
def test_discoveries_are_the_smallest_p_values(p, rate):
    made = m.false_discovery_rate(p, rate)
    assert (made.adjusted >= p).all()
    if made.found.any() and not made.found.all():
        assert p[made.found].max() <= p[~made.found].min()


@given(
    arrays(np.float64, 12, elements=st.floats(-100, 100)),
    arrays(np.float64, 12, elements=st.floats(-100, 100)),
)
def test_correlation_is_symmetric_and_bounded(x, y):
    for kind in ("pearson", "spearman"):
        made, turned = m.correlation(x, y, kind=kind), m.correlation(y, -x, kind=kind)
        assert made.reason == turned.reason
        if not made.reason:
            assert made.value == pytest.approx(-float(turned.value), abs=1e-9)
            assert -1 <= made.lower <= made.value <= made.upper <= 1


@given(arrays(np.float64, 16, elements=st.integers(0, 1000).map(float)))
def test_charts_mark_exactly_the_points_outside(values):
    chart = m.spc_xmr(values, better="lower")
    out = (values > chart.upper) | (values < chart.lower)
    assert ((chart.rule == "outside limits") == out).all()
    assert ((chart.rule == "") == (chart.kind == "common cause")).all()
    assert (chart.lower <= chart.centre).all()
    flipped = m.spc_xmr(-values, better="higher")
    assert (flipped.kind == chart.kind).all()


@given(arrays(np.int64, (3, 20), elements=st.integers(0, 40)))
def test_life_expectancy_falls_when_more_people_die(deaths):
    living = np.full((3, 20), 2000)
    deaths[:, -1] += 300
    fewer = m.life_expectancy(deaths + 1, living)
    more = m.life_expectancy(deaths + 2, living)
    in_order(fewer)
    assert (more.value < fewer.value).all()


@given(tables(0, 300), tables(300, 3000), levels)
def test_gaps_are_in_order_and_turn_round_with_the_groups(x, n, confidence):
    made = m.proportion(x, n, confidence=confidence)
    first, last = made.take([0], axis=-1), made.take([-1], axis=-1)
    gap, turned = m.absolute_gap(first, last), m.absolute_gap(last, first)
    in_order(gap)
    assert gap.value == pytest.approx(-turned.value)
    assert gap.lower == pytest.approx(-turned.upper)
    ratio = m.relative_gap(first, last)
    in_order(ratio)
    inverse = m.relative_gap(last, first)
    both = (ratio.lower > 0) & np.isfinite(inverse.upper)
    assert inverse.upper[both] == pytest.approx(1 / ratio.lower[both], rel=1e-6)


@given(tables(0, 300), tables(300, 3000))
def test_people_to_close_a_gap_would_close_it(x, n):
    for better in ("higher", "lower"):
        made = m.people_to_close(x, n, better=better)
        assert (made.value >= 0).all()
        in_order(made)
        moved = x + made.value * (1 if better == "higher" else -1)
        rate, aim = moved / n, (x / n)[:, -1:]
        assert (rate >= aim - 1e-9 if better == "higher" else rate <= aim + 1e-9).all()


@given(tables(0, 300), tables(300, 3000), st.permutations(range(4)))
def test_a_trend_turns_round_in_time_and_each_area_has_its_own(x, n, order):
    made, back = m.recent_trend(x, n), m.recent_trend(x[:, ::-1], n[:, ::-1])
    in_order(made.change)
    assert made.change.value == pytest.approx(-back.change.value, abs=1e-12)
    assert made.p == pytest.approx(back.p)
    turned = m.recent_trend(x[order], n[order])
    assert np.array_equal(turned.p, made.p[order], equal_nan=True)
    assert ((made.p >= 0) & (made.p <= 1)).all()


@given(
    arrays(np.float64, (8, 3), elements=st.integers(0, 50).map(float)),
    st.permutations(range(8)),
    st.floats(0.1, 1000),
)
def test_nearness_does_not_depend_on_units_or_order(values, order, times):
    if (values == values[0]).all():
        return
    names = ("a", "b", "c")
    made = m.similar_areas(values, names, 0)
    scaled = m.similar_areas(values * [times, 1, 1] + [7, 0, 0], names, 0)
    assert scaled.distance == pytest.approx(made.distance, abs=1e-6)
    turned = m.similar_areas(values[order], names, order.index(0))
    assert turned.distance == pytest.approx(made.distance, abs=1e-9)
    assert (np.diff(made.distance) >= 0).all()


@given(
    arrays(np.float64, 40, elements=st.integers(0, 10).map(float)),
    st.integers(13, 32),
    st.integers(-40, 40),
)
def test_a_suggested_phase_is_long_enough_and_on_one_side(values, step, height):
    values[step:] += height
    made = m.suggest_rebase(values)
    for each, end in zip(made, [*[e.at for e in made[1:]], values.size], strict=False):
        assert each.points_before >= 13
        assert each.points_after == end - each.at >= 8
        beyond = values[each.at : end] - each.mean_before
        assert (beyond > 0).all() if each.side == "above" else (beyond < 0).all()


@given(counts, st.integers(1, 10_000), st.floats(0.001, 0.999))
def test_an_exact_p_value_is_that_of_the_complement(a, n, share):
    x = min(a, n)
    p = float(m.p_value(x, n, share))
    assert 0 <= p <= 1
    assert p == pytest.approx(float(m.p_value(n - x, n, 1 - share)), abs=1e-9)
