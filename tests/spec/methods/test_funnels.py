"""Worked examples of funnels, their classes, and overdispersion."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from phm_core.methods import (
    dsr,
    effective_population,
    funnel_limits,
    funnel_overdispersion,
    significance_class,
)

EXACTLY = 1e-6
Z = {0.95: 1.959963984540054, 0.998: 3.090232306167813}

COUNTED = [40, 95, 180, 610, 1500]
PEOPLE = [500, 1000, 2000, 6000, 12_500]
AVERAGE = 2425 / 22_000


def wilson(p, n, confidence, side):
    """Wilson's limit of a share, from its definition by the score test."""
    z = Z[confidence]
    middle, spread = (
        p + z**2 / (2 * n),
        z * math.sqrt(p * (1 - p) / n + (z / n) ** 2 / 4),
    )
    return (middle + side * spread) / (1 + z**2 / n)


@pytest.mark.parametrize(
    ("name", "confidence", "side"),
    [
        ("lower 95%", 0.95, 1),
        ("upper 95%", 0.95, -1),
        ("lower 99.8%", 0.998, 1),
        ("upper 99.8%", 0.998, -1),
    ],
)
def test_a_share_on_a_control_limit_has_the_average_as_its_own_limit(
    name, confidence, side
):
    curve = funnel_limits(COUNTED, PEOPLE).curves[name]
    for size, limit in list(zip(curve.size, curve.limit, strict=True))[30::15]:
        if 0 < limit < 1:
            found = optimize.brentq(
                lambda p, n=size: wilson(p, n, confidence, side) - AVERAGE,
                1e-9,
                1 - 1e-9,
            )
            assert limit == pytest.approx(found, rel=EXACTLY)


@pytest.mark.parametrize(
    ("n", "confidence"), [(50, 0.95), (500, 0.95), (500, 0.998), (12_500, 0.998)]
)
def test_control_limits_of_a_share_equal_the_published_closed_form(n, confidence):
    # The long form in UKHSA's documentation, worked here term by term.
    p, z2 = AVERAGE, Z[confidence] ** 2
    f, k = p * (n / z2 + 1), 1 / z2 + 1 / n
    inner = n * (p * (n / z2 + 2) - 1) + z2 * (p - 1)
    a = math.sqrt((8 * f) ** 2 - 64 * k * p * inner)
    curve = funnel_limits([n * AVERAGE], [n]).curves[f"upper {confidence * 100:g}%"]
    assert curve.limit[-1] == pytest.approx((f + a / 8) / k / n, rel=EXACTLY)


@pytest.mark.parametrize("kind", ["ratio", "rate"])
def test_a_rate_on_a_control_limit_is_as_unlikely_as_it_says(kind):
    observed, base = [8, 20, 44, 130], [10.0, 25.0, 40.0, 120.0]
    funnel = funnel_limits(observed, base, kind=kind)
    assert funnel.average == (1 if kind == "ratio" else pytest.approx(202 / 195))
    for name, tail in [("upper 95%", 0.025), ("upper 99.8%", 0.001)]:
        curve = funnel.curves[name]
        expected = curve.size * funnel.average
        events = np.round(curve.limit * curve.size)
        assert stats.poisson.sf(events - 1, expected) == pytest.approx(
            tail, rel=EXACTLY
        )
    for name, tail in [("lower 95%", 0.025), ("lower 99.8%", 0.001)]:
        curve = funnel.curves[name]
        events = np.round(curve.limit * curve.size)
        chance = stats.poisson.cdf(events, curve.size * funnel.average)
        assert chance == pytest.approx(tail, rel=EXACTLY)


@pytest.mark.parametrize(
    ("people", "first"), [([800, 1000], 800), ([100, 1000], 1), ([0.5, 0.7], 1)]
)
def test_curves_start_at_the_smallest_place_when_all_are_alike(people, first):
    curve = funnel_limits([0, 0], people, average=0.1).curves["upper 95%"]
    assert curve.size[0] == first


def test_curves_reach_over_every_place_and_make_chart_rows():
    funnel = funnel_limits(COUNTED, PEOPLE, per=100)
    assert funnel.average == pytest.approx(AVERAGE * 100)
    for curve in funnel.curves.values():
        assert curve.size[-1] >= max(PEOPLE)
    rows = funnel.columns()
    assert set(rows["name"]) == set(funnel.curves)
    assert len(rows["size"]) == len(rows["limit"]) == len(rows["name"])
    ratio = funnel_limits([8, 130], [10.0, 120.0], kind="ratio")
    for curve in ratio.curves.values():
        assert curve.size.min() <= 10
        assert curve.size.max() >= 120


@pytest.mark.parametrize(
    ("x", "found"),
    # Average 0.1 of 1000: by hand 0.1 -+ 1.959964 * 0.0094868 = 0.08141 and 0.11859;
    # with 3.090232: 0.07068 and 0.12932.
    [
        (70, "Low (0.001)"),
        (71, "Low (0.025)"),
        (81, "Low (0.025)"),
        (82, "Not significant"),
        (118, "Not significant"),
        (119, "High (0.025)"),
        (129, "High (0.025)"),
        (130, "High (0.001)"),
    ],
)
def test_the_class_of_a_share(x, found):
    assert significance_class(x, 1000, average=0.1) == found


@pytest.mark.parametrize(
    ("observed", "expected", "found"),
    # Limits of the observed count from the tables of test_intervals.
    [
        (9, 17.09, "Low (0.025)"),
        (9, 17.08, "Not significant"),
        (9, 22.66, "Low (0.001)"),
        (100, 81.4, "Not significant"),
        (100, 81.3, "High (0.025)"),
        (100, 71.9, "High (0.001)"),
    ],
)
def test_the_class_of_a_ratio(observed, expected, found):
    assert significance_class(observed, expected, kind="ratio") == found


