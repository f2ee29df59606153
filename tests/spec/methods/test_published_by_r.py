"""Results that R packages publish in their own tests, met by ours."""

import numpy as np
import pytest

from phm_core.methods import (
    LIFE_TABLE_BANDS,
    funnel_limits,
    funnel_overdispersion,
    life_expectancy,
    significance_class,
)

# PHEindicatormethods, tests/testthat/testLifeExpectancy.R: deaths, people, and the
# value, lower and upper limit at the start of each age band. Their z is 1.96.
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390]
DEATHS += [1605, 1936, 1937]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209]
PEOPLE += [56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]
YEARS = [
    (80.16960813, 79.88268548, 80.45653078),
    (79.36245674, 79.0898816, 79.63503188),
    (75.44193645, 75.17407307, 75.70979983),
    (70.47299936, 70.20675732, 70.7392414),
    (65.52909542, 65.26548673, 65.79270412),
    (60.67510088, 60.41876577, 60.931436),
    (55.78835987, 55.53801579, 56.03870395),
    (50.92752727, 50.68279939, 51.17225516),
    (46.06740425, 45.82666794, 46.30814055),
    (41.24505636, 41.00842831, 41.48168441),
    (36.49322717, 36.26223216, 36.72422219),
    (31.83343842, 31.60996318, 32.05691365),
    (27.26027992, 27.04337271, 27.47718713),
    (22.9719144, 22.76653134, 23.17729746),
    (18.76856852, 18.57570352, 18.96143352),
    (14.95858336, 14.77985004, 15.13731667),
    (11.51684445, 11.34831778, 11.68537112),
    (8.618849241, 8.451134045, 8.786564437),
    (6.163942934, 5.978358351, 6.349527517),
    (6.16210635, 5.887683386, 6.436529314),
]


@pytest.mark.parametrize(
    ("at_age", "years"), list(zip(LIFE_TABLE_BANDS, YEARS, strict=True))
)
def test_life_expectancy_at_every_age(at_age, years):
    made = life_expectancy(DEATHS, PEOPLE, at_age=at_age)
    assert (made.value, made.lower, made.upper) == pytest.approx(years, rel=1e-6)


# PHEindicatormethods, testdata_funnel_ratio_outputs.csv: observed events and the ratio
# times 100 at the lower and upper 95% and 99.8% limits. Its exact limits are found by
# an approximation that is good to five figures.
RATIOS = [
    (4, 39.05644881, 367.0176768, 27.03771576, 933.3746885),
    (2, 27.6828582, 825.7315569, 17.81123382, 4405.093268),
    (3, 34.21816245, 484.9096876, 22.96695541, 1574.52787),
    (5, 42.85102213, 307.979188, 30.38637225, 676.2496398),
    (8, 50.7511585, 231.6268412, 37.81397924, 405.92365),
    (10, 54.3763205, 208.5337156, 41.43536693, 337.778507),
    (15, 60.63002619, 178.6695284, 48.00982871, 258.8896113),
    (20, 64.74926614, 163.7127595, 52.57362804, 223.2588569),
    (25, 67.74163118, 154.5243014, 56.00851413, 202.6432458),
    (31, 70.45130772, 147.1775791, 59.20758537, 186.8534595),
]


@pytest.mark.parametrize(("observed", "low", "high", "lowest", "highest"), RATIOS)
def test_funnel_of_a_ratio(observed, low, high, lowest, highest):
    curves = funnel_limits([0, 893], [4.293, 706.767], kind="ratio", per=100).curves
    expected = {
        "lower 95%": low,
        "upper 95%": high,
        "lower 99.8%": lowest,
        "upper 99.8%": highest,
    }
    for name, limit in expected.items():
        curve = curves[name]
        events = curve.size * curve.limit / 100
        found = curve.limit[np.argmin(np.abs(events - observed))]
        assert found == pytest.approx(limit, rel=1e-5)


# PHEindicatormethods, testdata_funnel_prop_outputs.csv: people and the limits in %.
SHARES = [
    (1, 3.204264, 100, 0, 100),
    (3, 35.933491, 100, 10.150815, 100),
    (10, 56.154344, 100, 42.03259, 100),
    (18, 62.390093, 98.894803, 51.864359, 100),
    (45, 69.098645, 92.186251, 62.441586, 98.843309),
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (539, 77.306949, 83.977947, 75.38344, 85.901456),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    (110000, 80.408963, 80.875933, 80.274317, 81.010578),
]


@pytest.mark.parametrize(("people", "low", "high", "lowest", "highest"), SHARES)
def test_funnel_of_a_share_on_the_same_grid(people, low, high, lowest, highest):
    made = funnel_limits([1, 90_000], [1, 110_000], average=0.80642448, per=100)
    found = [
        curve.limit[curve.size == people][0]
        for curve in (
            made.curves["lower 95%"],
            made.curves["upper 95%"],
            made.curves["lower 99.8%"],
            made.curves["upper 99.8%"],
        )
    ]
    assert found == pytest.approx([low, high, lowest, highest], abs=2e-6)


# PHEindicatormethods, testdata_funnel_prop_inputs.csv: average 80.642448%.
CLASSES = [
    (35078.488, 41980, "High (0.001)"),
    (24803.6256, 31824, "Low (0.001)"),
    (50050.7443, 61921, "Not significant"),
    (26789.238, 33012, "High (0.025)"),
    (36850.0492, 45449, "High (0.025)"),
    (34502.0685, 42485, "High (0.025)"),
    (30277.5312, 37828, "Low (0.025)"),
    (23910.2469, 29457, "High (0.025)"),
    (17321.4088, 21587, "Not significant"),
    (31573.5024, 39212, "Not significant"),
    (18504.9982, 22739, "High (0.025)"),
    (81412.86, 102950, "Low (0.001)"),
    (13240.9172, 16477, "Not significant"),
    (18365.4621, 29277, "Low (0.001)"),
    (21139.2936, 25992, "High (0.025)"),
]


@pytest.mark.parametrize(("counted", "people", "found"), CLASSES)
def test_significance_of_a_share(counted, people, found):
    assert significance_class(counted, people, average=0.80642448) == found


# FunnelPlotR, tests/testthat/test-poisson_limits.R, as rounded there.
POISSON = [
    (15, (0.5596924, 1.649348), (0.3862650, 2.082907)),
    (20, (0.6108260, 1.544419), (0.4479107, 1.902094)),
    (30, (0.6746958, 1.427562), (0.5289724, 1.702771)),
]


@pytest.mark.parametrize(("expected", "usual", "wide"), POISSON)
def test_limits_without_overdispersion(expected, usual, wide):
    made = funnel_overdispersion([15, 20, 30], [15, 20, 30])
    for confidence, limits in ((0.95, usual), (0.998, wide)):
        low, high = made.limits(expected, confidence)
        assert (float(low), float(high)) == pytest.approx(limits, rel=1e-6)
