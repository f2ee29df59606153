"""Worked examples of XmR charts: each rule on a series small enough to check by eye."""

import numpy as np
import pytest

from phm_core.errors import RefusedInput
from phm_core.methods import Baseline, monthly, spc_xmr
from phm_core.methods.spc_rules import trend

# Mean 10; every moving range 1 or 2, mean 4/3: limits 10 +- 2.66 * 4/3.
CALM = [10, 11, 9, 10, 11, 9, 10, 11, 9, 10]


def rules(chart, rule):
    return np.flatnonzero(chart.rule == rule).tolist()


def test_limits_are_the_mean_and_two_point_six_six_mean_moving_ranges():
    chart = spc_xmr(CALM)
    assert chart.centre == pytest.approx(10)
    assert chart.upper == pytest.approx(10 + 2.66 * 12 / 9)
    assert chart.lower == pytest.approx(10 - 2.66 * 12 / 9)
    assert chart.near_upper == pytest.approx(10 + 2.66 * 12 / 9 * 2 / 3)
    assert set(chart.kind) == {"common cause"}
    assert chart.variation == "common cause"
    assert np.isnan(chart.moving_range[0])


def test_an_outlying_moving_range_is_left_out_unless_all_are_asked_for():
    # Moving ranges by hand: 1 2 1 1 2 1 1 20 21 1; mean 5.1, cut at 16.66; rest 10/8.
    values = [10, 11, 9, 10, 11, 9, 10, 11, 31, 10, 9]
    mean = 131 / 11
    screened = spc_xmr(values)
    assert screened.upper[0] == pytest.approx(mean + 2.66 * 10 / 8)
    assert screened.method == "XmR, screened moving ranges"
    every = spc_xmr(values, baseline=Baseline(ranges="all"))
    assert every.upper[0] == pytest.approx(mean + 2.66 * 51 / 10)
    assert every.method == "XmR, all moving ranges"


@pytest.mark.parametrize(
    ("jump", "mean_range"),
    # Ten moving ranges of 1 and the jump: cut at 3.267 * 14 / 11 = 4.16, and 4.45.
    [(4, 14 / 11), (5, 1)],
)
def test_a_moving_range_is_screened_from_three_and_a_quarter_times_the_mean(
    jump, mean_range
):
    values = [0, 1] * 5 + [0, jump]
    chart = spc_xmr(values)
    assert chart.upper[0] - chart.centre[0] == pytest.approx(2.66 * mean_range)


def test_a_point_outside_the_limits():
    chart = spc_xmr([*CALM, 30], better="lower")
    assert rules(chart, "outside limits") == [10]
    assert chart.variation == "concern high"
    assert spc_xmr([*CALM, 30], better="higher").variation == "improvement high"
    assert spc_xmr([*CALM, 30]).variation == "neutral high"


def test_seven_on_one_side_are_a_shift_and_six_are_not():
    # Mean 4.73, near limits -0.46 and 9.92: wide enough for no other rule to speak.
    low, high = [1, 4, 1, 4, 1, 4, 1, 4], [6, 9, 6, 9, 6, 9, 6]
    wide = Baseline(ranges="all")
    chart = spc_xmr([*low, *high], baseline=wide)
    assert set(rules(chart, "shift")) == set(range(15))
    chart = spc_xmr([*low[:6], *high[:6]], baseline=wide)
    assert rules(chart, "shift") == []


def test_a_point_on_the_mean_breaks_a_shift():
    low, high = [7, 9, 7, 9], [11, 13, 11, 13]
    assert len(rules(spc_xmr([*low, *low, *high, *high]), "shift")) == 16
    broken = spc_xmr([*low, 10, *low, *high, 10, *high])
    assert set(broken.centre) == {10}
    assert rules(broken, "shift") == []


def test_screening_that_would_leave_no_variation_is_not_done():
    # One step only: its moving range, 2, is all there is; mean range 2 / 15.
    chart = spc_xmr([9] * 8 + [11] * 8)
    assert chart.upper[0] == pytest.approx(10 + 2.66 * 2 / 15)


