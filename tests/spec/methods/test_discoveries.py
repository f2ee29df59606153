"""Worked examples of p values and of what stands out among many comparisons."""

import numpy as np
import pytest
from scipy import stats

from phm_core.methods import (
    ESP2013,
    absolute_gap,
    crude_rate,
    dsr,
    dsr_repeated,
    false_discovery_rate,
    funnel_overdispersion,
    heaviest_event,
    isr,
    p_value,
    p_value_of,
    p_value_of_gap,
    proportion,
)

EXACTLY = 1e-6

# Benjamini and Hochberg 1995, section 3.1: thrombolysis, 15 p values, 4 rejected.
THROMBOLYSIS = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
THROMBOLYSIS += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_worked_example_of_benjamini_and_hochberg():
    made = false_discovery_rate(THROMBOLYSIS)
    assert made.found.tolist() == [True] * 4 + [False] * 11
    assert made.tested == 15


def test_adjusted_p_values():
    # statsmodels 0.15.0, multipletests(method="fdr_bh").
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    p += [0.222, 0.251, 0.269, 0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696]
    p += [0.762, 0.94, 0.942, 0.975, 0.986]
    expected = [0.025, 0.1, *[0.21] * 3, 0.25, 0.2642857143, *[0.4910714286] * 7]
    expected += [0.5328125, 0.5328125, 0.5647058824, 0.7815789474, 0.7815789474, 0.87]
    expected += [0.9071428571, *[0.986] * 4]
    assert false_discovery_rate(p).adjusted == pytest.approx(expected, rel=1e-8)


def test_a_missing_p_value_is_not_tested():
    made = false_discovery_rate([0.04, np.nan])
    assert made.adjusted[0] == 0.04
    assert made.found.tolist() == [True, False]
    assert made.tested == 1


@pytest.mark.parametrize(
    ("x", "n", "benchmark", "p"),
    # statsmodels 0.15.0, proportions_ztest(prop_var=benchmark).
    [
        (30, 100, 0.2, 0.012419330651552277),
        (5, 50, 0.2, 0.07709987174354177),
        (0, 20, 0.1, 0.13603712811414362),
        (81, 1000, 0.079, 0.8146203924188851),
        (0, 20, 0.0, 1.0),
        (1, 20, 0.0, 0.0),
    ],
)
def test_a_score_p_value_of_a_share(x, n, benchmark, p):
    assert p_value(x, n, benchmark, test="score") == pytest.approx(p, rel=EXACTLY)


@pytest.mark.parametrize(
    ("x", "expected", "p"),
    [
        # By hand: 2 * exp(-4).
        (0, 4, 0.0366312777774684),
        # By hand: 2 * (1 - exp(-1) * (1 + 1 + 1/2 + 1/6)).
        (4, 1, 0.0379763136),
        (2, 2, 1.0),
    ],
)
def test_a_p_value_of_a_count_against_the_expected(x, expected, p):
    assert p_value(x, expected, 1.0, kind="rate") == pytest.approx(p, rel=EXACTLY)


@pytest.mark.parametrize(
    ("x", "n", "share"),
    [
        (0, 20, 0.1),
        (1, 50, 0.0004),
        (3, 40, 0.2),
        (12, 40, 0.2),
        (30, 100, 0.2),
        (81, 1000, 0.079),
        (40, 40, 0.9),
        (8, 8, 0.5),
        (500, 1000, 0.47),
        (2, 15_000, 0.001),
    ],
)
def test_an_exact_p_value_of_a_share(x, n, share):
    # scipy: one-sided binomial tests, whose smaller tail counts twice.
    tails = [
        stats.binomtest(x, n, share, alternative=side).pvalue
        for side in ("less", "greater")
    ]
    assert p_value(x, n, share) == pytest.approx(min(1, 2 * min(tails)), rel=EXACTLY)


def test_an_exact_p_value_where_nothing_or_everything_is_expected():
    assert p_value([0, 1, 5, 4], [5, 5, 5, 5], [0, 0, 1, 1]).tolist() == [1, 0, 1, 0]
    assert np.isnan(p_value([0, np.nan], [0, 5], 0.5)).all()


@pytest.mark.parametrize(
    ("events", "benchmark"),
    [(0, 400), (4, 100), (9, 2000), (30, 4100), (30, 1500), (200, 23_000)],
)
def test_the_p_value_of_a_crude_rate_is_the_exact_poisson_one(events, benchmark):
    # By hand: 1,000 people at so many per 100,000; scipy's Poisson tails.
    usual = stats.poisson(benchmark / 100)
    tails = (usual.cdf(events), usual.sf(events - 1))
    made = p_value_of(crude_rate(events, 1000), benchmark)
    assert made == pytest.approx(min(1, 2 * min(tails)), rel=EXACTLY)
    ratio = p_value_of(isr(events, 40, reference=100), benchmark / 40)
    assert ratio == pytest.approx(min(1, 2 * min(tails)), rel=EXACTLY)


STRATA = ([5, 10, 20], [1000, 800, 500], [40_000, 35_000, 25_000])
SKEWED = ([0, 4, 30], [2000, 1500, 900], [5000, 3000, 1000])


