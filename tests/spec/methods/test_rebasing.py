"""Worked examples of where an XmR chart might begin new limits, and where not."""

import numpy as np
import pytest

from phm_core.methods import Baseline, positions_of, spc_xmr, suggest_rebase

# Twenty calm points around 10 and as many around 14; neither drifts.
CALM = np.array(
    [10, 11, 9, 10, 11, 9, 10, 9, 11, 10, 10, 9, 11, 10, 9, 11, 10, 11, 9, 10]
)
HIGHER = CALM + 4.0


def places(values, **how):
    return [made.at for made in suggest_rebase(values, **how)]


def test_a_lasting_step_is_suggested_where_it_happened_with_its_reason():
    (made,) = suggest_rebase([*CALM, *HIGHER])
    assert (made.at, made.side) == (20, "above")
    assert (made.points_before, made.points_after) == (20, 20)
    assert (made.mean_before, made.mean_after, made.change) == (10, 14, 4)
    # By hand: moving ranges 1 2 1 1 2 1 1 2 1 0 1 2 1 1 2 1 1 2 1 sum to 24 of 19.
    assert made.widths == pytest.approx(4 / (24 / 19 / 1.128))
    assert made.reason == (
        "All 20 points from here lie above the mean of the 20 before (10) and are "
        "steady around 14. Begin new limits only if you know what changed and it is "
        "meant to last."
    )


def test_nothing_is_changed_until_a_person_agrees():
    values = [*CALM, *HIGHER]
    before = spc_xmr(values)
    assert set(before.phase) == {0}
    agreed = Baseline(rebase_at=places(values))
    assert set(spc_xmr(values, baseline=agreed).rule) == {""}
    assert suggest_rebase(values, baseline=agreed) == ()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (13, 8, [13]),
        (12, 20, []),
        (20, 7, []),
        (20, 8, [20]),
        (6, 6, []),
    ],
)
def test_enough_points_must_stand_on_either_side(before, after, found):
    assert places([*CALM[-before:], *HIGHER[:after]]) == found


def test_a_fall_is_suggested_too_and_gaps_are_not_counted():
    values = np.array([*HIGHER, *CALM])
    values[[5, 22]] = np.nan
    (made,) = suggest_rebase(values)
    assert (made.at, made.side, made.points_after) == (20, "below", 19)
    values[20] = np.nan
    assert places(values) == [21]


def test_two_steps_are_two_suggestions_each_against_the_level_before():
    first, second = suggest_rebase([*CALM, *HIGHER, *(CALM + 8.0)])
    assert (first.at, second.at) == (20, 40)
    assert (first.points_after, second.points_before) == (20, 20)
    assert (second.mean_before, second.mean_after) == (14, 18)


UNSETTLED = {
    "a calm series": np.tile(CALM, 2),
    "a step that went back": np.array([*CALM, *HIGHER[:9], *CALM]),
    "a drift": np.arange(40) + np.tile([0.0, 0.4], 20),
    "a new level that drifts": np.array([*CALM, *(HIGHER + np.arange(20) * 0.6)]),
    "a new level with an outlier": np.array([*CALM, *HIGHER[:10], 40, *HIGHER[10:]]),
    "a constant series": np.full(40, 7.0),
    "one outlier": np.array([*CALM, 40, *CALM]),
    "a short series": np.array([*CALM[:8], *HIGHER[:8]]),
}


@pytest.mark.parametrize("series", UNSETTLED)
def test_an_unsettled_or_unchanged_series_has_no_suggestion(series):
    assert places(UNSETTLED[series]) == []


def test_a_step_between_levels_without_any_variation():
    (made,) = suggest_rebase([3.0] * 15 + [5.0] * 10)
    assert made.at == 15
    assert made.widths == float("inf")


def test_chance_alone_is_hardly_ever_suggested():
    rng = np.random.default_rng(142)
    alarms = sum(bool(places(rng.normal(10, 1, 36))) for _ in range(400))
    assert alarms <= 8


def test_most_steps_of_three_deviations_are_found_within_a_month():
    rng = np.random.default_rng(7)
    found = [
        places([*rng.normal(10, 1, 20), *rng.normal(13, 1, 16)]) for _ in range(200)
    ]
    assert sum(any(abs(at - 20) <= 1 for at in each) for each in found) >= 150


def test_dates_of_phases_become_positions():
    months = ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert positions_of(months, ["2026-02-17", "2025-12-01"]) == (1, 3)
    assert positions_of(months, []) == ()
