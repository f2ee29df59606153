"""Worked examples of the change over the last points, for an arrow."""

import numpy as np
import pytest
from scipy import stats

from phm_core.methods import Estimates, proportion, recent_trend, recent_trend_of

EXACTLY = 1e-6

# Diabetes and people of 65 and over in England, 2020 to 2024: public Fingertips data
# that DHSC's FingertipsNext tests its trend markers with. Malformations by alcohol
# taken: Mills and Graubard 1987. The rest are made up.
DIABETES = (
    [3455176, 3491868, 3625401, 3774801, 3938080],
    [48783947, 49122259, 49956777, 50649129, 51441896],
)
OLDER = (
    [10588957, 10547929, 10851467, 11034431, 11246440],
    [60458658, 60744002, 61625745, 62418295, 63227624],
)
MALFORMED = ([48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38])
QUIET = ([50, 52, 55, 53, 57], [500] * 5)
RARE = ([0, 0, 1, 0, 3], [400, 410, 405, 390, 420])
DOWN = ([200, 180, 170, 150, 130], [2000, 2010, 1990, 2005, 2000])

# statsmodels 0.15.0, WLS of x / n on time with weights n over the usual variance; its
# own standard error and Student's t where the dispersion is above 1, else the unscaled
# error and the normal: change, lower, upper, p, dispersion.
SERIES = [
    (*DIABETES, "proportion", (0.005979450330319588, 0.003361002563290826,
     0.008597898097348351, 0.005376473931321949, 312.3122563409478)),
    (*DIABETES, "rate", (0.005979450330319565, 0.003361002563290809,
     0.00859789809734832, 0.005376473931321973, 289.4651275163916)),
    (*OLDER, "proportion", (0.0034489449280334433, -0.0005232024593825714,
     0.007421092315449458, 0.06996123478837427, 414.871507215749)),
    (*OLDER, "rate", (0.003448944928033258, -0.0005232024593827297,
     0.0074210923154492455, 0.06996123478838186, 341.8840557340157)),
    (*MALFORMED, "proportion", (0.002758174510855996, -0.009245320311705184,
     0.014761669333417177, 0.5175577203261148, 3.4180796860551497)),
    (*MALFORMED, "rate", (0.0027581745108559977, -0.009245320311705187,
     0.014761669333417184, 0.5175577203261149, 3.408320939484169)),
    (*QUIET, "proportion", (0.011999999999999997, -0.02224388766673218,
     0.046243887666732174, 0.4921928357493699, 0.0468234679780593)),
    (*QUIET, "rate", (0.01199999999999995, -0.02423336813712504,
     0.048233368137124935, 0.5162650271358606, 0.04182272159800254)),
    (*RARE, "proportion", (0.0058439043284593765, -0.00397934136160278,
     0.015667150018521533, 0.15465681374480822, 1.2323405722932215)),
    (*RARE, "rate", (0.005843904328459376, -0.003979341361602781,
     0.015667150018521533, 0.15465681374480822, 1.229906319310914)),
    (*DOWN, "proportion", (-0.03389162699335165, -0.049176270079710094,
     -0.01860698390699321, 1.3867111278919733e-05, 0.09424440082613798)),
    (*DOWN, "rate", (-0.03389162699335153, -0.04985265324659349,
     -0.017930600740109562, 3.157688343227423e-05, 0.0864260247456084)),
]  # fmt: skip


@pytest.mark.parametrize(("x", "n", "kind", "expected"), SERIES)
def test_the_change_over_five_points(x, n, kind, expected):
    made = recent_trend(x, n, kind=kind)
    found = (made.change.value, made.change.lower, made.change.upper)
    assert (*found, made.p, made.dispersion) == pytest.approx(expected, rel=EXACTLY)
    assert made.points == 5


def test_the_chi_square_for_trend_that_agresti_printed():
    # Agresti, Categorical Data Analysis, on Mills and Graubard: 1.83 for rows 1 to 5.
    made = recent_trend(*MALFORMED)
    half = (made.change.upper - made.change.lower) / 2
    deviate = made.change.value / (half / stats.t.ppf(0.975, 3))
    assert deviate**2 * made.dispersion == pytest.approx(1.83, abs=0.005)