def test_seven_rising_points_are_a_trend_and_six_are_not():
    values = [10, 30, 11, 13, 15, 17, 19, 21, 23, 12, 26, 9]
    wide = Baseline(ranges="all")
    chart = spc_xmr(values, baseline=wide)
    assert rules(chart, "trend") == [2, 3, 4, 5, 6, 7, 8]
    assert set(chart.side[2:9]) == {"high"}
    shorter = spc_xmr(values[:2] + values[3:], baseline=wide)
    assert rules(shorter, "trend") == []


def test_an_equal_neighbour_breaks_a_trend():
    values = [10, 30, 11, 13, 15, 15, 17, 19, 21, 23, 12, 26, 9]
    assert rules(spc_xmr(values, baseline=Baseline(ranges="all")), "trend") == []


def test_where_a_rise_turns_into_a_fall_the_turning_point_belongs_to_the_fall():
    found, direction = trend(np.array([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1.0]))
    assert found.all()
    assert direction.tolist() == [1] * 6 + [-1] * 7


def test_two_in_three_near_a_limit():
    # Limits fixed on the calm ten: 10 +- 3.5467, near limits 10 +- 2.3644.
    values = [*CALM, 13, 11, 13, 9]
    chart = spc_xmr(values, baseline=Baseline(first=10))
    assert rules(chart, "two in three") == [10, 12]
    assert chart.lower == pytest.approx(10 - 2.66 * 12 / 9)


def test_two_in_three_need_one_side_and_do_not_count_a_point_outside():
    fixed = Baseline(first=10)
    assert rules(spc_xmr([*CALM, 13, 9, 13], baseline=fixed), "two in three") == []
    assert rules(spc_xmr([*CALM, 13, 7, 13], baseline=fixed), "two in three") == []
    outside = spc_xmr([*CALM, 13, 20, 11], baseline=fixed)
    assert rules(outside, "two in three") == []
    assert rules(outside, "outside limits") == [11]


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    # The calm ten run from 6.45 to 13.55.
    [
        ("higher", 14, "fail"),
        ("higher", 6, "pass"),
        ("higher", 10, "hit or miss"),
        ("lower", 14, "pass"),
        ("lower", 6, "fail"),
        ("lower", 10, "hit or miss"),
        ("none", 10, "none"),
        ("higher", None, "none"),
    ],
)
def test_assurance_compares_the_limits_with_the_target(better, target, assurance):
    assert spc_xmr(CALM, better=better, target=target).assurance == assurance


def test_rebasing_restarts_limits_and_runs():
    values = [*CALM, *[x + 20 for x in CALM]]
    chart = spc_xmr(values, baseline=Baseline(rebase_at=(10,)))
    assert chart.centre.tolist() == pytest.approx([10] * 10 + [30] * 10)
    assert set(chart.rule) == {""}
    assert np.isnan(chart.moving_range[10])
    assert chart.phase.tolist() == [0] * 10 + [1] * 10
    assert chart.warnings == (
        "Phase 1 has 10 points; 13 are advised.",
        "Phase 2 has 10 points; 13 are advised.",
    )


def test_a_constant_series_has_its_mean_as_limits_and_no_signal():
    chart = spc_xmr([0.1] * 16, better="lower", target=0.2)
    assert set(chart.upper) == set(chart.lower) == {0.1}
    assert set(chart.rule) == {""}
    assert chart.assurance == "pass"
    assert chart.warnings == ()


def test_fewer_than_seven_points_have_no_limits():
    chart = spc_xmr([1, 2, 3, 4, 5, 60])
    assert np.isnan(chart.upper).all()
    assert set(chart.rule) == {""}
    assert chart.warnings == ("Only 6 points: a run chart without limits or rules.",)


def test_a_missing_period_is_left_open_and_interrupts_a_run():
    values = [1, 3, 1, 3, 1, 3, 1, 3, 6, 8, 6, np.nan, 8, 6, 8, 6]
    chart = spc_xmr(values, baseline=Baseline(ranges="all"))
    assert np.isnan(chart.value[11])
    assert chart.rule[11] == ""
    assert set(rules(chart, "shift")) == set(range(8))
    assert np.isnan(chart.moving_range[[11, 12]]).all()
    assert "1 period has no value; it is left open." in chart.warnings