def test_classes_that_cannot_be_given():
    assert significance_class([0, 1], [0, 10]).tolist() == [
        "Not applicable",
        "Not significant",
    ]
    rates = significance_class([9, 100], [1000, 1000], kind="dsr", average=0.05)
    assert rates.tolist() == ["Not applicable", "High (0.001)"]


def test_a_funnel_without_events_is_flat_and_one_event_stands_out():
    funnel = funnel_limits([0, 0], [20, 50], kind="rate")
    assert funnel.average == 0
    assert all((curve.limit == 0).all() for curve in funnel.curves.values())
    classes = significance_class([0, 1], [20, 50], kind="rate", average=0.0)
    assert classes.tolist() == ["Not significant", "High (0.001)"]


def test_a_standardised_rate_stands_at_the_size_that_gives_its_count():
    rate = dsr([[5, 10, 20]], [1000, 800, 500], [40_000, 35_000, 25_000])
    # By hand: 35 events at 1,637.5 per 100,000 are those of 2,137.405 people.
    assert effective_population(rate) == pytest.approx([2137.404580152672], rel=EXACTLY)


# Fourteen places. Expected values below: the published formulas in plain Python floats.
OBSERVED = [34, 50, 61, 88, 40, 120, 75, 22, 95, 160, 55, 70, 180, 45]
EXPECTED = [40.2, 45.5, 70.1, 70.3, 55.8, 100.4, 80.0, 30.6, 80.9, 130.7]
EXPECTED += [60.2, 50.3, 140.5, 60.4]
LISTS = [400, 520, 640, 700, 500, 1000, 810, 300, 820, 1300, 590, 500, 1400, 600]

FORMS = [
    (
        "shmi", EXPECTED, 12, (2.6619918785002707, 0.02826288393101641), 100,
        (0.6815493543223989, 1.4672451725733155, 0.5463599478653351,
         1.8302952182111203),
    ),
    (
        "cqc", EXPECTED, 14, (3.042238052566732, 0.00795446215719012), 100,
        (0.6393592587783661, 1.4409615129603357, 0.4679008970601479, 1.731769622255818),
    ),
    (
        "proportion", LISTS, 14, (2.6255945288988705, 0.0006437753089743436), 1000,
        (0.07493192992543997, 0.14769873383469484, 0.058122918957645014,
         0.17246257202949294),
    ),
    (
        "counts", LISTS, 14, (2.006486261626419, 0.016707516862841002), 1000,
        (0.07876121976027442, 0.14982860665579445, 0.06543113247508756,
         0.18035273682120317),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("form", "base", "used", "spread", "size", "limits"), FORMS)
def test_overdispersion(form, base, used, spread, size, limits):
    phi, tau = spread
    made = funnel_overdispersion(OBSERVED, base, form=form)
    assert made.used == used
    assert made.phi == pytest.approx(phi, rel=EXACTLY)
    assert made.tau_squared == pytest.approx(tau, rel=EXACTLY)
    assert made.adjusted
    found = [*made.limits(size, 0.95), *made.limits(size, 0.998)]
    assert found == pytest.approx(limits, rel=EXACTLY)
    assert made.note == f"Limits adjusted for overdispersion (phi {phi:.2f})."
    assert not made.outlier.any()


def test_the_shmi_form_rounds_the_expected_in_its_standard_error_only():
    # By hand: sqrt(40.46) * ln(34 / 40.456).
    made = funnel_overdispersion(OBSERVED, [40.456, *EXPECTED[1:]])
    assert made.z[0] == pytest.approx(
        math.sqrt(40.46) * math.log(34 / 40.456), rel=1e-9
    )


def test_a_far_place_is_an_outlier_even_so():
    made = funnel_overdispersion([*OBSERVED, 400], [*EXPECTED, 100.0])
    assert made.outlier.tolist() == [False] * 14 + [True]
    assert made.label[-1] == "High (0.001)"


@pytest.mark.parametrize("form", ["shmi", "cqc"])
def test_places_that_differ_by_chance_only_keep_exact_limits(form):
    # scipy 1.17: chi2.ppf(0.025, 200) / 200 and chi2.ppf(0.975, 202) / 200.
    made = funnel_overdispersion([round(e) for e in EXPECTED], EXPECTED, form=form)
    assert made.phi < 0.1
    assert made.tau_squared == 0
    assert not made.adjusted
    limits = [float(limit) for limit in made.limits(100, 0.95)]
    assert limits == pytest.approx(
        [0.8136399125092314, 1.2162679379242638], rel=EXACTLY
    )
    assert "limits not adjusted" in made.note


def test_fewer_than_ten_places_are_not_adjusted():
    made = funnel_overdispersion([10, 90, 200], [50, 50, 50])
    assert not made.adjusted
    assert made.note == (
        "Limits not adjusted for overdispersion: 3 places, at least 10 are needed."
    )


def test_a_place_without_events_has_no_logarithm_and_is_said():
    made = funnel_overdispersion([*OBSERVED, 0, 3], [*EXPECTED, 10.0, 0.0])
    assert made.reason.tolist()[-2:] == [
        "no events, so no logarithm",
        "zero denominator",
    ]
    assert made.label.tolist()[-2:] == ["Not applicable"] * 2
    assert made.phi == pytest.approx(2.6619918785002707, rel=EXACTLY)


def test_an_expected_count_that_rounds_to_nought_has_no_standard_error():
    made = funnel_overdispersion([*OBSERVED, 1], [*EXPECTED, 0.004])
    assert made.reason[-1] == "fewer than 0.01 events expected"
    assert made.phi == pytest.approx(2.6619918785002707, rel=EXACTLY)
