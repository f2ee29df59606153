"""Measurements: values, windows, repeats. As at 1 July 2026."""

RESULTS = """
    person_id | measure_id | date       | value
    0         | hba1c      | 2025-01-01 | 40
    0         | hba1c      | 2026-05-01 | 60
    1         | hba1c      | 2025-01-01 | 60
    1         | hba1c      | 2026-05-01 | 40
    2         | hba1c      | 2026-05-01 |
    2         | hba1c      | 2026-07-02 | 90
"""


def test_latest_is_that_of_the_greatest_date_with_a_value(who):
    found = who("measurement: {of: hba1c, at_least: 58}", measurement=RESULTS)
    assert found.true == {0}
    assert found.unknown == {2, 3}


def test_bounds_are_inclusive_unless_above_or_below(who):
    for bound, true in (
        ("at_least: 60", {0}),
        ("above: 60", set()),
        ("at_most: 40", {1}),
        ("below: 40", set()),
        ("above: 39, below: 41", {1}),
    ):
        found = who(f"measurement: {{of: hba1c, {bound}}}", measurement=RESULTS)
        assert found.true == true


def test_a_result_before_the_window_leaves_it_unknown(who):
    rule = "measurement: {of: hba1c, at_least: 0, within_months: 12}"
    old = """
        person_id | measure_id | date       | value
        0         | hba1c      | 2025-07-01 | 50
        1         | hba1c      | 2025-07-02 | 50
    """
    found = who(rule, measurement=old)
    assert found.true == {1}
    assert found.unknown == {0, 2, 3}


def test_of_several_on_the_latest_day_the_catalogue_says_which_counts(who):
    twice = """
        person_id | measure_id  | date       | value
        0         | hba1c       | 2026-05-01 | 40
        0         | hba1c       | 2026-05-01 | 60
        1         | systolic_bp | 2026-05-01 | 130
        1         | systolic_bp | 2026-05-01 | 150
    """
    assert who("measurement: {of: hba1c, at_least: 58}", measurement=twice).true == {0}
    lowest = "measurement: {of: systolic_bp, at_most: 140}"
    assert who(lowest, measurement=twice).true == {1}
    highest = "measurement: {of: systolic_bp, at_most: 140, same_day: highest}"
    assert who(highest, measurement=twice).true == set()


def test_any_lowest_highest_and_mean_of_the_window(who):
    for which, true in (
        ("any, at_least: 60", {0, 1}),
        ("min, at_most: 40", {0, 1}),
        ("max, below: 60", set()),
        ("mean, at_least: 50, at_most: 50", {0, 1}),
    ):
        found = who(f"measurement: {{of: hba1c, which: {which}}}", measurement=RESULTS)
        assert found.true == true
        assert found.unknown == {2, 3}


REPEATED = """
    person_id | measure_id | date       | value
    0         | hba1c      | 2026-01-01 | 50
    0         | hba1c      | 2026-04-01 | 50
    1         | hba1c      | 2026-01-01 | 50
    1         | hba1c      | 2026-01-01 | 51
    2         | hba1c      | 2026-01-01 | 50
    2         | hba1c      | 2026-02-01 | 40
    2         | hba1c      | 2026-04-01 | 50
"""


def test_times_at_least_counts_days_not_results(who):
    rule = "measurement: {of: hba1c, at_least: 48, times_at_least: 2}"
    found = who(rule, measurement=REPEATED)
    assert found.true == {0, 2}
    assert found.unknown == {3}


def test_days_apart_is_from_the_first_to_the_last(who):
    rule = "measurement: {of: hba1c, at_least: 48, times_at_least: 2, days_apart: %d}"
    assert who(rule % 90, measurement=REPEATED).true == {0, 2}
    assert who(rule % 91, measurement=REPEATED).true == set()


def test_none_between_is_broken_by_a_value_that_does_not_qualify(who):
    rule = (
        "measurement: {of: hba1c, at_least: 48, times_at_least: 2, days_apart: 90, "
        "none_between: true}"
    )
    assert who(rule, measurement=REPEATED).true == {0}


def test_a_day_with_both_kinds_of_value_ends_one_stretch_and_begins_the_next(who):
    rule = (
        "measurement: {of: hba1c, at_least: 48, times_at_least: 2, none_between: true}"
    )
    mixed = """
        person_id | measure_id | date       | value
        0         | hba1c      | 2026-01-01 | 50
        0         | hba1c      | 2026-02-01 | 50
        0         | hba1c      | 2026-02-01 | 40
        1         | hba1c      | 2026-01-01 | 50
        1         | hba1c      | 2026-02-01 | 40
        1         | hba1c      | 2026-03-01 | 50
    """
    assert who(rule, measurement=mixed).true == {0}


def test_a_score_is_its_latest_value_and_the_highest_of_that_day(who):
    scores = """
        person_id | score_id | date       | value
        0         | efi      | 2020-01-01 | 0.3
        0         | efi      | 2026-01-01 | 0.1
        1         | efi      | 2026-01-01 | 0.1
        1         | efi      | 2026-01-01 | 0.12
        2         | efi      | 2026-01-01 |
    """
    found = who("score: {of: efi, at_least: 0.12}", score=scores)
    assert found.true == {1}
    assert found.unknown == {2, 3}
    assert who("score: {of: efi, band: mild}", score=scores).true == {1}
    assert who("score: {of: efi, band: [fit, moderate]}", score=scores).true == {0}
