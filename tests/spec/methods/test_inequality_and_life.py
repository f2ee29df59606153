"""Worked examples of the slope and relative index of inequality and life expectancy."""

import numpy as np
import pytest

from phm_core.methods import Gradient, life_expectancy, sii_rii, standard_errors

EXACTLY = 1e-6
PEOPLE = [1000, 1100, 900, 1200, 1000, 950, 1050, 980, 1020, 1000]

# Ten deprivation deciles, most deprived first, and their standard errors.
HEALTHY_YEARS = [52.3, 55.2, 57.7, 59.8, 60.2, 61.5, 63.0, 66.9, 66.2, 68.1]
YEARS_ERROR = [1.1, 0.9, 1.0, 0.8, 0.9, 1.2, 0.7, 1.0, 0.9, 1.1]
ADMISSIONS = [320, 300, 270, 255, 240, 221, 215, 190, 171, 160]
LOG_ERROR = [0.05, 0.04, 0.06, 0.05, 0.05, 0.06, 0.04, 0.05, 0.06, 0.07]
SMOKERS = [0.42, 0.40, 0.37, 0.36, 0.33, 0.30, 0.29, 0.26, 0.24, 0.21]
LOGIT_ERROR = [0.08] * 10


def interval(estimates):
    return estimates.lower, estimates.upper


def close(estimates, lower, upper):
    """Both limits within 2% of the interval's width, as a simulation allows."""
    width = upper - lower
    return interval(estimates) == pytest.approx((lower, upper), abs=0.02 * width)


def test_means_on_the_natural_scale():
    # Values: statsmodels WLS. Limits: slope less and more 1.959964 * sqrt(sum k^2 se^2)
    # (exact for normal values); of the relative index, 1,000,000 separate draws.
    made = sii_rii(HEALTHY_YEARS, PEOPLE, YEARS_ERROR)
    assert made.sii.value == pytest.approx(16.660978824690623, rel=EXACTLY)
    assert made.rii.value == pytest.approx(1.3160535270323372, rel=EXACTLY)
    assert made.intercept == pytest.approx(52.71568705824295, rel=EXACTLY)
    assert close(made.sii, 14.493064590385183, 18.828893058996066)
    assert close(made.rii, 1.26926474, 1.36492217)
    assert made.direction == "Positive: values are higher among the least deprived."


def test_the_size_of_the_multiplier_scales_the_slope_and_the_start():
    how = Gradient(multiplier=-2, repetitions=1000)
    made = sii_rii(HEALTHY_YEARS, PEOPLE, YEARS_ERROR, gradient=how)
    assert made.sii.value == pytest.approx(-2 * 16.660978824690623, rel=EXACTLY)
    assert made.intercept == pytest.approx(2 * 52.71568705824295, rel=EXACTLY)


def test_rates_fitted_on_logs():
    # statsmodels WLS of the logs; limits from the exact normal limits of the slope.
    how = Gradient(kind="rate", fitted_on="transformed")
    made = sii_rii(ADMISSIONS, PEOPLE, LOG_ERROR, gradient=how)
    assert made.sii.value == pytest.approx(-177.9260468600304, rel=EXACTLY)
    assert made.rii.value == pytest.approx(0.4688467000957109, rel=EXACTLY)
    assert close(made.sii, -207.90662540192034, -148.59131144741633)
    assert close(made.rii, 0.41563096158068713, 0.5288759705356165)


def test_a_negative_multiplier_turns_the_indices_round():
    how = Gradient(kind="rate", fitted_on="transformed", multiplier=-1)
    made = sii_rii(ADMISSIONS, PEOPLE, LOG_ERROR, gradient=how)
    assert made.sii.value == pytest.approx(177.9260468600304, rel=EXACTLY)
    assert made.rii.value == pytest.approx(1 / 0.4688467000957109, rel=EXACTLY)
    assert close(made.sii, 148.59131144741633, 207.90662540192034)
    assert close(made.rii, 1 / 0.5288759705356165, 1 / 0.41563096158068713)
    assert made.direction == "Positive: values are higher among the most deprived."


@pytest.mark.parametrize("multiplier", [0.5, 1, 100])
def test_a_multiplier_between_nought_and_one_does_not_turn_the_limits(multiplier):
    # A published implementation tests for "below 1" here and swaps them.
    how = Gradient(kind="rate", fitted_on="transformed", multiplier=multiplier)
    made = sii_rii(ADMISSIONS, PEOPLE, LOG_ERROR, gradient=how)
    assert close(made.sii, -207.906625 * multiplier, -148.591311 * multiplier)
    assert close(made.rii, 0.41563096158068713, 0.5288759705356165)


def test_rates_on_the_natural_scale():
    # statsmodels WLS; limits from 1,000,000 separate draws.
    made = sii_rii(ADMISSIONS, PEOPLE, LOG_ERROR, gradient=Gradient(kind="rate"))
    assert made.sii.value == pytest.approx(-174.49259558192279, rel=EXACTLY)
    assert made.rii.value == pytest.approx(0.45823480768365216, rel=EXACTLY)
    assert close(made.sii, -202.2571512, -147.1755681)
    assert close(made.rii, 0.40120523, 0.5214745)


def test_shares_fitted_on_logits():
    how = Gradient(kind="proportion", fitted_on="transformed")
    made = sii_rii(SMOKERS, PEOPLE, LOGIT_ERROR, gradient=how)
    assert made.sii.value == pytest.approx(-0.2306694222741433, rel=EXACTLY)
    assert made.rii.value == pytest.approx(0.47783936956709316, rel=EXACTLY)
    assert close(made.sii, -0.2660361211870393, -0.19480085592026872)
    assert close(made.rii, 0.4255589701662818, 0.5368618408015793)