@pytest.mark.parametrize("strata", [STRATA, SKEWED])
@pytest.mark.parametrize("tail", [0.025, 0.001])
def test_a_standardised_rate_has_the_p_value_of_fay_and_feuers_limits(strata, tail):
    # Their limits in the form they give, by chi-square quantiles: at each of them the
    # two-sided p value is twice the tail.
    x, n, w = (np.array(part, dtype=float) for part in strata)
    each = w / n / w.sum()
    y, v, most = (each * x).sum(), (each**2 * x).sum(), each.max()
    lower = v / (2 * y) * stats.chi2.ppf(tail, 2 * y**2 / v)
    more, wider = y + most, v + most**2
    upper = wider / (2 * more) * stats.chi2.ppf(1 - tail, 2 * more**2 / wider)
    rate, one_more = dsr(*strata), heaviest_event(n, w)
    assert one_more == pytest.approx(most * 100_000)
    for limit in (lower, upper):
        found = p_value_of(rate, limit * 100_000, one_more=one_more)
        assert found == pytest.approx(2 * tail, rel=EXACTLY)


def test_repeat_events_make_a_p_value_less_sure():
    people = [[5, 2, 0], [10, 3, 1], [20, 5, 2]]
    repeated = dsr_repeated(people, [1, 2, 3], *STRATA[1:])
    once = dsr([9, 19, 36], *STRATA[1:])
    assert p_value_of(repeated, 2000) > p_value_of(once, 2000)


def test_a_rate_that_is_not_given_has_no_p_value():
    rates = dsr([[1, 1, 1], STRATA[0]], *STRATA[1:])
    assert np.isnan(p_value_of(rates, 1500)).tolist() == [True, False]
    assert np.isnan(heaviest_event([0, 0, 0], STRATA[2]))


OBSERVED = [34, 50, 61, 88, 40, 120, 75, 22, 95, 160, 55, 70, 180, 45]
EXPECTED = [40.2, 45.5, 70.1, 70.3, 55.8, 100.4, 80.0, 30.6, 80.9, 130.7]
EXPECTED += [60.2, 50.3, 140.5, 60.4]


def test_p_values_that_allow_for_overdispersion():
    # By hand: ln(34 / 40.2) over the root of 1 / 40.2 and tau squared (test_funnels).
    made = funnel_overdispersion(OBSERVED, EXPECTED)
    deviate = np.log(34 / 40.2) / np.sqrt(1 / 40.2 + 0.02826288393101641)
    assert made.p[0] == pytest.approx(2 * stats.norm.sf(abs(deviate)), rel=EXACTLY)
    table = made.columns()
    assert list(table) == ["value", "z", "p", "label", "outlier", "reason"]
    assert {len(column) for column in table.values()} == {14}


def searches(measure):
    """In how many of 40 searches anything is found, where there is nothing to find."""
    found = [
        false_discovery_rate(measure(np.random.default_rng(seed))).found.any()
        for seed in range(40)
    ]
    return int(np.sum(found))


def shares(rng, test):
    people = rng.integers(200, 15_000, (30, 60))
    share = rng.choice([0.0005, 0.002, 0.01, 0.08, 0.2], (30, 1))
    return p_value(rng.binomial(people, share), people, share, test=test)


def standardised(rng):
    people, rates = rng.integers(20, 900, (60, 19)), np.linspace(0.001, 0.05, 19)
    usual = (ESP2013 * rates).sum()
    made = dsr(rng.poisson(people * rates), people)
    return p_value_of(made, usual, one_more=heaviest_event(people))


def ratios(rng):
    expected = rng.integers(200, 15_000, (30, 60)) * rng.choice([0.0005, 0.01], (30, 1))
    return p_value(rng.poisson(expected), expected, 1.0, kind="rate")


@pytest.mark.parametrize(
    "measure", [lambda rng: shares(rng, "exact"), standardised, ratios]
)
def test_chance_alone_makes_few_discoveries(measure):
    # 30 indicators by 60 places at once; 5% of 40 searches would be 2.
    assert searches(measure) <= 5


def test_the_score_test_would_call_out_rare_events():
    # Why the exact test is the one for a search.
    assert searches(lambda rng: shares(rng, "score")) > 5


def test_real_differences_are_found_and_most_of_those_found_are_real():
    rng = np.random.default_rng(11)
    people = rng.integers(2000, 12_000, 2000)
    differs = np.arange(2000) < 200
    share = np.where(differs, 0.13, 0.1)
    made = false_discovery_rate(p_value(rng.binomial(people, share), people, 0.1))
    assert made.found[differs].mean() > 0.9
    assert (~differs)[made.found].mean() < 0.08


def test_the_p_value_of_a_gap_agrees_with_its_interval():
    first = proportion([30, 60, 45, 0], [100, 200, 100, 0], per=100)
    second = proportion([20, 30, 45, 5], [100, 200, 100, 10], per=100)
    gap = absolute_gap(first, second)

    made = p_value_of_gap(gap)

    # By hand: 10 points, 1.9 beyond nought at the lower limit of -1.94, and so on.
    low, high = gap.lower, gap.upper
    deviate = gap.value[:2] / (gap.value[:2] - low[:2]) * stats.norm.ppf(0.975)
    assert made[:2] == pytest.approx(2 * stats.norm.sf(deviate), rel=EXACTLY)
    assert ((made[:3] < 0.05) == ((low[:3] > 0) | (high[:3] < 0))).all()
    assert made[2] == 1
    assert np.isnan(made[3])
    # A fall is as unlikely as the rise that mirrors it.
    assert p_value_of_gap(absolute_gap(second, first))[:3] == pytest.approx(made[:3])


def test_a_gap_without_any_doubt_is_certain():
    sure = proportion([1.0], [1.0])
    wide = type(sure)(
        *[np.array([v]) for v in (1.0, 1.0, 1.0, 1, 1)], "x", np.array([""])
    )
    assert p_value_of_gap(wide).tolist() == [0.0]
