"""Worked examples of ratios, differences, correlation, benchmarks and discoveries."""

import numpy as np
import pytest

from phm_core.methods import (
    best_fifth,
    compare,
    correlation,
    crude_rate,
    opportunity,
    proportion,
    rate_ratio,
    risk_ratio,
    smd_binary,
    smd_continuous,
)

EXACTLY = 1e-6


@pytest.mark.parametrize(
    ("group", "comparison", "ratio", "lower", "upper"),
    # Exact: scipy 1.17 binomtest(x1, x1 + x0).proportion_ci("exact") as a ratio of
    # rates. Log-normal: statsmodels 0.15.0 confint_poisson_2indep(method="wald-log").
    [
        ((5, 1000), (20, 3000), 0.75, 0.21996019498126546, 2.059341286130353),
        ((0, 100), (12, 900), 0.0, 0.0, 3.2390443555893365),
        ((9, 50), (9, 80), 1.6, 0.5627191584844673, 4.549338620164756),
        ((3, 20), (1, 40), 6.0, 0.4817604556585236, 314.98417654961605),
        ((50, 1000), (20, 3000), 7.5, 4.465339701371144, 12.597025929007742),
        ((120, 900), (300, 2500), 10 / 9, 0.8991190841534589, 1.3730860828039724),
        ((10, 10), (10, 10), 1.0, 0.41622781326372665, 2.402530460804138),
        ((15, 1000), (5000, 100_000), 0.3, 0.1807226304750747, 0.49800071946392355),
    ],
)
def test_a_ratio_of_rates(group, comparison, ratio, lower, upper):
    made = rate_ratio(group, comparison)
    assert made.value == pytest.approx(ratio, rel=EXACTLY)
    assert made.lower == pytest.approx(lower, rel=EXACTLY)
    assert made.upper == pytest.approx(upper, rel=EXACTLY)
    exact = min(group[0], comparison[0]) < 10
    assert made.methods == ("Exact conditional" if exact else "Log-normal")


@pytest.mark.parametrize(
    ("group", "comparison", "ratio", "lower", "upper"),
    # scipy 1.17 stats.contingency.relative_risk(...).confidence_interval.
    [
        ((15, 100), (30, 400), 2.0, 1.120059731221731, 3.571238112128991),
        ((1, 40), (9, 300), 5 / 6, 0.10841448131604035, 6.405458348502919),
        ((50, 60), (20, 30), 1.25, 0.9473968498403237, 1.649256064407801),
    ],
)
def test_a_ratio_of_shares(group, comparison, ratio, lower, upper):
    made = risk_ratio(group, comparison)
    assert made.value == pytest.approx(ratio, rel=EXACTLY)
    assert made.lower == pytest.approx(lower, rel=EXACTLY)
    assert made.upper == pytest.approx(upper, rel=EXACTLY)


@pytest.mark.parametrize("ratio", [rate_ratio, risk_ratio])
def test_a_ratio_to_nothing_has_a_reason(ratio):
    made = ratio(([5, 0, 0], [10, 0, 10]), ([0, 4, 2], [10, 10, 10]))
    assert made.reason.tolist() == [
        "no events in the comparison",
        "zero denominator",
        "",
    ]
    assert made.value[2] == 0


@pytest.mark.parametrize(
    ("group", "comparison", "difference"),
    [
        # By hand: 0.2 / sqrt((0.3*0.7 + 0.1*0.9) / 2) = 0.2 / sqrt(0.15).
        ((30, 100), (10, 100), 0.516397779494322),
        # By hand: -0.25 / sqrt((0.25*0.75 + 0.5*0.5) / 2) = -0.25 / sqrt(0.21875).
        ((5, 20), (50, 100), -0.534522483824849),
        ((0, 10), (0, 50), 0.0),
        ((7, 7), (9, 9), 0.0),
    ],
)
def test_a_standardised_difference_of_shares(group, comparison, difference):
    made = smd_binary(group, comparison)
    assert made.value == pytest.approx(difference, rel=EXACTLY)


def test_a_standardised_difference_of_means():
    # By hand: (62 - 56) / sqrt((10^2 + 14^2) / 2) = 6 / sqrt(148); its error is
    # sqrt(150/5000 + d^2/300) with 100 and 50 people.
    made = smd_continuous((62, 10, 100), (56, 14, 50))
    assert made.value == pytest.approx(0.493196961916072, rel=EXACTLY)
    assert made.upper - made.value == pytest.approx(0.3440326451979915, rel=EXACTLY)


def test_shares_without_spread_cannot_be_set_apart():
    made = smd_binary((10, 10), (0, 10))
    assert made.reason == "no spread"
    assert smd_binary((0, 0), (0, 10)).reason == "zero denominator"


X = [3.1, 4.7, 2.2, 8.8, 6.1, 5.0, 7.7]
Y = [10.2, 9.1, 12.4, 4.4, 7.7, 9.9, 6.6]
PEOPLE = [100, 250, 80, 400, 300, 120, 220]


