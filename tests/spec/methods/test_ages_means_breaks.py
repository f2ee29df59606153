"""Worked examples of age bands, means, equal groups and map classes."""

import numpy as np
import pytest

from phm_core.methods import (
    BANDS_18,
    BANDS_19,
    BANDS_20,
    ESP2013_20,
    LIFE_TABLE_BANDS,
    band_labels,
    band_of,
    bivariate,
    cut,
    fold_bands,
    mean,
    quantiles,
)


def test_names_of_age_bands():
    assert band_labels(BANDS_19)[:2] == ["0-4", "5-9"]
    assert band_labels(BANDS_19)[-2:] == ["85-89", "90+"]
    assert band_labels(BANDS_18)[-1] == "85+"
    assert band_labels(BANDS_20)[-1] == "95+"
    assert band_labels(LIFE_TABLE_BANDS)[:3] == ["0", "1-4", "5-9"]
    assert len(LIFE_TABLE_BANDS) == len(ESP2013_20) == 20


@pytest.mark.parametrize(
    ("age", "band"), [(0, 0), (4, 0), (5, 1), (89, 17), (90, 18), (112, 18)]
)
def test_the_band_of_an_age(age, band):
    assert band_of(age) == band


def test_an_age_before_the_first_band_has_none():
    assert band_of([17, 18], starts=(18, 40)).tolist() == [-1, 0]


def test_list_bands_are_counted_again_in_the_bands_of_stated_rates():
    # 15-19 is shared evenly: 2 of its 5 years (18 and 19) are adult.
    people = [50, 60, 70, 100, 80, 90, 30]
    starts = (0, 5, 10, 15, 20, 40, 60)
    assert fold_bands(people, starts, into=(18, 40, 60)).tolist() == [120, 90, 30]


def test_single_years_fold_exactly_and_keep_everyone():
    people = np.arange(101.0)
    folded = fold_bands(people, range(101), into=BANDS_19)
    assert folded[0] == 0 + 1 + 2 + 3 + 4
    assert folded[-1] == sum(range(90, 101))
    assert folded.sum() == people.sum()


def test_a_mean_with_students_limits():
    # statsmodels 0.15.0, DescrStatsW(...).tconfint_mean.
    ages = [52.1, 48.3, 61.0, 55.5, 49.9, 58.2]
    made = mean(ages)
    assert made.value[0] == pytest.approx(54.166666666666664, rel=1e-6)
    assert made.lower[0] == pytest.approx(48.99063277498607, rel=1e-6)
    assert made.upper[0] == pytest.approx(59.34270055834726, rel=1e-6)
    wide = mean(ages, confidence=99.8)
    assert wide.lower[0] == pytest.approx(42.299862595447905, rel=1e-6)
    assert wide.upper[0] == pytest.approx(66.03347073788542, rel=1e-6)


def test_means_of_groups_say_why_there_is_none():
    made = mean([1, 3, 10, np.nan, np.nan], [0, 0, 1, 1, 2])
    assert made.value[:2].tolist() == [2, 10]
    assert made.denominator.tolist() == [2, 1, 0]
    assert np.isnan(made.lower[1])
    assert made.reason.tolist() == ["", "", "no values"]


@pytest.mark.parametrize(
    ("values", "number", "groups"),
    [
        (range(1, 11), 10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (range(1, 11), 5, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        # 7 values in 5 groups by hand: 6 - ceil((8 - rank) * 5 / 7).
        (range(1, 8), 5, [1, 1, 2, 3, 3, 4, 5]),
        ([9, 1, 5, 3, 7], 5, [5, 1, 3, 2, 4]),
        # Equal values share the group of the lowest of their ranks.
        ([1, 2, 2, 2, 3, 4], 3, [1, 1, 1, 1, 3, 3]),
        ([5, 5, 5, 5], 4, [1, 1, 1, 1]),
    ],
)
def test_equal_groups(values, number, groups):
    assert quantiles(list(values), number).group.tolist() == groups


def test_too_few_values_have_no_groups_and_missing_ones_are_not_counted():
    ranked = quantiles([1, 2, np.nan, 3, 4, 5], 3, within=[0, 0, 0, 1, 1, 1])
    assert ranked.group.tolist() == [0, 0, 0, 1, 2, 3]
    assert ranked.reason.tolist()[:3] == [
        "fewer values than groups",
        "fewer values than groups",
        "missing value",
    ]


@pytest.mark.parametrize(
    ("values", "groups", "breaks"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 0, 0, 1, 1, 1, 2, 2, 2], (4, 7)),
        ([0, 0, 0, 0, 0, 1, 2, 3, 4], [0, 0, 0, 0, 0, 1, 2, 2, 2], (1, 2)),
        ([0, 1, 2, 3, 4, 4, 4, 4, 4], [0, 0, 0, 1, 2, 2, 2, 2, 2], (3, 4)),
        ([5, 5, 5], [1, 1, 1], (5, float("inf"))),
    ],
)
def test_thirds_of_a_map_keep_equal_values_together(values, groups, breaks):
    made = cut(values)
    assert made.group.tolist() == groups
    assert made.breaks == breaks


def test_a_part_of_the_map_is_shown_in_the_classes_of_the_whole():
    whole = cut([1, 2, 3, 4, 5, 6, 7, 8, 9])
    part = cut([4, 5, np.nan, 9], breaks=whole.breaks)
    assert part.group.tolist() == [1, 1, -1, 2]
    assert part.labels(0) == ["under 4", "4 to under 7", "7 or more"]
    assert (part.lowest, part.highest) == (4, 9)


def test_an_empty_class_is_called_none():
    assert cut([5, 5, 5]).labels(0) == ["under 5", "5 or more", "none"]
    assert cut([np.nan]).labels() == ["all", "none", "none"]


def test_two_cuts_make_nine_classes():
    both = bivariate(cut([1, 2, 3]), cut([3, 1, np.nan]))
    assert both.tolist() == [6, 1, -1]