def test_months_are_put_in_order_and_gaps_left_open():
    months, values = monthly(["2026-03-31", "2026-01-05", "2025-12-01"], [3, 1, 0])
    assert [str(m) for m in months] == ["2025-12", "2026-01", "2026-02", "2026-03"]
    assert values[[0, 1, 3]].tolist() == [0, 1, 3]
    assert np.isnan(values[2])


def test_a_month_that_comes_twice_is_refused():
    with pytest.raises(RefusedInput, match="2026-01 comes more than once"):
        monthly(["2026-01-05", "2026-01-31"], [1, 2])


def test_a_phase_of_gaps_has_no_limits():
    chart = spc_xmr([*CALM, np.nan, np.nan], baseline=Baseline(rebase_at=(10,)))
    assert np.isnan(chart.centre[10:]).all()
    assert chart.centre[0] == 10


def test_points_between_gaps_have_no_moving_range_and_so_no_limits():
    chart = spc_xmr([1, np.nan] * 8)
    assert np.isnan(chart.upper).all()
    assert set(chart.rule) == {""}


def test_a_phase_of_one_point_is_only_a_point():
    chart = spc_xmr([*CALM, 50], baseline=Baseline(rebase_at=(10,)))
    assert chart.rule[10] == ""
    assert chart.warnings[-1] == "Phase 2 has 1 point; 13 are advised."


# R's rnorm(20) after set.seed(123), the series of NHSRplotthedots' own snapshot test.
NORMAL = [-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499]
NORMAL += [0.46091621, -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383]
NORMAL += [0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716]
NORMAL += [0.70135590, -0.47279141]


def test_limits_as_nhsrplotthedots_publishes_them():
    # tests/testthat/_snaps/ptd_spc_standard.md: mean 0.142, lpl -3.01, upl 3.29.
    chart = spc_xmr(NORMAL)
    assert chart.centre[0] == pytest.approx(0.142, abs=0.0005)
    assert chart.lower[0] == pytest.approx(-3.01, abs=0.005)
    assert chart.upper[0] == pytest.approx(3.29, abs=0.005)
    assert set(chart.rule) == {""}


def test_two_far_points_on_either_side_are_common_cause_as_in_nhsrplotthedots():
    # Its test: eight 1, -1 with the last two 5.5 and -5.5.
    chart = spc_xmr([*[1, -1] * 7, 5.5, -5.5])
    assert chart.kind[-2:].tolist() == ["common cause", "common cause"]


def test_a_baseline_is_fixed_in_each_phase_from_its_own_first_points():
    calm, away = [*CALM, 12, 12], [*[x + 20 for x in CALM], 32, 32]
    chart = spc_xmr([*calm, *away], baseline=Baseline(rebase_at=(12,), first=10))
    assert chart.centre.tolist() == pytest.approx([10] * 12 + [30] * 12)
    assert chart.upper[[0, 12]] == pytest.approx([10 + 2.66 * 4 / 3, 30 + 2.66 * 4 / 3])


def test_limits_without_width_and_limits_that_cannot_be_are_said():
    flat = spc_xmr([*[5] * 10, 6, 5, 5, 5, 5], baseline=Baseline(first=10))
    assert flat.rule[10] == "outside limits"
    assert flat.warnings == (
        "The points that set the limits do not vary, so any other value lies outside "
        "them. Set the limits from more points.",
    )
    apart = spc_xmr([1, np.nan] * 8)
    assert apart.warnings[-1] == (
        "No limits: no phase has enough points that follow one another."
    )


def test_a_point_on_the_mean_is_on_it_whatever_rounding_says():
    # The mean of these is 0.2 and of 0.1 + 0.2 + 0.3 in floats a little more.
    low, high = [0.1, 0.15] * 4, [0.3, 0.25] * 4
    values = [*low[:6], 0.2, *low[:6], *high[:6], 0.2, *high[:6]]
    chart = spc_xmr(values, baseline=Baseline(ranges="all"))
    assert chart.centre[0] == pytest.approx(0.2)
    assert rules(chart, "shift") == []