def test_pearsons_correlation():
    # scipy 1.17, pearsonr(...).confidence_interval.
    made = correlation(X, Y)
    assert made.value == pytest.approx(-0.972431422786753, rel=EXACTLY)
    assert made.lower == pytest.approx(-0.996070053154843, rel=EXACTLY)
    assert made.upper == pytest.approx(-0.819466407115713, rel=EXACTLY)
    assert made.denominator == 7


def test_weighted_correlation_counts_the_effective_number_of_areas():
    # statsmodels 0.15.0, DescrStatsW(..., weights).corrcoef; Kish: 1470^2 / 391,700.
    made = correlation(X, Y, weights=PEOPLE)
    assert made.value == pytest.approx(-0.9788223704429408, rel=EXACTLY)
    assert made.numerator == pytest.approx(5.516721981107991, rel=EXACTLY)
    # By hand: tanh(atanh(r) - 1.959964 / sqrt(2.516722)).
    assert made.lower == pytest.approx(-0.9981928399692932, rel=EXACTLY)


def test_spearmans_correlation():
    # scipy 1.17, spearmanr; by hand tanh(atanh(r) + 1.959964 * sqrt(1.06 / 4)).
    made = correlation(X, Y, kind="spearman")
    assert made.value == pytest.approx(-0.9642857142857145, rel=EXACTLY)
    assert made.upper == pytest.approx(-0.7593649561667716, rel=EXACTLY)


def test_a_correlation_leaves_out_missing_areas_and_says_when_there_are_too_few():
    with_gap = correlation([*X, 5.0], [*Y, np.nan])
    assert with_gap.value == correlation(X, Y).value
    assert with_gap.denominator == 7
    assert correlation([1, 2, 3], [1, 3, 2]).reason == "fewer than 4 areas"
    assert correlation([1, 1, 1, 1], [1, 3, 2, 5]).reason == "no spread"


def test_five_classes_against_a_benchmark():
    # statsmodels, Wilson, of 200: 20 is 6.57-14.94% (99.8%: 5.16-18.48%), 52 is
    # 20.41-32.49% (17.67-36.52%), 70 is 28.73-41.84% (25.48-45.89%).
    counted, people = [20, 40, 52, 70, 0], [200, 200, 200, 200, 0]
    usual = proportion(counted, people)
    wider = proportion(counted, people, confidence=0.998)
    made = compare(usual, 0.2, better="lower", wider=wider)
    assert made.label.tolist() == [
        "better (99.8%)",
        "similar",
        "worse (95%)",
        "worse (99.8%)",
        "",
    ]
    assert made.position.tolist()[0] == "lower"


@pytest.mark.parametrize(
    ("better", "judgement"),
    [("higher", "worse"), ("lower", "better"), ("none", "lower")],
)
def test_polarity_decides_the_words(better, judgement):
    made = compare(proportion([20], [200]), 0.2, better=better)
    assert made.label[0] == f"{judgement} (95%)"


def test_each_place_has_its_own_benchmark():
    made = compare(crude_rate([100, 100], 1000, per=1), [0.1, 0.2])
    assert made.judgement.tolist() == ["similar", "lower"]


def test_opportunity_is_people_and_never_negative():
    # By hand: 0.8 * 200 - 120 = 40; the second place is there already.
    made = opportunity([120, 190, 0], [200, 200, 0], 0.8, better="higher")
    assert made.value.tolist() == pytest.approx([40, 0, 0])
    # statsmodels, Wilson, of 120 in 200: 0.53083672039262 and 0.6653942143319266.
    assert made.lower[0] == pytest.approx(160 - 200 * 0.6653942143319266)
    assert made.upper[0] == pytest.approx(160 - 200 * 0.53083672039262)


def test_opportunity_of_a_rate_is_events_to_prevent():
    # By hand: 50 - 1000 * 0.03 = 20; Byar's limits of 50 are 37.1081 and 65.92016.
    made = opportunity(50, 1000, 0.03, better="lower", kind="rate")
    assert made.value == pytest.approx(20)
    assert made.lower == pytest.approx(7.108100409, rel=EXACTLY)
    assert made.upper == pytest.approx(35.920156694, rel=EXACTLY)


def test_the_best_fifth_is_pooled():
    counted, people = [10, 20, 30, 40, 50], [100] * 5
    assert best_fifth(counted, people, better="higher") == 0.5
    assert best_fifth(counted, people, better="lower") == 0.1
    ten = best_fifth(
        [1, 2, 3, 4, 5, 6, 7, 8, 90, 10], [10] * 8 + [100, 11], better="higher"
    )
    # By hand: 10/11 and 90/100 are the best two of ten: 100 of 111.
    assert ten == pytest.approx(100 / 111)


def test_the_best_fifth_of_places_that_share_a_value_is_that_value():
    # Equal values share the lowest group, so the highest group may hold nobody.
    assert best_fifth([5] * 5, [10] * 5, better="higher") == 0.5
    # By hand: three of five share the best rate, 0.9.
    tied = best_fifth([1, 2, 9, 9, 90], [10, 10, 10, 10, 100], better="higher")
    assert tied == pytest.approx(0.9)