@pytest.mark.parametrize(
    ("series", "direction"),
    [
        (DIABETES, "rising"),
        (OLDER, "no clear change"),
        (QUIET, "no clear change"),
        (DOWN, "falling"),
    ],
)
def test_where_the_arrow_points(series, direction):
    made = recent_trend(*series)
    assert made.direction == direction
    good = {"rising": "improving", "falling": "worsening"}.get(direction, direction)
    bad = {"rising": "worsening", "falling": "improving"}.get(direction, direction)
    assert made.judged("higher") == good
    assert made.judged("lower") == bad
    assert made.judged("none") == direction


def test_one_point_alone_does_not_make_an_arrow():
    # Without the last point the rest fall a little, so the slope is not steady.
    made = recent_trend([104, 103, 102, 101, 190], [1000] * 5, level=0.5)
    assert made.p < 0.5
    assert not made.steady
    assert made.direction == "no clear change"


@pytest.mark.parametrize(
    ("value", "lower", "upper", "expected"),
    # statsmodels 0.15.0, WLS with weights from the width of the intervals.
    [
        (
            [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
            [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
            [7.094, 7.1199, 7.2684, 7.4643, 7.6669],
            (0.5951970536808082, 0.33096758947587457, 0.8594265178857419,
             0.005591554455825495, 189.5249215183604),
        ),
        (
            [79.1, 79.3, 79.2, 79.6, 79.5],
            [78.7, 78.9, 78.8, 79.2, 79.1],
            [79.5, 79.7, 79.6, 80.0, 79.9],
            (0.44, -0.06596442562695592, 0.945964425626929,
             0.08829959987619154, 0.40815499969875174),
        ),
        (
            [310, 290, 305, 270, 280, 250, 255],
            [280, 262, 276, 243, 252, 224, 229],
            [342, 320, 336, 299, 310, 278, 283],
            (-57.76994136030835, -90.30337412263934, -25.236508597977355,
             0.0005008009858745924, 0.6001251871201985),
        ),
    ],
)  # fmt: skip
def test_the_change_of_estimates_with_intervals(value, lower, upper, expected):
    given = Estimates(value, lower, upper, np.nan, np.nan, "published", "")
    made = recent_trend_of(given, last=len(value))
    found = (made.change.value, made.change.lower, made.change.upper)
    assert (*found, made.p, made.dispersion) == pytest.approx(expected, rel=EXACTLY)


def test_only_the_last_points_count_and_units_scale_the_change():
    x, n = QUIET
    longer = recent_trend([400, 1, *x], [500, 500, *n], per=100)
    assert longer.change.value == pytest.approx(1.2)
    assert longer.p == pytest.approx(0.4921928357493699, rel=EXACTLY)
    # By hand: the line ends at 0.1068 + 0.006 and begins at 0.1068 - 0.006.
    assert longer.change.numerator == pytest.approx(11.28)
    assert longer.change.denominator == pytest.approx(10.08)


def test_gaps_are_passed_over_and_too_few_points_have_a_reason():
    x, n = [10, np.nan, 12, 0, 13, 12], [100, 100, 100, 0, 100, 100]
    made = recent_trend([x, [10] * 6], [n, [100] * 6], last=6)
    assert made.change.reason.tolist() == ["fewer than 5 points with a value", ""]
    assert made.direction.tolist() == ["", "no clear change"]
    assert np.isnan(made.p[0])
    assert made.points.tolist() == [4, 6]


def test_nobody_ever_counted_is_no_change_and_no_chance_of_any():
    for x in ([0] * 5, [50] * 5):
        made = recent_trend(x, [50] * 5)
        assert (made.change.value, made.p) == (0, 1)
        assert made.direction == "no clear change"


def test_estimates_without_an_interval_are_no_points():
    shares = proportion([1, 2, 3, 0, 5], [10, 10, 10, 0, 10])
    assert recent_trend_of(shares).change.reason == "fewer than 5 points with a value"


def test_chance_alone_makes_few_arrows():
    # 4,000 series without a trend, from rare to common: at most the 5% asked for.
    rng = np.random.default_rng(2026)
    people = rng.integers(200, 15_000, (4000, 1))
    shares = rng.choice([0.001, 0.01, 0.08, 0.4], (4000, 1))
    counted = rng.binomial(people, np.broadcast_to(shares, (4000, 5)))
    made = recent_trend(counted, np.broadcast_to(people, (4000, 5)))
    assert np.isin(made.direction, ("rising", "falling")).mean() < 0.05
