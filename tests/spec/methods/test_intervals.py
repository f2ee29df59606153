"""Worked examples of the intervals of shares, counts and rates."""

import numpy as np
import pytest

from phm_core.methods import byar, crude_rate, exact_poisson, proportion

EXACTLY = 1e-6

# statsmodels 0.15.0, proportion_confint(method="wilson").
WILSON = [
    (0, 10, 0.95, 0, 0.277532799863),
    (0, 10, 0.998, 0, 0.488478900453),
    (1, 10, 0.95, 0.0178762130951, 0.404150026795),
    (1, 10, 0.998, 0.00878911282455, 0.581994007538),
    (5, 10, 0.95, 0.236593090513, 0.763406909487),
    (5, 10, 0.998, 0.150543672094, 0.849456327906),
    (10, 10, 0.95, 0.722467200137, 1),
    (10, 10, 0.998, 0.511521099547, 1),
    (65, 100, 0.95, 0.552544432969, 0.736357517569),
    (65, 100, 0.998, 0.495494657407, 0.778354061409),
    (1, 1, 0.95, 0.206549314377, 1),
    (1, 1, 0.998, 0.0947909015013, 1),
    (0, 1, 0.95, 0, 0.793450685623),
    (0, 1, 0.998, 0, 0.905209098499),
    (3, 1000, 0.95, 0.00102078388114, 0.0087830140535),
    (3, 1000, 0.998, 0.00060235191897, 0.014800097546),
    (997, 1000, 0.95, 0.991216985946, 0.998979216119),
    (12345, 98765, 0.95, 0.122945735173, 0.127070779085),
    (12345, 98765, 0.998, 0.121777967453, 0.128281887559),
    (81988, 1037660, 0.95, 0.0784949172977, 0.0795329862556),
    (81988, 1037660, 0.998, 0.0781979140318, 0.0798346210937),
    (2, 30, 0.95, 0.0184770237913, 0.213234583626),
    (40, 41, 0.998, 0.773652122035, 0.997868317377),
    (500, 1000, 0.998, 0.451370778607, 0.548629221393),
]

# statsmodels 0.15.0, confint_poisson(method="exact-c").
EXACT = [
    (0, 0.95, 0, 3.68887945411),
    (0, 0.998, 0, 6.90775527898),
    (1, 0.95, 0.0253178079843, 5.57164339094),
    (1, 0.998, 0.00100050033358, 9.23341347645),
    (2, 0.95, 0.242209278544, 7.22468766772),
    (3, 0.95, 0.618672122896, 8.76727306974),
    (3, 0.998, 0.190533377568, 13.0622407792),
    (5, 0.95, 1.62348639012, 11.6683320793),
    (5, 0.998, 0.739371731918, 16.4547452037),
    (9, 0.95, 4.11537309738, 17.0848034514),
    (9, 0.998, 2.45242440436, 22.6573733091),
    (10, 0.95, 4.79538869613, 18.390356042),
    (25, 0.998, 12.3369526359, 44.6360754172),
    (100, 0.95, 81.3639912509, 121.626793792),
    (1234, 0.95, 1166.10171852, 1304.82037053),
    (1234, 0.998, 1128.28856614, 1346.45444877),
]

# Breslow and Day's formula worked in 40-digit decimal arithmetic.
BYAR = [
    (1, 0.95, 0.0130721329015, 5.56375558248),
    (2, 0.95, 0.22462521135, 7.22086900086),
    (2, 0.998, 0.0201749111619, 11.3384760626),
    (5, 0.95, 1.61134771575, 11.6681641234),
    (9, 0.95, 4.10688502401, 17.0857806885),
    (10, 0.95, 4.78744991397, 18.3914586058),
    (10, 0.998, 2.9163183747, 24.1937249279),
    (12, 0.95, 6.19350984308, 20.9628580536),
    (12, 0.998, 4.00037599042, 27.080959352),
    (50, 0.95, 37.108100409, 65.920156694),
    (50, 0.998, 30.9347084398, 75.9693005901),
    (100, 0.95, 81.3621054905, 121.627937579),
    (1000, 0.95, 938.972498715, 1063.95258127),
    (54321, 0.95, 53865.1416449, 54779.7568618),
    (54321, 0.998, 53603.6117955, 55045.0945127),
]