def test_shares_on_the_natural_scale():
    made = sii_rii(SMOKERS, PEOPLE, LOGIT_ERROR, gradient=Gradient(kind="proportion"))
    assert made.sii.value == pytest.approx(-0.23013141475468576, rel=EXACTLY)
    assert made.rii.value == pytest.approx(0.46985947409516976, rel=EXACTLY)
    assert close(made.sii, -0.26638895, -0.1934043)
    assert close(made.rii, 0.41304275, 0.5335659)


def test_several_areas_each_answer_for_themselves_and_gaps_have_reasons():
    values = [ADMISSIONS, [0, *ADMISSIONS[1:]], [np.nan, *ADMISSIONS[1:]], ADMISSIONS]
    people = [PEOPLE, PEOPLE, PEOPLE, [0, *PEOPLE[1:]]]
    how = Gradient(kind="rate", repetitions=1000)
    made = sii_rii(values, people, LOG_ERROR, gradient=how)
    assert made.sii.reason.tolist() == [
        "",
        "a value has no logarithm or logit",
        "missing value",
        "zero denominator",
    ]
    alone = sii_rii(ADMISSIONS, PEOPLE, LOG_ERROR, gradient=how)
    assert interval(alone.sii) == (made.sii.lower[0], made.sii.upper[0])
    assert np.isnan(made.intercept[1:]).all()


def test_a_line_below_nought_has_a_slope_but_no_ratio():
    values = [-5, -1, 1, 5, 9]
    made = sii_rii(values, [1] * 5, [1] * 5, gradient=Gradient(repetitions=1000))
    assert made.sii.reason == ""
    assert made.rii.reason == "the fitted line does not stay above zero"


def test_a_ratio_whose_lower_end_may_be_nought_has_no_upper_limit():
    # The line ends near nought, so some draws end below it and have no ratio.
    made = sii_rii([1.0, 1.2, 2.0, 3.0, 4.0], [1] * 5, [0.8] * 5)
    assert made.rii.reason == ""
    assert np.isnan(made.rii.upper)
    assert made.rii.lower < made.rii.value
    assert np.isfinite(made.sii.upper)


@pytest.mark.parametrize(
    ("kind", "lower", "upper", "error"),
    # By hand: width on the scale of the draws over 2 * 1.959964.
    [
        ("normal", 8.0, 12.0, 4 / 3.919927969),
        ("rate", 100.0, 200.0, 0.6931471806 / 3.919927969),
        ("proportion", 0.2, 0.5, 1.3862943611 / 3.919927969),
    ],
)
def test_standard_errors_from_published_limits(kind, lower, upper, error):
    assert standard_errors(lower, upper, kind=kind) == pytest.approx(error, rel=EXACTLY)


DEATHS = [8, 1, 1, 1, 3, 5, 6, 8, 12, 17, 27, 38, 55, 80, 120, 170, 250, 330, 380, 410]
LIVING = [1500, 6200, 8100, 8200, 7900, 7600, 8000, 8500, 8700, 8600]
LIVING += [8900, 9100, 8200, 7100, 6300, 5000, 3600, 2300, 1200, 600]


@pytest.mark.parametrize(
    ("at_age", "years"),
    # The life table worked band by band in 40-digit decimal arithmetic.
    [
        (0, (75.49086632722393, 74.83034281338162, 76.15138984106622)),
        (65, (14.969312430284944, 14.60492512315346, 15.333699737416426)),
    ],
)
def test_life_expectancy(at_age, years):
    made = life_expectancy(DEATHS, LIVING, at_age=at_age)
    assert (made.value, made.lower, made.upper) == pytest.approx(years, rel=EXACTLY)
    assert made.numerator == sum(DEATHS)


def test_one_death_a_year_in_ten_at_every_age_is_ten_years():
    # With a constant rate in the last band and everyone reaching it, e = 1 / rate.
    deaths, living = [0] * 19 + [100], [1000] * 20
    made = life_expectancy(deaths, living, at_age=90)
    assert made.value == pytest.approx(10)
    assert life_expectancy(deaths, living).value == pytest.approx(100)
    # By hand: variance 1 / (deaths * rate^2) = 1; so 10 less and more 1.959964.
    assert made.lower == pytest.approx(8.040036015459946, rel=EXACTLY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d, n: (d / 30, n / 30), "population 5,000 or fewer"),
        (
            lambda d, n: (d, np.where(np.arange(20) == 3, 0, n)),
            "no people in an age band",
        ),
        (
            lambda d, n: (np.where(np.arange(20) == 19, 601, d), n),
            "more deaths than people in an age band",
        ),
        (
            lambda d, n: (np.where(np.arange(20) == 19, 0, d), n),
            "no deaths in the last age band",
        ),
        (lambda d, n: (np.where(np.arange(20) == 1, np.nan, d), n), "missing value"),
    ],
)
def test_where_there_is_no_life_expectancy_the_reason_is_said(change, reason):
    deaths, living = change(np.array(DEATHS, float), np.array(LIVING, float))
    made = life_expectancy([deaths, DEATHS], [living, LIVING])
    assert made.reason.tolist() == [reason, ""]
    assert np.isnan(made.value[0])
    assert made.value[1] == pytest.approx(75.49086632722393)


def test_an_interval_over_twenty_years_is_not_shown():
    deaths = [0] * 19 + [1]
    living = [400] * 19 + [10]
    assert life_expectancy(deaths, living).reason == "interval over 20 years"
