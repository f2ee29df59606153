"""Worked examples of gaps between groups, people to close them, and restoration."""

import math

import numpy as np
import pytest
from scipy import optimize

from phm_core.methods import (
    absolute_gap,
    crude_rate,
    dsr,
    isr,
    mean,
    people_to_close,
    proportion,
    rate_difference,
    relative_gap,
    restoration,
    risk_difference,
)

EXACTLY = 1e-6


@pytest.mark.parametrize(
    ("group", "comparison", "lower", "upper"),
    # Newcombe, Statistics in Medicine, 1998, table II, method 10, as printed there.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_of_shares_as_newcombe_printed_it(group, comparison, lower, upper):
    made = risk_difference(group, comparison)
    assert made.value == pytest.approx(
        group[0] / group[1] - comparison[0] / comparison[1]
    )
    assert (made.lower, made.upper) == pytest.approx((lower, upper), abs=0.00005)


@pytest.mark.parametrize(
    ("group", "comparison", "confidence", "lower", "upper"),
    # statsmodels 0.15.0, confint_proportions_2indep(method="newcomb").
    [
        ((56, 70), (48, 80), 0.95, 0.05243147240236498, 0.33387265403690614),
        ((56, 70), (48, 80), 0.998, -0.03348725364244223, 0.4018117646026352),
        ((120, 1000), (95, 1100), 0.95, 0.00762973704516421, 0.06005236544633561),
        ((120, 1000), (95, 1100), 0.998, -0.007446307400518, 0.07571479503291606),
        ((4, 900), (11, 800), 0.95, -0.020347111966737753, -0.000105001826861539),
        ((4, 900), (11, 800), 0.998, -0.029216622275361, 0.006703060313275094),
        ((9, 10), (3, 10), 0.998, -0.04762237192141028, 0.8540903630788513),
        ((0, 10), (0, 20), 0.998, -0.32317041462405505, 0.4884789004534622),
        ((10, 10), (0, 20), 0.998, 0.4142946533652717, 1.0),
        ((6, 7), (2, 7), 0.998, -0.15847946398464, 0.8454767295012287),
    ],
)
def test_a_difference_of_shares(group, comparison, confidence, lower, upper):
    made = risk_difference(group, comparison, confidence=confidence)
    assert (made.lower, made.upper) == pytest.approx((lower, upper), rel=EXACTLY)


# Limits of counts from the tables of test_intervals (Byar from 10, exact below).
LIMITS = {
    0: (0, 3.68887945411),
    3: (0.618672122896, 8.76727306974),
    9: (4.11537309738, 17.0848034514),
    50: (37.108100409, 65.920156694),
    100: (81.3621054905, 121.627937579),
    1000: (938.972498715, 1063.95258127),
}


@pytest.mark.parametrize(
    ("group", "comparison"),
    [
        ((100, 1000), (50, 1000)),
        ((50, 2000), (100, 1000)),
        ((9, 300), (3, 200)),
        ((0, 500), (9, 400)),
        ((1000, 9000), (100, 1500)),
        ((50, 50), (50, 80)),
    ],
)
def test_a_difference_of_rates(group, comparison):
    # By hand: the lower limit is as far below the difference as the root of the squares
    # of the first rate's distance to its lower and the second's to its upper limit.
    (x, n), (y, m) = group, comparison
    gap = x / n - y / m
    down = math.hypot((x - LIMITS[x][0]) / n, (LIMITS[y][1] - y) / m)
    up = math.hypot((LIMITS[x][1] - x) / n, (y - LIMITS[y][0]) / m)
    made = rate_difference(group, comparison, per=1000)
    assert made.value == pytest.approx(gap * 1000, rel=EXACTLY)
    assert made.lower == pytest.approx((gap - down) * 1000, rel=EXACTLY)
    assert made.upper == pytest.approx((gap + up) * 1000, rel=EXACTLY)


RATIOS = {
    "shares": (proportion(56, 70), proportion(48, 80)),
    "rates": (crude_rate(100, 1000), crude_rate(50, 1000)),
    "few": (crude_rate(3, 1000), crude_rate(9, 1000)),
    "standardised": (
        dsr([5, 10, 20], [1000, 800, 500], [40, 35, 25]),
        dsr([10, 10, 10], [1000, 1000, 1000], [40, 35, 25]),
    ),
    "observed over expected": (isr(130, 100), isr(80, 100)),
    "mixed sizes": (crude_rate(1000, 9000), crude_rate(12, 100)),
    "years": (mean([70, 71, 75, 69, 73]), mean([60, 62, 66, 61, 59])),
}


def limits(estimates):
    ends = (estimates.value, estimates.lower, estimates.upper)
    return [float(np.ravel(end)[0]) for end in ends]


@pytest.mark.parametrize("pair", RATIOS)
def test_a_ratio_of_any_two_estimates(pair):
    # Donner and Zou's definition, solved: the limits are the ratios R at which the
    # difference first - R * second has nought as its own lower, or upper, limit.
    first, second = RATIOS[pair]
    a, low, high = (
        float(np.ravel(e)[0]) for e in (first.value, first.lower, first.upper)
    )
    b, less, more = (
        float(np.ravel(e)[0]) for e in (second.value, second.lower, second.upper)
    )
    made = relative_gap(first, second)
    lower = optimize.brentq(
        lambda r: a - r * b - math.hypot(a - low, r * (more - b)), 0, a / b
    )
    upper = optimize.brentq(
        lambda r: a - r * b + math.hypot(high - a, r * (b - less)), a / b, 1e4
    )
    assert np.ravel(made.value)[0] == pytest.approx(a / b, rel=EXACTLY)
    assert np.ravel(made.lower)[0] == pytest.approx(lower, rel=EXACTLY)
    assert np.ravel(made.upper)[0] == pytest.approx(upper, rel=EXACTLY)


def test_gaps_have_reasons_where_there_is_none():
    first = crude_rate([5, 5, 0, 5], [10, 0, 10, 10])
    second = crude_rate([5, 5, 5, 0], [10, 10, 10, 10])
    ratio = relative_gap(first, second)
    assert ratio.reason.tolist() == [
        "",
        "zero denominator",
        "",
        "the value compared with is nought",
    ]
    assert ratio.lower[2] == ratio.value[2] == 0
    assert absolute_gap(first, second).reason.tolist() == [
        "",
        "zero denominator",
        "",
        "",
    ]
    below = relative_gap(mean([-3, -1, -2]), mean([1, 2, 3]))
    assert below.reason.tolist() == ["a value below nought has no ratio"]


def test_a_ratio_to_what_may_be_nought_has_no_upper_limit():
    assert np.isnan(relative_gap(mean([4, 5, 6]), mean([-2, 1, 6])).upper).all()


# Five deprivation fifths, most deprived first: people with a check among those due.
CHECKED, DUE = [300, 340, 380, 400, 450], [600, 600, 600, 600, 600]


def test_people_to_equal_the_least_deprived():
    # By hand: the least deprived reach 0.75; 600 * 0.75 less those checked.
    made = people_to_close(CHECKED, DUE, better="higher")
    assert made.value.tolist() == pytest.approx([150, 110, 70, 50, 0])
    assert made.value.sum() == pytest.approx(380)
    # statsmodels, Wilson: 300 of 600 up to 0.53988014, 450 of 600 from 0.71383576.
    down = 600 * (0.25 - math.hypot(0.75 - 0.71383576396, 0.53988013608 - 0.5))
    assert made.lower[0] == pytest.approx(down, rel=EXACTLY)
    assert made.lower[-1] == made.upper[-1] == 0


def test_people_where_less_is_better_and_where_a_group_does_better_already():
    made = people_to_close([90, 20, 40], [300, 100, 100], better="lower", equal_to=1)
    assert made.value.tolist() == pytest.approx([30, 0, 20])
    assert people_to_close([90, 50], [100, 100], better="higher").value.tolist() == [
        0,
        0,
    ]


def test_events_above_the_least_deprived():
    # By hand: 30 + 20 + 0 events above 0.05 per person.
    made = people_to_close([80, 45, 50], [1000, 500, 1000], better="lower", kind="rate")
    assert made.value.tolist() == pytest.approx([30, 20, 0])
    assert made.upper[0] > 30 > made.lower[0] >= 0


def test_an_empty_group_has_a_reason_and_many_areas_answer_at_once():
    made = people_to_close([[1, 2], [0, 2]], [[4, 4], [0, 4]], better="higher")
    assert made.shape == (2, 2)
    assert made.reason[1].tolist() == ["zero denominator", ""]
    assert made.value[0, 0] == pytest.approx(1)


@pytest.mark.parametrize(
    ("now", "then", "ratio", "lower", "upper"),
    # statsmodels and scipy as in test_comparisons, with working days as the time.
    [
        ((5, 1000), (20, 3000), 0.75, 0.21996019498126546, 2.059341286130353),
        ((50, 1000), (20, 3000), 7.5, 4.465339701371144, 12.597025929007742),
        ((15, 1000), (5000, 100_000), 0.3, 0.1807226304750747, 0.49800071946392355),
        ((9, 50), (9, 80), 1.6, 0.5627191584844673, 4.549338620164756),
        # By hand: 0.9 * exp(-+1.959963985 * sqrt(1 / 900 + 1 / 1000)).
        ((900, 1), (1000, 1), 0.9, 0.8224938, 0.9848095),
    ],
)
def test_activity_against_a_baseline(now, then, ratio, lower, upper):
    made = restoration(now, then)
    assert made.value == pytest.approx(ratio, rel=EXACTLY)
    assert made.lower == pytest.approx(lower, rel=EXACTLY)
    assert made.upper == pytest.approx(upper, rel=EXACTLY)
    assert made.numerator == now[0]
    assert made.denominator == pytest.approx(then[0] / then[1] * now[1])


def test_nothing_in_the_baseline_cannot_be_restored():
    made = restoration(([5, 0], 1), ([0, 9], 1))
    assert made.reason.tolist() == ["no activity in the baseline", ""]
    assert made.value[1] == 0