@pytest.mark.parametrize(("x", "n", "confidence", "lower", "upper"), WILSON)
def test_a_share_has_wilson_limits(x, n, confidence, lower, upper):
    share = proportion(x, n, confidence=confidence)
    assert share.value == x / n
    assert share.lower == pytest.approx(lower, rel=EXACTLY)
    assert share.upper == pytest.approx(upper, rel=EXACTLY)
    assert share.methods == "Wilson"


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_nobody_and_everybody_have_limits_of_exactly_nought_and_one(confidence):
    people = [3, 10, 41, 1000]
    assert (proportion(0, people, confidence=confidence).lower == 0).all()
    assert (proportion(people, people, confidence=confidence).upper == 1).all()


@pytest.mark.parametrize(("x", "confidence", "lower", "upper"), EXACT)
def test_a_count_has_exact_limits(x, confidence, lower, upper):
    count = exact_poisson(x, confidence=confidence)
    assert count.value == x
    assert count.lower == pytest.approx(lower, rel=EXACTLY)
    assert count.upper == pytest.approx(upper, rel=EXACTLY)


@pytest.mark.parametrize(("x", "confidence", "lower", "upper"), BYAR)
def test_a_count_has_byars_limits(x, confidence, lower, upper):
    count = byar(x, confidence=confidence)
    assert count.lower == pytest.approx(lower, rel=EXACTLY)
    assert count.upper == pytest.approx(upper, rel=EXACTLY)


@pytest.mark.parametrize(
    ("x", "confidence", "upper"),
    # By hand: (1 - 1/9 + 1.959964/3)^3. At 99.8% the lower limit of 1 would be -0.0028.
    [(0, 0.95, 3.668012), (1, 0.998, 9.36218021791)],
)
def test_byar_gives_no_lower_limit_below_nought(x, confidence, upper):
    count = byar(x, confidence=confidence)
    assert count.value == x
    assert np.isnan(count.lower)
    assert count.upper == pytest.approx(upper, rel=1e-5)
    assert count.reason == ""


@pytest.mark.parametrize(
    ("x", "n", "lower", "upper", "method"),
    # The tables above, times 100,000 and divided by the people.
    [
        (0, 2_000, 0, 184.4439727055, "Exact"),
        (9, 10_000, 41.1537309738, 170.848034514, "Exact"),
        (10, 10_000, 47.8744991397, 183.914586058, "Byars"),
        (100, 50_000, 162.724210981, 243.255875158, "Byars"),
        (1000, 1_000_000, 93.8972498715, 106.395258127, "Byars"),
    ],
)
def test_a_crude_rate_is_exact_below_ten_events_and_byars_from_ten(
    x, n, lower, upper, method
):
    rate = crude_rate(x, n)
    assert rate.value == pytest.approx(x / n * 100_000, rel=EXACTLY)
    assert rate.lower == pytest.approx(lower, rel=EXACTLY)
    assert rate.upper == pytest.approx(upper, rel=EXACTLY)
    assert rate.methods == method


def test_many_places_at_once_and_a_reason_where_there_is_nobody():
    share = proportion([5, 0, np.nan], [10, 0, 7], per=100)
    assert share.columns()["reason"].tolist() == [
        "",
        "zero denominator",
        "missing value",
    ]
    assert share.value[0] == 50
    assert np.isnan(share.value[1:]).all()
    assert share.numerator.tolist()[:2] == [5, 0]
    assert share.denominator.tolist() == [10, 0, 7]
    rate = crude_rate([3, 3], [0, 100])
    assert rate.reason.tolist() == ["zero denominator", ""]
    assert np.isnan([rate.value[0], rate.lower[0], rate.upper[0]]).all()
